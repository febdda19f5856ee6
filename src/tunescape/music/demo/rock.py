"""Rock: two distorted guitars in fifths, bass, a backbeat and a lead guitar."""

from functools import partial

import numpy as np

from tunescape.arrays import FloatArray, IntArray, Vector
from tunescape.music.demo.score import BEATS_PER_BAR, Piece, humanise, nearest_voicing
from tunescape.music.demo.track import Work
from tunescape.music.synth import (
    Note,
    bend,
    crash,
    distort,
    echo,
    hat,
    hits,
    kick,
    low_pass,
    master,
    play,
    pluck,
    reverb,
    snare,
    vibrato,
)

__all__ = ["WORKS", "arrange"]

WORKS = (
    Work(
        title="Static Hearts",
        artist="The Rust Harbor",
        album="Salt on the Amplifier",
        year=2009,
        piece=Piece(
            tempo_bpm=140,
            key="E minor",
            progression="1 6 7 1",
            melody="1:1.5 3:.5 5:2 | 6 5:.5 3:.5 1:2 | 2:1.5 4:.5 7:2 | 5 4:.5 3:.5 1:2 |",
            colour=0.5,
        ),
    ),
    Work(
        title="逆风",
        artist="铁轨乐队",
        album="最后一站",
        year=2014,
        piece=Piece(
            tempo_bpm=148,
            key="B minor",
            progression="1 7 6 1",
            melody="""
                5:.5 5:.5 1' 7:.5 5:.5 3 | 4:.5 4:.5 7 5:.5 4:.5 2 |
                3:.5 3:.5 6 5:.5 3:.5 1 | 2:.5 3:.5 5 1':2 |
            """,
            colour=0.8,
        ),
    ),
    Work(
        title="Broken Compass",
        artist="The Rust Harbor",
        album="Salt on the Amplifier",
        year=2009,
        piece=Piece(
            tempo_bpm=132,
            key="D minor",
            progression="1 1 6 7",
            melody="1:.5 2:.5 3 5 3 | 5 4:.5 3:.5 1:2 | 6:.5 5:.5 3 1 3 | 2:1.5 4:.5 2 7, |",
            colour=0.2,
        ),
    ),
    Work(
        title="最后一站",
        artist="铁轨乐队",
        album="最后一站",
        year=2014,
        piece=Piece(
            tempo_bpm=152,
            key="G major",
            progression="1 5 6 4",
            melody="3 5 1':1.5 7:.5 | 7 5 2':2 | 3' 1' 6 5 | 6:1.5 5:.5 4 6 |",
            colour=1.0,
        ),
    ),
)

_REPEATS = 4
_TAIL_S = 2.5


def arrange(piece: Piece, rng: np.random.Generator) -> FloatArray:
    """Play a piece as rock [shape=(2, n)]: muted verse, open chorus with the lead, twice; then the tonic."""
    bars = piece.roots * _REPEATS
    n_samples = piece.n_samples(n_bars=len(bars) + 1, tail_s=_TAIL_S)

    rhythm = np.zeros((2, n_samples), dtype=np.float32)
    for side in (-1.0, 1.0):
        muted = partial(pluck, rng=rng, decay_s=2.0, brightness=0.35, position=0.1)
        ringing = partial(pluck, rng=rng, decay_s=4.0, brightness=0.45 + 0.2 * piece.colour, position=0.1)
        rhythm += play(_chugs(piece, bars, rng), muted, n_samples=n_samples, pan=side)
        rhythm += play(_strokes(piece, bars, rng), ringing, n_samples=n_samples, pan=side)
    rhythm = distort(rhythm, drive=6 + 6 * piece.colour)
    lead = play(humanise(_lead(piece), rng=rng), partial(_lead_guitar, rng=rng), n_samples=n_samples)
    lead = echo(distort(lead, drive=14), delay_s=0.5 * piece.beat_s, feedback=0.3, wet=0.25)
    string = partial(pluck, rng=rng, decay_s=2.5, brightness=0.35)
    bass = np.tanh(2 * play(_bass(piece, bars), string, n_samples=n_samples))

    band = 0.35 * rhythm + 0.3 * lead + _drums(piece, len(bars), n_samples, rng)
    room = reverb(band, rng=rng, decay_s=0.9, wet=0.2)
    return master(room + 0.3 * low_pass(bass, cutoff_hz=900), crest=5.0)


def _lead_guitar(frequency_hz: float, duration_s: float, *, rng: np.random.Generator) -> FloatArray:
    string = pluck(frequency_hz, duration_s, rng=rng, decay_s=8.0, brightness=0.5, position=0.25)
    return bend(string, vibrato(len(string), depth_cents=25, rate_hz=5.8))


def _power_chord(
    piece: Piece, beat: float, held: float, root: int, velocity: float, rng: np.random.Generator
) -> list[Note]:
    """Root, fifth and octave.

    Each string is a few cents off and a few milliseconds after the one below, and never twice the same:
    a distorted chord in perfect tune is one periodic wave, which the ear takes for an organ.
    """
    (low,) = nearest_voicing([piece.pitch(root)], centre=45)
    notes = []
    for string, interval in enumerate((0, 7, 12)):
        stroke = velocity * (1 + 0.15 * rng.uniform(-1, 1))
        note = piece.note(beat, held, low + interval + rng.normal(0, 0.05), stroke)
        notes.append(note._replace(onset_s=note.onset_s + 0.006 * string))
    return notes


def _chugs(piece: Piece, bars: tuple[int, ...], rng: np.random.Generator) -> list[Note]:
    """Eighths in the verses."""
    return [
        note
        for bar, root in enumerate(bars)
        if not _in_chorus(piece, bar)
        for eighth in range(8)
        for note in _power_chord(
            piece, bar * BEATS_PER_BAR + eighth / 2, 0.48, root, 0.5 if eighth % 2 == 0 else 0.4, rng
        )
    ]


def _strokes(piece: Piece, bars: tuple[int, ...], rng: np.random.Generator) -> list[Note]:
    """Long strokes in the choruses, and a last one."""
    strokes = [
        note
        for bar, root in enumerate(bars)
        if _in_chorus(piece, bar)
        for beat, held in ((0.0, 1.45), (1.5, 0.95), (2.5, 1.45))
        for note in _power_chord(piece, bar * BEATS_PER_BAR + beat, held, root, 0.5, rng)
    ]
    return strokes + _power_chord(piece, len(bars) * BEATS_PER_BAR, 6, 1, 0.5, rng)


def _in_chorus(piece: Piece, bar: int) -> bool:
    return bar // len(piece.roots) % 2 == 1


def _bass(piece: Piece, bars: tuple[int, ...]) -> list[Note]:
    notes = []
    for bar, root in enumerate((*bars, 1)):
        (pitch,) = nearest_voicing([piece.pitch(root)], centre=33)
        eighths = range(8) if bar < len(bars) else range(1)
        held = 0.48 if bar < len(bars) else 6.0
        notes += [piece.note(bar * BEATS_PER_BAR + eighth / 2, held, pitch, 0.8) for eighth in eighths]
    return notes


def _lead(piece: Piece) -> list[Note]:
    length = len(piece.roots) * BEATS_PER_BAR
    return [note for chorus in (1, 3) for note in piece.tune(start_beats=chorus * length, legato=0.98)]


def _drums(piece: Piece, n_bars: int, n_samples: int, rng: np.random.Generator) -> FloatArray:
    starts = np.arange(n_bars) * BEATS_PER_BAR
    end = float(n_bars * BEATS_PER_BAR)
    kicks = [*_every(starts, (0, 1.5, 2, 2.5)), end]
    snares = [*_every(starts, (1, 3)), *(end - np.array([1.5, 0.75, 0.5, 0.25]))]
    eighths = np.arange(2 * n_bars * BEATS_PER_BAR) / 2
    accents = 0.15 * np.where(eighths % 1 == 0, 1.0, 0.7)
    crashes = [*starts[:: len(piece.roots)], end]
    washes = _every(starts[[_in_chorus(piece, bar) for bar in range(n_bars)]], (0, 1, 2, 3))

    drum = kick(low_hz=62, high_hz=180, click=0.9, length_s=0.3)
    snare_drums = [snare(rng=rng, tone_hz=185, tone=0.8, length_s=0.35) for _ in range(3)]
    hats = [hat(rng=rng, length_s=0.12, low_hz=5000) for _ in range(3)]
    cymbals = [crash(rng=rng, length_s=1.4) for _ in range(3)]
    return (
        hits([drum], piece.times_s(kicks), n_samples=n_samples)
        + hits(snare_drums, piece.times_s(snares), n_samples=n_samples, gain=1.2)
        + hits(hats, piece.times_s(eighths), n_samples=n_samples, gain=accents.tolist(), pan=0.2)
        + hits(cymbals, piece.times_s(crashes), n_samples=n_samples, gain=0.4, pan=-0.3)
        + hits(cymbals, piece.times_s(washes), n_samples=n_samples, gain=0.15, pan=-0.2)
    )


def _every(starts: IntArray, beats: tuple[float, ...]) -> Vector:
    """Beats counted from the start of each bar, in order."""
    return np.sort(np.add.outer(starts, beats).ravel())
