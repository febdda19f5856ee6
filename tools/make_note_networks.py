"""Fit the two small networks that judge notes: which are notes at all, and which are the melody.

    python tools/make_note_networks.py PAIRS

PAIRS is a folder of renderings: NAME.wav and the notes that sound in it, NAME.mid, without drums; its track
MELODY is the melody. Names begin with the number of the song: what the melody network learns from comes from
note networks that did not hear the song. What ships was fitted on songs 001 to 020 of POP909 (MIT licence),
rendered with the soundfont FluidR3 GM: as piano, as a band, and three times with everything drawn at random
(tools/render_mixed.py); the first two minutes of each.
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
from tunescape.features.posteriorgram import Posteriorgram, frame_times_s, posteriorgrams
from tunescape.music.transcription import decode, melody
from tunescape.music.transcription.audio_blocks import read_blocks
from tunescape.music.transcription.candidates import describe_candidates, find_candidates
from tunescape.music.transcription.perceptron import Perceptron

SHIPPED = Path(__file__).resolve().parents[1] / "src" / "tunescape" / "weights"
SECONDS = 120.0
TOLERANCE_S = 0.05
N_FOLDS = 4
N_HIDDEN_NOTES, N_HIDDEN_MELODY = 32, 24


@dataclass(frozen=True)
class Pair:
    """A rendering as the network hears it, and onset (s) and pitch of the notes that are played."""

    song: str
    heard: Posteriorgram
    played: Vector
    melody: Vector


def read_pairs(folder: Path) -> Iterator[Pair]:
    for path in sorted(folder.glob("*.wav")):
        stretches = list(posteriorgrams(read_blocks(path, seconds=SECONDS)))
        heard = Posteriorgram(
            *(np.concatenate([getattr(s, n) for s in stretches]) for n in ("note", "onset", "contour"))
        )
        tracks = pretty_midi.PrettyMIDI(str(path.with_suffix(".mid"))).instruments
        notes = [
            [(n.start, n.pitch) for track in tracks for n in track.notes if not only or track.name == only]
            for only in ("", "MELODY")
        ]
        yield Pair(path.stem[:3], heard, *(np.array(sorted(rows)).reshape(-1, 2) for rows in notes))
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
    traits = describe_candidates(pair.heard.note, pair.heard.onset, frames, keys)
    onset_s = frame_times_s(frames) - decode.ONSET_DELAY_S
    within = onset_s < SECONDS - 0.1
    return traits[within], are_played(onset_s, keys + 21.0, pair.played)[within]


def fit(rows: list[tuple[FloatArray, Any]], *, n_hidden: int, alpha: float, epochs: int) -> Perceptron:
    inputs, wanted = (np.concatenate(part) for part in zip(*rows, strict=True))
    scaler = StandardScaler().fit(inputs)
    network = MLPClassifier((n_hidden,), alpha=alpha, max_iter=epochs, batch_size=512, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(scaler.transform(inputs), wanted)
    layers = (scaler.mean_, scaler.scale_, network.coefs_[0], network.intercepts_[0], network.coefs_[1][:, 0])
    return Perceptron(*(layer.astype(np.float32) for layer in layers), float(network.intercepts_[1][0]))


def fit_notes(rows: list[tuple[FloatArray, Any]]) -> Perceptron:
    return fit(rows, n_hidden=N_HIDDEN_NOTES, alpha=0.1, epochs=30)


def melody_rows(pairs: list[Pair], rows: list[tuple[FloatArray, Any]]) -> list[tuple[FloatArray, Any]]:
    """Describe and label the notes of each pair, found by a network that did not hear its song."""
    folds = [int(pair.song) % N_FOLDS for pair in pairs]
    made = []
    for fold in range(N_FOLDS):
        network = fit_notes([row for row, other in zip(rows, folds, strict=True) if other != fold])
        for pair in (pair for pair, own in zip(pairs, folds, strict=True) if own == fold):
            notes = decode.decode_notes([pair.heard], duration_s=SECONDS, network=network)
            found = are_played(notes.onset_s, notes.pitch.astype(float), pair.melody)
            made.append((melody.describe_voices(notes), found))
    return made


def save(name: str, network: Perceptron, folder: Path) -> None:
    path = folder / name
    layers = {key: getattr(network, key) for key in Perceptron.__dataclass_fields__}
    np.savez(path, allow_pickle=False, **layers)
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
    voices = fit(melody_rows(pairs, rows), n_hidden=N_HIDDEN_MELODY, alpha=0.5, epochs=25)
    save("melody_network.npz", voices, options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
