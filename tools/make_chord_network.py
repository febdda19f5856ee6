"""Fit the small network that hears chords.

    python tools/render_chord_songs.py POP909 -o FOLDER
    python tools/make_chord_network.py FOLDER [-o FILE.npz] [--folds 4]

FOLDER holds recordings or notes, and their chords: NAME.wav or NAME.mid, and NAME.lab with a chord a line
(start and end in s, name in the syntax of Harte et al.). What ships is what these two commands make of songs
001 to 020 of POP909 (MIT licence) and the soundfont FluidR3 GM, with noise and drums of our own, which are no
chords. With --folds, nothing is written: how well it does on songs that are left out, in turn, is printed (a
song is what NAME is called up to its first underscore). What is heard is kept as NAME.heard.npz, so that an
interrupted run goes on. Needs the extra `deep`.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Iterator
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
from tunescape.features.chord_path import chord_path, transition_matrix
from tunescape.features.pitch_registers import mean_between, pitch_registers
from tunescape.features.posteriorgram import SAMPLE_RATE, posteriorgrams
from tunescape.music import synth
from tunescape.music.chords.written import note_registers
from tunescape.music.transcription.audio_blocks import read_blocks
from tunescape.music.transcription.midi_reader import read_midi
from tunescape.music.transcription.notes import join_notes
from tunescape.music.written_beats import written_beats
from tunescape.whole_file import replacing

SHIPPED = Path(__file__).resolve().parents[1] / "src" / "tunescape" / "weights" / "chord_network.npz"
SECONDS = 180.0
N_HIDDEN = 64
EPOCHS, BATCH, RATE, DECAY, DROPOUT = 20, 256, 3e-3, 0.05, 0.2
SMOOTHING = 0.1  # of the labels: surer odds would leave habit and the neighbours no say
OTHERS, GAIN = 0.3, 0.2  # how much of another moment sounds along at most; how the levels of rows vary
MAJOR_MINOR = ("maj", "min", "7", "maj7", "min7")
NATURALS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
# of each chord, as mir_eval's majmin counts: root and third, or none of the 24 triads
TRIADS = np.array(
    [
        2 * root + (quality.startswith("min")) if quality in MAJOR_MINOR else -1
        for root in range(12)
        for quality in QUALITIES
    ]
    + [24]
)
KIN = {
    "maj6": "maj",
    "min6": "min",
    "minmaj7": "min",
    "dim7": "dim",
    "9": "7",
    "maj9": "maj7",
    "min9": "min7",
}


Heard = tuple[FloatArray, Vector, float]
"""What sounds [shape=(n, 7, 12)], beats in s, length in s."""


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


def hear(samples: FloatArray) -> Heard:
    columns = np.concatenate([pitch_registers(heard) for heard in posteriorgrams([samples])])
    return columns, track_beats(samples, SAMPLE_RATE).times_s, len(samples) / SAMPLE_RATE


def hear_file(path: Path) -> Heard:
    """Hear a recording, once: what is heard is kept beside it."""
    kept = path.with_suffix(".heard.npz")
    if kept.is_file():
        with np.load(kept, allow_pickle=False) as arrays:
            return arrays["columns"], arrays["beats_s"], float(arrays["duration_s"])
    columns, beats_s, duration_s = hear(np.concatenate(list(read_blocks(path, seconds=SECONDS))))
    with replacing(kept) as file:
        np.savez(file, columns=columns, beats_s=beats_s, duration_s=duration_s)
    return columns, beats_s, duration_s


def read(path: Path) -> Heard:
    """Read a MIDI file as if it were heard."""
    song = read_midi(path)
    notes = join_notes(list(song.parts.values()))
    columns = note_registers(notes, duration_s=song.duration_s)
    return columns, written_beats(song).times_s, song.duration_s


def read_songs(folder: Path) -> dict[str, Song]:
    songs = {}
    for path in sorted(folder.glob("*.lab")):
        print(path.stem, flush=True)
        labels = read_labels(path)
        if path.with_suffix(".wav").is_file():
            songs[path.stem] = make_song(*hear_file(path.with_suffix(".wav")), labels)
        elif path.with_suffix(".mid").is_file():
            songs[path.stem] = make_song(*read(path.with_suffix(".mid")), labels)
    return songs


def no_chords(rng: np.random.Generator) -> Iterator[Song]:
    """Make noises of three colours, and drums."""
    n = int(20 * SAMPLE_RATE)
    frequency = np.maximum(np.arange(n // 2 + 1), 30)
    for power in (0, 0.5, 1):
        noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) / frequency**power, n)
        for level in (0.01, 0.3):
            yield without_chords((level * noise / np.abs(noise).max()).astype(np.float32))
    for bpm in (80, 100, 120, 140):
        yield without_chords(drums(bpm, rng))


def without_chords(samples: FloatArray) -> Song:
    columns, beats_s, duration_s = hear(samples)
    return make_song(columns, beats_s, duration_s, [(0.0, duration_s, NO_CHORD)])


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


def right_share(network: ChordNetwork, song: Song) -> float:
    """Share of the stretches whose triad, major or minor, is found; those of other chords do not count."""
    likely = network.log_probabilities(song.described)
    path = chord_path(likely, transition_matrix(network.transitions))
    wanted = TRIADS[song.chords.argmax(axis=1)]
    return float((TRIADS[path] == wanted)[wanted >= 0].mean())


def cross_validate(songs: dict[str, Song], others: list[Song], folds: int) -> None:
    """Fit without some of the songs at a time, and say how well it does on them, by kind."""
    numbers = sorted({name.partition("_")[0] for name in songs})
    shares: dict[str, list[float]] = {}
    for fold in range(folds):
        left_out = set(numbers[fold::folds])
        kept = [song for name, song in songs.items() if name.partition("_")[0] not in left_out]
        network = fit([*kept, *others])
        for name, song in songs.items():
            number, _, kind = name.partition("_")
            if number in left_out and kind:
                shares.setdefault(kind, []).append(right_share(network, song))
    for kind, found in shares.items():
        print(f"{kind}: {np.mean(found):.3f} of {len(found)} songs left out")


def save(network: ChordNetwork, path: Path) -> None:
    np.savez(path, allow_pickle=False, **vars(network))
    print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path} ({path.stat().st_size:,} bytes)")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("-o", "--output", type=Path, default=SHIPPED, metavar="FILE.npz")
    parser.add_argument("--folds", type=int, metavar="N", help="leave out one song in N, and write nothing")
    options = parser.parse_args()
    torch.set_num_threads(1)
    songs = read_songs(options.folder)
    if not songs:
        print(f"{options.folder} holds no pairs of NAME.wav or NAME.mid and NAME.lab", file=sys.stderr)
        return 2
    others = list(no_chords(np.random.default_rng(0)))
    if options.folds:
        cross_validate(songs, others, options.folds)
    else:
        save(fit([*songs.values(), *others]), options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
