"""How well keys and chords are heard, beside plain ways to hear them; and what it costs.

    python benchmarks/chords.py FOLDER [--seconds 60] [--json FILE]

FOLDER holds recordings and what is in them: NAME.wav, NAME.lab with a chord a line (start and end in seconds,
name in the syntax of Harte et al.), and NAME.key with its key, as in "Eb minor". Names that end alike, as in
021_band, are one row of the table. Keys by mir_eval's weighted score, 1 for the key, 0.5 for one a fifth off,
0.3 for the relative, 0.2 for the parallel; chords by the share of the time that major and minor triads
are right (majmin), roots are right, and sevenths too. The plain way to the key is the correlation of the mean
chromagram with the profiles of Krumhansl and Kessler; to the chords, the best of 24 triads for half a
second of it, smoothed over two.
"""

import argparse
import json
import resource
import sys
from collections import defaultdict
from pathlib import Path

import mir_eval
import numpy as np

from tunescape.features.chord_names import chord_label
from tunescape.features.chroma import chroma_stft
from tunescape.features.excerpt import Excerpt
from tunescape.features.posteriorgram import SAMPLE_RATE
from tunescape.features.tonality import FEATURES as TONALITY
from tunescape.features.tonality import KEYS, estimate_key
from tunescape.music.chords.hear import hear_chords_of_blocks
from tunescape.music.transcription.audio_blocks import read_blocks

SEGMENT_S = 15
STRETCH_S = 0.5
KRUMHANSL = (
    (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
)
Labelled = tuple[np.ndarray, list[str]]


def cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def chord_scores(reference: Labelled, found: Labelled, seconds: float) -> dict[str, float]:
    """Score chords on the part of a recording that is annotated."""
    end = min(seconds, float(reference[0][-1, 1]))
    spans, names = mir_eval.util.adjust_intervals(*reference, 0, end, "N", "N")
    found_spans, found_names = mir_eval.util.adjust_intervals(*found, 0, end, "N", "N")
    spans, names, found_names = mir_eval.util.merge_labeled_intervals(spans, names, found_spans, found_names)
    lengths = mir_eval.util.intervals_to_durations(spans)
    return {
        rule: float(
            mir_eval.chord.weighted_accuracy(getattr(mir_eval.chord, rule)(names, found_names), lengths)
        )
        for rule in ("majmin", "root", "sevenths")
    }


def plain_key(chroma: np.ndarray) -> str:
    mean = chroma.mean(axis=0)
    fits = [np.corrcoef(np.roll(profile, tonic), mean)[0, 1] for profile in KRUMHANSL for tonic in range(12)]
    return KEYS[int(np.argmax(fits))]


def plain_chords(chroma: np.ndarray, frame_rate: float) -> Labelled:
    per_stretch = round(STRETCH_S * frame_rate)
    n = max(1, len(chroma) // per_stretch)
    means = chroma[: n * per_stretch].reshape(n, -1, 12).mean(axis=1)
    smooth = np.stack([np.convolve(row, np.ones(4) / 4, "same") for row in means.T], axis=1)
    triads = np.zeros((24, 12))
    for i in range(24):
        triads[i, [(i // 2 + step) % 12 for step in ((0, 4, 7), (0, 3, 7))[i % 2]]] = 1
    best = (smooth @ triads.T).argmax(axis=1)
    bounds = np.arange(n + 1) * per_stretch / frame_rate
    names = [f"{chord_label(10 * (i // 2)).split(':')[0]}:{('maj', 'min')[i % 2]}" for i in best]
    return np.column_stack([bounds[:-1], bounds[1:]]), names


def score(path: Path, seconds: float) -> dict[str, float]:
    blocks = list(read_blocks(path, seconds=seconds))
    samples = np.concatenate(blocks)
    started = cpu_s()
    heard = hear_chords_of_blocks(blocks)
    chords_s = cpu_s() - started
    started = cpu_s()
    length = SEGMENT_S * SAMPLE_RATE
    segments = [
        Excerpt(samples[at : at + length], SAMPLE_RATE) for at in range(0, len(samples) - length // 3, length)
    ]
    key = estimate_key(np.stack([TONALITY(segment) for segment in segments])).name
    key_s = cpu_s() - started
    spectrum = Excerpt(samples, SAMPLE_RATE).spectrum
    chroma = chroma_stft(spectrum)
    reference = mir_eval.io.load_labeled_intervals(str(path.with_suffix(".lab")))
    bounds = heard.sequence.bounds_s
    ours = chord_scores(reference, (np.column_stack([bounds[:-1], bounds[1:]]), heard.labels), seconds)
    plain = chord_scores(reference, plain_chords(chroma, spectrum.frame_rate), seconds)
    minutes = len(samples) / SAMPLE_RATE / 60
    wanted = path.with_suffix(".key").read_text().strip()
    return {
        "key": mir_eval.key.weighted_score(wanted, key) if key else 0.0,
        "key, plain": mir_eval.key.weighted_score(wanted, plain_key(chroma)),
        **ours,
        "majmin, plain": plain["majmin"],
        "key, CPU s a minute": key_s / minutes,
        "chords, CPU s a minute": chords_s / minutes,
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each recording [%(default)s]")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the scores of each recording")
    options = parser.parse_args()
    scores = {
        path.stem: score(path, options.seconds)
        for path in sorted(options.folder.glob("*.wav"))
        if path.with_suffix(".lab").is_file() and path.with_suffix(".key").is_file()
    }
    if not scores:
        print(f"{options.folder} holds no NAME.wav with NAME.lab and NAME.key", file=sys.stderr)
        return 2
    if options.json:
        options.json.write_text(json.dumps(scores, indent=1))
    groups = defaultdict(list)
    for name, row in scores.items():
        groups[name.rpartition("_")[2]].append(row)
    columns = list(next(iter(scores.values())))
    print("| " + " | ".join(["", "n", *columns]) + " |")
    print("|---" * (len(columns) + 2) + "|")
    for group, rows in groups.items():
        means = [f"{np.mean([row[column] for row in rows]):.3f}" for column in columns]
        print("| " + " | ".join([group, str(len(rows)), *means]) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
