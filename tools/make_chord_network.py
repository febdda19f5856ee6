"""Fit the small network that hears chords.

    python tools/make_chord_network.py FOLDER [-o FILE.npz]

FOLDER holds recordings and their chords: NAME.wav, and NAME.lab with a chord a line (start and end in s,
name in the syntax of Harte et al.). What ships was fitted on songs 001 to 020 of POP909 (MIT licence),
rendered with the soundfont FluidR3 GM: three minutes of each as piano and as a band; one minute of each as a
band whose melody never lets go of the sustaining pedal, and three times with everything drawn at random
(tools/render_mixed.py); and on noise and drums of our own, which are no chords. Needs the extra `deep`.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import soxr
import torch

from tunescape.arrays import FloatArray, Vector
from tunescape.features.beats import track_beats
from tunescape.features.chord_grid import chord_grid
from tunescape.features.chord_names import N_CHORDS, NO_CHORD, QUALITIES
from tunescape.features.chord_network import N_INPUT_ROWS, ChordNetwork, describe_stretches
from tunescape.features.pitch_registers import mean_between, pitch_registers
from tunescape.features.posteriorgram import SAMPLE_RATE, posteriorgrams
from tunescape.music import synth
from tunescape.music.transcription.audio_blocks import read_blocks

SHIPPED = Path(__file__).resolve().parents[1] / "src" / "tunescape" / "weights" / "chord_network.npz"
SECONDS = 180.0
N_HIDDEN = 64
EPOCHS, BATCH, RATE, DECAY, DROPOUT = 20, 256, 3e-3, 0.05, 0.2
SMOOTHING = 0.1  # of the labels: surer odds would leave habit and the neighbours no say
OTHERS, GAIN = 0.3, 0.2  # how much of another moment sounds along at most; how the levels of rows vary
NATURALS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
KIN = {
    "maj6": "maj",
    "min6": "min",
    "minmaj7": "min",
    "dim7": "dim",
    "9": "7",
    "maj9": "maj7",
    "min9": "min7",
}


@dataclass(frozen=True)
class Song:
    """Stretches of a recording [shape=(n, n_rows, 12)], and the share of each chord in them [(n, 121)]."""

    described: FloatArray
    chords: FloatArray


def read_labels(path: Path) -> list[tuple[float, float, int]]:
    rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
    known = [(float(start), float(end), number_of(name)) for start, end, name in rows]
    return [row for row in known if row[2] >= 0]


def number_of(name: str) -> int:
    """Return the number of a chord, -1 of one that has none here."""
    if name == "N":
        return NO_CHORD
    match = re.fullmatch(r"([A-G])([#b]*)(?::([^/(]+))?.*", name)
    if not match:
        return -1
    natural, accidentals, quality = match.groups()
    quality = KIN.get(quality, quality) or "maj"
    root = (NATURALS[natural] + accidentals.count("#") - accidentals.count("b")) % 12
    return len(QUALITIES) * root + QUALITIES.index(quality) if quality in QUALITIES else -1


def make_song(
    columns: FloatArray, beats_s: Vector, duration_s: float, labels: list[tuple[float, float, int]]
) -> Song:
    bounds_s = chord_grid(beats_s, duration_s=duration_s)
    described = describe_stretches(mean_between(columns, bounds_s))
    chords = np.zeros((len(described), N_CHORDS), dtype=np.float32)
    for start, end, number in labels:
        common = np.minimum(end, bounds_s[1:]) - np.maximum(start, bounds_s[:-1])
        chords[:, number] += np.maximum(common, 0)
    lengths_s = np.diff(bounds_s)
    known = chords.sum(axis=1) > lengths_s / 2
    return Song(described[known], chords[known] / chords[known].sum(axis=1, keepdims=True))


def hear(blocks: Iterable[FloatArray], labels: list[tuple[float, float, int]] | None) -> Song:
    """Describe a signal; without labels nothing of it is a chord."""
    samples = np.concatenate(list(blocks))
    columns = np.concatenate([pitch_registers(heard) for heard in posteriorgrams([samples])])
    duration_s = len(samples) / SAMPLE_RATE
    beats = track_beats(samples, SAMPLE_RATE)
    return make_song(columns, beats.times_s, duration_s, labels or [(0.0, duration_s, NO_CHORD)])


def read_songs(folder: Path) -> Iterator[Song]:
    for path in sorted(folder.glob("*.wav")):
        if path.with_suffix(".lab").is_file():
            print(path.stem, flush=True)
            yield hear(read_blocks(path, seconds=SECONDS), read_labels(path.with_suffix(".lab")))


def no_chords(rng: np.random.Generator) -> Iterator[Song]:
    """Make noises of three colours, and drums."""
    n = int(20 * SAMPLE_RATE)
    frequency = np.maximum(np.arange(n // 2 + 1), 30)
    for power in (0, 0.5, 1):
        noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) / frequency**power, n)
        for level in (0.01, 0.3):
            yield hear([(level * noise / np.abs(noise).max()).astype(np.float32)], None)
    for bpm in (80, 100, 120, 140):
        yield hear([drums(bpm, rng)], None)


def drums(bpm: float, rng: np.random.Generator) -> FloatArray:
    eighth_s, n_samples = 30 / bpm, int(20 * synth.SAMPLE_RATE)
    times_s = eighth_s * np.arange(int(19 / eighth_s))
    strokes = (
        ([synth.kick(low_hz=rng.uniform(40, 60))], times_s[::4]),
        ([synth.snare(rng=rng, tone_hz=rng.uniform(150, 240)) for _ in range(4)], times_s[2::4]),
        ([synth.hat(rng=rng) for _ in range(4)], times_s),
    )
    buses = [synth.hits(sounds, list(at), n_samples=n_samples, gain=0.3)[0] for sounds, at in strokes]
    return np.asarray(soxr.resample(np.sum(buses, axis=0), synth.SAMPLE_RATE, SAMPLE_RATE), dtype=np.float32)


class Network(torch.nn.Module):
    """The network of :class:`ChordNetwork`: a circular convolution over pitch classes."""

    def __init__(self, described: torch.Tensor) -> None:
        super().__init__()
        self.mean = torch.nn.Parameter(described.mean((0, 2)), requires_grad=False)
        self.scale = torch.nn.Parameter(described.std((0, 2)), requires_grad=False)
        self.hidden = torch.nn.Conv1d(N_INPUT_ROWS, N_HIDDEN, 12)
        self.output = torch.nn.Conv1d(N_HIDDEN, len(QUALITIES) + 1, 1)
        self.dropout = torch.nn.Dropout(DROPOUT)

    def forward(self, described: torch.Tensor) -> torch.Tensor:
        """Return log probabilities [shape=(n, 121)]."""
        rows = (described - self.mean[:, None]) / self.scale[:, None]
        hidden = torch.relu(self.hidden(torch.cat([rows, rows[:, :, :11]], dim=2)))
        odds = self.output(self.dropout(hidden))
        chords = odds[:, : len(QUALITIES)].transpose(1, 2).reshape(len(rows), -1)
        return torch.log_softmax(torch.cat([chords, odds[:, len(QUALITIES) :].mean(2)], dim=1), dim=1)


def fit(songs: list[Song]) -> ChordNetwork:
    torch.manual_seed(0)
    described = torch.tensor(np.concatenate([song.described for song in songs]))
    chords = torch.tensor(np.concatenate([song.chords for song in songs]))
    wanted = chords * (1 - SMOOTHING) + SMOOTHING / N_CHORDS
    network = Network(described)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * -(-len(described) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for batch in torch.split(torch.randperm(len(described)), BATCH):
            loss = -(wanted[batch] * network(varied(described, batch))).sum(1).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return exported(network, transitions([song.chords.argmax(axis=1) for song in songs]))


def varied(described: torch.Tensor, batch: torch.Tensor) -> torch.Tensor:
    """Let another moment sound along softly, in another key, and vary the levels of the rows."""
    others = described[torch.randint(len(described), batch.shape)].roll(int(torch.randint(12, ())), 2)
    share = OTHERS * torch.rand(len(batch), 1, 1)
    together = torch.sqrt(described[batch] ** 2 + (share * others) ** 2)
    return together * (1 + GAIN * torch.randn(len(batch), N_INPUT_ROWS, 1))


def transitions(sequences: list[np.ndarray]) -> FloatArray:
    """Count which chord follows which, relative to its root; what is rare borrows from all qualities."""
    n = len(QUALITIES)
    counts = np.zeros((n + 1, 12, n + 1))
    for sequence in sequences:
        for before, after in pairwise(sequence):
            first, second = (n if chord == NO_CHORD else chord % n for chord in (before, after))
            of_roots = first < n and second < n
            counts[first, (after // n - before // n) % 12 if of_roots else 0, second] += 1
    stays = counts[np.arange(n), 0, np.arange(n)]
    moves = counts[:n, :, :n].copy()
    moves[np.arange(n), 0, np.arange(n)] = 0
    usual = moves.sum(axis=0) + 0.5 * (1 + moves.sum(axis=(0, 1))) / (1 + moves.sum(axis=(0, 1))).sum()
    usual /= usual.sum()
    table = np.full(counts.shape, 1e-6)
    stay = (stays + 50 * stays.sum() / counts[:n].sum()) / (counts[:n].sum(axis=(1, 2)) + 50)
    nothing = (counts[:n, 0, n] + 0.2) / (counts[:n].sum(axis=(1, 2)) + 50)
    shares = (moves + 20 * usual) / (moves.sum(axis=(1, 2), keepdims=True) + 20)
    shares[np.arange(n), 0, np.arange(n)] = 0
    shares /= shares.sum(axis=(1, 2), keepdims=True)
    table[:n, :, :n] = shares * (1 - stay - nothing)[:, None, None]
    table[np.arange(n), 0, np.arange(n)] = stay
    table[:n, 0, n] = nothing
    table[n, 0, n] = (counts[n, 0, n] + 1) / (counts[n].sum() + 2)
    table[n, :, :n] = (1 - table[n, 0, n]) / 12 * usual.sum(axis=0)
    return np.asarray(np.log(table), dtype=np.float32)


def exported(network: Network, habits: FloatArray) -> ChordNetwork:
    weights = {
        name: value.detach().numpy().astype(np.float32) for name, value in network.state_dict().items()
    }
    return ChordNetwork(
        mean=weights["mean"],
        scale=weights["scale"],
        hidden=weights["hidden.weight"].reshape(N_HIDDEN, -1).T.copy(),
        hidden_bias=weights["hidden.bias"],
        output=weights["output.weight"][:, :, 0].T.copy(),
        output_bias=weights["output.bias"],
        transitions=habits,
    )


def save(network: ChordNetwork, path: Path) -> None:
    np.savez(path, allow_pickle=False, **vars(network))
    print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path} ({path.stat().st_size:,} bytes)")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("-o", "--output", type=Path, default=SHIPPED, metavar="FILE.npz")
    options = parser.parse_args()
    torch.set_num_threads(1)
    songs = list(read_songs(options.folder))
    if not songs:
        print(f"{options.folder} holds no pairs of NAME.wav and NAME.lab", file=sys.stderr)
        return 2
    save(fit([*songs, *no_chords(np.random.default_rng(0))]), options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
