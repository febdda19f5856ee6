"""How well rhythm is heard: beats beside a peer, and whether music that moves alike is found.

    python benchmarks/rhythm.py beats RENDERINGS POP909
    python benchmarks/rhythm.py retrieval FOLDER...
    python benchmarks/rhythm.py stretch FOLDER

beats: RENDERINGS holds <song>_<style>.wav, POP909 <song>/beat_midi.txt of the same songs; the first 60 s of
each are judged as mir_eval does. Songs up to 020 are those that constants were tuned on. "analyze" is the
tempo that `tunescape analyze` stores, of four segments of the whole song.
retrieval: each FOLDER holds a folder a label (benchmarks/dances.py renders one); mean average precision of
spaces, and of the default space with more and less rhythm.
stretch: cosines of clips with themselves, played faster and slower, in the space of rhythm.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import av.filter
import librosa
import mir_eval
import numpy as np
import soundfile
import soxr

from tunescape.arrays import FloatArray, Vector
from tunescape.audio.segments import Segmentation
from tunescape.discovery.rhythm_dial import turn_rhythm
from tunescape.discovery.space import SPACES, Space, parse_space, space_matrix
from tunescape.evaluation.retrieval import rank
from tunescape.features import rhythm
from tunescape.features.beats import track_beats
from tunescape.features.excerpt import Excerpt
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.ingest import analyze
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

JUDGED_S = 60.0
TUNED_UP_TO = 20
AMOUNTS = (0.0, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
LINEAR_WEIGHTS = (0.5, 0.7, 0.85, 1.0)
FACTORS = (0.85, 0.96, 0.98, 1.02, 1.04, 1.15)

Found = tuple[float, Vector | None, Vector | None]  # tempo, beats, downbeats


def hear(samples: FloatArray, sample_rate: int) -> Found:
    beats = track_beats(samples, sample_rate)
    return beats.tempo_bpm or 0.0, beats.times_s, beats.downbeats_s


def hear_segments(samples: FloatArray, sample_rate: int) -> Found:
    rows = []
    for start_s, length_s in Segmentation().spans(len(samples) / sample_rate):
        first = round(start_s * sample_rate)
        rows.append(
            rhythm.FEATURES(Excerpt(samples[first : first + round(length_s * sample_rate)], sample_rate))
        )
    return rhythm.estimate_tempo(np.stack(rows)).bpm or 0.0, None, None


def hear_with_librosa(samples: FloatArray, sample_rate: int) -> Found:
    y = soxr.resample(samples, sample_rate, 22_050)
    tempo, times_s = librosa.beat.beat_track(y=y, sr=22_050, units="time")
    return float(np.atleast_1d(tempo)[0]), times_s, None


def f_measure(true_s: Vector, found_s: Vector) -> float:
    true, found = (mir_eval.beat.trim_beats(times[times < JUDGED_S]) for times in (true_s, found_s))
    return float(mir_eval.beat.f_measure(true, found)) if len(found) > 1 else 0.0


def scores(annotation: Path, found: Found) -> dict[str, float]:
    table = np.loadtxt(annotation, ndmin=2)
    true_s, is_downbeat = table[:, 0], table[:, 2] > 0
    bpm = 60 / np.median(np.diff(true_s[true_s < JUDGED_S]))
    tempo, times_s, downbeats_s = found
    fits = [abs(tempo / (bpm * factor) - 1) <= 0.04 for factor in (1, 2, 3, 1 / 2, 1 / 3)]
    told = {"Acc1": float(fits[0]), "Acc2": float(any(fits))}
    if times_s is not None:
        told["beat F"] = f_measure(true_s, times_s)
    if downbeats_s is not None:
        told["downbeat F"] = f_measure(true_s[is_downbeat], downbeats_s)
    return told


def beats(renderings: Path, pop909: Path) -> None:
    peers: dict[str, Callable[[FloatArray, int], Found]] = {
        "tunescape": hear,
        "analyze": hear_segments,
        "librosa": hear_with_librosa,
    }
    cells: dict[tuple[str, str, str], list[dict[str, float]]] = defaultdict(list)
    for path in sorted(renderings.glob("*_*.wav")):
        song, style = path.stem.split("_")
        samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
        split = "tuned on" if int(song) <= TUNED_UP_TO else "others"
        for peer, listen in peers.items():
            found = listen(samples.mean(axis=1), sample_rate)
            cells[peer, split, style].append(scores(pop909 / song / "beat_midi.txt", found))
    for (peer, split, style), rows in sorted(cells.items()):
        means = "  ".join(f"{name} {np.mean([row[name] for row in rows]):.3f}" for name in rows[0])
        print(f"{peer:<10} {split:<9} {style:<6} {len(rows):3d}  {means}")


def retrieval(folder: Path) -> None:
    default = SPACES["default"]
    spaces = [SPACES["timbre"], SPACES["rhythm"], *(turn_rhythm(default, amount) for amount in AMOUNTS)]
    # weights beside 1 for each half of timbre, the scale of the default space's
    spaces += [parse_space(f"timbre+rhythm*{weight / np.sqrt(2):.4f}") for weight in LINEAR_WEIGHTS]
    with tempfile.TemporaryDirectory() as scratch:
        library = Library(scratch, create=True)
        analyze(library, [folder], AnalysisSettings(features="musicnn,descriptors,rhythm"))
        label_of = {track.track_id: Path(track.path).parent.name for track in library.tracks()}
        print(f"{folder.name}: {len(label_of)} tracks, {len(set(label_of.values()))} labels")
        for space in spaces:
            track_ids, rows = space_matrix(library, space)
            found = rank(np.asarray(rows), [label_of[track_id] for track_id in track_ids])
            print(f"{space.name:<40} MAP {found.average_precision.mean():.3f}")


def pattern(space: Space, samples: FloatArray, sample_rate: int) -> FloatArray:
    row = FEATURE_SETS["rhythm"](Excerpt(samples.astype(np.float32), sample_rate))
    return space.embed({"rhythm": row[np.newaxis]})


def played_faster(samples: FloatArray, sample_rate: int, factor: float) -> FloatArray:
    """Change the tempo and not the pitch, by FFmpeg's atempo, which keeps attacks sharp."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=sample_rate, format="flt", layout="mono", time_base=Fraction(1, sample_rate)
    )
    graph.link_nodes(source, graph.add("atempo", str(factor)), graph.add("abuffersink")).configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[np.newaxis]), format="flt", layout="mono")
    frame.sample_rate, frame.pts = sample_rate, 0
    graph.push(frame)
    graph.push(None)
    pieces = []
    while True:
        try:
            pieces.append(graph.pull().to_ndarray()[0])
        except (av.EOFError, BlockingIOError):
            return np.concatenate(pieces)


def stretch(folder: Path) -> None:
    space = SPACES["rhythm"]
    cosines: dict[str, list[float]] = defaultdict(list)
    vectors = []
    for path in sorted(folder.rglob("*.flac"))[::2]:
        samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
        mono = samples.mean(axis=1)[: 15 * sample_rate]
        plain = pattern(space, mono, sample_rate)
        vectors.append(plain)
        for factor in FACTORS:
            other = pattern(space, played_faster(mono, sample_rate, factor), sample_rate)
            cosines[f"{factor - 1:+.0%}"].append(float(plain @ other))
    between = np.stack(vectors) @ np.stack(vectors).T
    cosines["other clips"] = between[np.triu_indices(len(vectors), 1)].tolist()
    for name, values in cosines.items():
        low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
        print(f"{name:<12} median {middle:.2f}, from {low:.2f} to {high:.2f} (5 to 95 %)")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    hearing = commands.add_parser("beats")
    hearing.add_argument("renderings", type=Path)
    hearing.add_argument("pop909", type=Path)
    commands.add_parser("retrieval").add_argument("folders", type=Path, nargs="+")
    commands.add_parser("stretch").add_argument("folder", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "beats":
        beats(arguments.renderings, arguments.pop909)
    elif arguments.command == "stretch":
        stretch(arguments.folder)
    else:
        for folder in arguments.folders:
            retrieval(folder)


if __name__ == "__main__":
    main()
