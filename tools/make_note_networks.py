"""Fit the two small networks that judge notes: which are notes at all, and which are the melody.

    python tools/make_note_networks.py PAIRS

PAIRS is a folder of renderings: NAME.wav and the notes that sound in it, NAME.mid, without drums; its track
MELODY is the melody. Names begin with the number of the song: what the melody network learns from comes from
note networks that did not hear the song. What ships was fitted on songs 001 to 020 of POP909 (MIT licence),
rendered with the soundfont FluidR3 GM: as piano and as a band, whole; three times with everything drawn at
random (tools/render_mixed.py), two minutes each; 13 with another lead, two minutes; and as piano and as bands
with the sustaining pedal held, 75 or 90 s. Those of the last two kinds were made before `--held` was, which
draws pedals in the same way: fitted anew, the networks will be alike but not the same to the byte.
"""

import argparse
import hashlib
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pretty_midi
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from tunescape.arrays import FloatArray, Vector
from tunescape.features.posteriorgram import SAMPLE_RATE, Posteriorgram, frame_times_s, posteriorgrams
from tunescape.music.transcription import decode, melody
from tunescape.music.transcription.audio_blocks import read_blocks
from tunescape.music.transcription.candidates import find_candidates
from tunescape.music.transcription.perceptron import Perceptron

SHIPPED = Path(__file__).resolve().parents[1] / "src" / "tunescape" / "weights"
SECONDS = 300.0
TOLERANCE_S = 0.05
N_FOLDS = 4
HIDDEN_NOTES, HIDDEN_MELODY = (64, 32), (32, 16)
FIRST_RATE, LAST_RATE = 2e-3, 3e-4


@dataclass(frozen=True)
class Pair:
    """A rendering as the network hears it, and onset (s) and pitch of the notes that are played."""

    song: str
    duration_s: float
    heard: Posteriorgram
    played: Vector
    melody: Vector


def read_pairs(folder: Path) -> Iterator[Pair]:
    for path in sorted(folder.glob("*.wav")):
        blocks = list(read_blocks(path, seconds=SECONDS))
        stretches = list(posteriorgrams(blocks))
        heard = Posteriorgram(
            *(
                np.concatenate([getattr(s, n) for s in stretches])
                for n in ("note", "onset", "contour", "level")
            )
        )
        tracks = pretty_midi.PrettyMIDI(str(path.with_suffix(".mid"))).instruments
        notes = [
            [(n.start, n.pitch) for track in tracks for n in track.notes if not only or track.name == only]
            for only in ("", "MELODY")
        ]
        duration_s = sum(map(len, blocks)) / SAMPLE_RATE
        yield Pair(
            path.stem[:3], duration_s, heard, *(np.array(sorted(rows)).reshape(-1, 2) for rows in notes)
        )
        print(path.stem, flush=True)


def are_played(onset_s: Vector, pitch: Vector, played: Vector) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell which notes are among those played; each of these stands for one of them."""
    found = np.zeros(len(onset_s), dtype=bool)
    for key in np.unique(pitch):
        wanted = list(played[played[:, 1] == key, 0])
        for i in np.flatnonzero(pitch == key):
            while wanted and wanted[0] < onset_s[i] - TOLERANCE_S:
                wanted.pop(0)
            if wanted and wanted[0] <= onset_s[i] + TOLERANCE_S:
                found[i] = True
                wanted.pop(0)
    return found


def candidates_of(pair: Pair) -> tuple[FloatArray, np.ndarray[Any, np.dtype[np.bool_]]]:
    frames, keys = find_candidates(pair.heard.onset)
    traits = decode.describe(pair.heard, frames, keys)
    onset_s = frame_times_s(frames) - decode.ONSET_DELAY_S
    within = onset_s < pair.duration_s - 0.1
    return traits[within], are_played(onset_s, keys + 21.0, pair.played)[within]


def fit(
    rows: list[tuple[FloatArray, Any]], *, hidden: tuple[int, ...], alpha: float, epochs: int, batch: int
) -> Perceptron:
    inputs, wanted = (np.concatenate(part) for part in zip(*rows, strict=True))
    scaler = StandardScaler().fit(inputs)
    inputs = scaler.transform(inputs)
    network = MLPClassifier(hidden, alpha=alpha, batch_size=batch, random_state=0, warm_start=True)
    for rate, n in ((FIRST_RATE, epochs), (LAST_RATE, max(1, epochs // 3))):
        network.set_params(learning_rate_init=rate, max_iter=n)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            network.fit(inputs, wanted)
    layers = [[layer.astype(np.float32) for layer in part] for part in (network.coefs_, network.intercepts_)]
    scales = (part.astype(np.float32) for part in (scaler.mean_, scaler.scale_))
    return Perceptron(*scales, *map(tuple, layers))


def fit_notes(rows: list[tuple[FloatArray, Any]]) -> Perceptron:
    return fit(rows, hidden=HIDDEN_NOTES, alpha=0.1, epochs=6, batch=4096)


def fit_melody(rows: list[tuple[FloatArray, Any]]) -> Perceptron:
    return fit(rows, hidden=HIDDEN_MELODY, alpha=0.5, epochs=9, batch=1024)


def melody_rows(pairs: list[Pair], rows: list[tuple[FloatArray, Any]]) -> list[tuple[FloatArray, Any]]:
    """Describe and label the notes of each pair, found by a network that did not hear its song."""
    folds = [int(pair.song) % N_FOLDS for pair in pairs]
    made = []
    for fold in range(N_FOLDS):
        network = fit_notes([row for row, other in zip(rows, folds, strict=True) if other != fold])
        for pair in (pair for pair, own in zip(pairs, folds, strict=True) if own == fold):
            notes = decode.decode_notes([pair.heard], duration_s=pair.duration_s, network=network)
            found = are_played(notes.onset_s, notes.pitch.astype(float), pair.melody)
            made.append((melody.describe_voices(notes), found))
    return made


def save(name: str, network: Perceptron, folder: Path) -> None:
    path = folder / name
    layers = {f"weights_{number}": weights for number, weights in enumerate(network.weights)}
    layers |= {f"biases_{number}": bias for number, bias in enumerate(network.biases)}
    np.savez(path, allow_pickle=False, mean=network.mean, scale=network.scale, **layers)
    print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path} ({path.stat().st_size:,} bytes)")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=Path, metavar="PAIRS")
    parser.add_argument("-o", "--output", type=Path, default=SHIPPED, help="a folder [%(default)s]")
    options = parser.parse_args()
    pairs = list(read_pairs(options.pairs))
    if not pairs:
        print(f"{options.pairs} holds no pairs of NAME.wav and NAME.mid", file=sys.stderr)
        return 2
    rows = [candidates_of(pair) for pair in pairs]
    save("note_network.npz", fit_notes(rows), options.output)
    save("melody_network.npz", fit_melody(melody_rows(pairs, rows)), options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
