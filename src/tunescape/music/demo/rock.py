"""Rock: two distorted guitars in fifths, bass, a backbeat and a lead guitar."""

from functools import partial

import numpy as np

from tunescape.arrays import FloatArray
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
            progression="1 4 6 7",
            melody="1:.5 2:.5 3 5 3 | 4:1.5 3:.5 1:2 | 6:.5 5:.5 3 1 3 | 2:1.5 4:.5 2 7, |",
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
    verse = len(piece.roots)
    n_samples = piece.n_samples(n_bars=len(bars) + 1, tail_s=_TAIL_S)

    rhythm = np.zeros((2, n_samples), dtype=np.float32)
    for side in (-1.0, 1.0):
        guitar = partial(pluck, rng=rng, decay_s=5.0, brightness=0.75, position=0.1 + 0.03 * side)
        rhythm += play(_fifths(piece, bars, verse), guitar, n_samples=n_samples, pan=side)
    rhythm = distort(rhythm, drive=5 + 6 * piece.colour)
    lead = play(humanise(_lead(piece), rng=rng), partial(_lead_guitar, rng=rng), n_samples=n_samples)
    lead = echo(distort(lead, drive=14), delay_s=0.5 * piece.beat_s, feedback=0.3, wet=0.25)
    bass = play(
        _bass(piece, bars), partial(pluck, rng=rng, decay_s=2.5, brightness=0.35), n_samples=n_samples
    )

    room = reverb(
        0.2 * rhythm + 0.2 * lead + _drums(piece, len(bars), n_samples, rng), rng=rng, decay_s=0.9, wet=0.16
    )
    return master(room + 0.3 * low_pass(np.tanh(2 * bass), cutoff_hz=900), crest=5.0)


def _lead_guitar(frequency_hz: float, duration_s: float, *, rng: np.random.Generator) -> FloatArray:
    string = pluck(frequency_hz, duration_s, rng=rng, decay_s=8.0, brightness=0.5, position=0.25)
    return bend(string, vibrato(len(string), depth_cents=25, rate_hz=5.8))


def _fifths(piece: Piece, bars: tuple[int, ...], verse: int) -> list[Note]:
    """Root, fifth and octave: muted eighths in a verse, long strokes in a chorus."""
    muted = [(eighth / 2, 0.3, 1.0 if eighth % 2 == 0 else 0.8) for eighth in range(8)]
    open_strokes = [(0.0, 1.45, 1.0), (1.5, 0.95, 0.9), (2.5, 1.45, 1.0)]
    notes = []
    for bar, root in enumerate(bars):
        strokes = muted if (bar // verse) % 2 == 0 else open_strokes
        (low,) = nearest_voicing([piece.pitch(root)], centre=45)
        notes += [
            piece.note(bar * BEATS_PER_BAR + beat, held, low + interval, 0.5 * gain)
            for beat, held, gain in strokes
            for interval in (0, 7, 12)
        ]
    (tonic,) = nearest_voicing([piece.pitch(1)], centre=45)
    end = len(bars) * BEATS_PER_BAR
    return notes + [piece.note(end, 6, tonic + interval, 0.5) for interval in (0, 7, 12)]


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
    kicks = np.sort(np.concatenate([starts + beat for beat in (0, 1.5, 2, 2.5)]))
    snares = np.sort(np.concatenate([starts + beat for beat in (1, 3)]))
    fill = end - np.array([1.5, 0.75, 0.5, 0.25])
    eighths = np.arange(2 * n_bars * BEATS_PER_BAR) / 2
    accents = 0.26 * np.where(eighths % 1 == 0, 1.0, 0.7) * (1 + 0.1 * rng.uniform(-1, 1, len(eighths)))
    section = len(piece.roots) * BEATS_PER_BAR
    crashes = [*range(0, round(end), section), end]
    washes = [beat for beat in range(round(end)) if beat // section % 2 == 1]
    return (
        hits(kick(low_hz=58, click=0.5, length_s=0.22), piece.times_s([*kicks, end]), n_samples=n_samples)
        + 1.1 * hits(snare(rng=rng, tone_hz=200), piece.times_s([*snares, *fill]), n_samples=n_samples)
        + hits(
            hat(rng=rng, length_s=0.09, low_hz=6000),
            piece.times_s(eighths),
            n_samples=n_samples,
            gain=accents.tolist(),
            pan=0.3,
        )
        + hits(crash(rng=rng), piece.times_s(crashes), n_samples=n_samples, gain=0.4, pan=-0.3)
        + hits(crash(rng=rng, length_s=1.0), piece.times_s(washes), n_samples=n_samples, gain=0.25, pan=-0.2)
    )
