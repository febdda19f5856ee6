"""Chiptune: two pulse waves, a triangle bass and noise for drums, as on an early game console."""

from functools import partial

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.music.demo.score import BEATS_PER_BAR, Piece, nearest_voicing
from tunescape.music.demo.track import Work
from tunescape.music.synth import Note, chip, echo, hits, low_pass, master, noise_hit, play

__all__ = ["WORKS", "arrange"]

WORKS = (
    Work(
        title="Pixel Parade",
        artist="Bit Sparrow",
        album="Insert Coin to Continue",
        year=2019,
        piece=Piece(
            tempo_bpm=160,
            key="C major",
            progression="1 5 6 4 1 5 4 1",
            melody="""
                5:.5 3:.5 5:.5 1':.5 7:.5 1':.5 5 | 2':.5 7:.5 5:.5 7:.5 2' 5 |
                1':.5 6:.5 3:.5 6:.5 1':.5 2':.5 3' | 2':.5 1':.5 6:.5 4:.5 6 1' |
                5:.5 3:.5 5:.5 1':.5 3':.5 2':.5 1' | 7:.5 2':.5 7:.5 5:.5 2 5 |
                6:.5 6:.5 1':.5 6:.5 4:.5 6:.5 5 | 3:.5 2:.5 3:.5 5:.5 1' 0 |
            """,
            colour=0.5,
        ),
    ),
    Work(
        title="像素勇者",
        artist="八位猫",
        album="街机厅",
        year=2017,
        piece=Piece(
            tempo_bpm=150,
            key="E minor",
            progression="1 4 7 1 1 6 7 1",
            melody="""
                1:.5 1:.25 1:.25 3:.5 5:.5 1' 5 | 1':.5 6:.25 6:.25 4:.5 6:.5 1':2 |
                7:.5 4:.25 4:.25 2:.5 4:.5 7 2 | 1:.5 3:.5 5:.5 3:.5 1':2 |
                5:.5 5:.25 5:.25 1':.5 2':.5 3' 1' | 1':.5 6:.5 1':.5 3':.5 1' 6 |
                2':.5 7:.5 4:.5 2:.5 4:.5 5:.5 7 | 1':.5 5:.5 3:.5 5:.5 1 0 |
            """,
            colour=0.2,
        ),
    ),
    Work(
        title="Level 99",
        artist="Bit Sparrow",
        album="Insert Coin to Continue",
        year=2019,
        piece=Piece(
            tempo_bpm=164,
            key="G minor",
            progression="1 6 7 1 1 6 7 1",
            melody="""
                1:.5 5:.5 1':.5 5:.5 3:.5 5:.5 1' | 6:.5 3:.5 1:.5 3:.5 6:.5 5:.5 3 |
                7:.5 4:.5 2:.5 4:.5 7:.5 1':.5 2' | 1':.5 7:.5 5:.5 3:.5 5:2 |
                3':.5 2':.5 1':.5 5:.5 3':.5 2':.5 1' | 1':.5 6:.5 3:.5 6:.5 1' 3' |
                2':.5 7:.5 4:.5 7:.5 2':.5 3':.5 4' | 3':.5 2':.5 7:.5 5:.5 1' 0 |
            """,
            colour=0.9,
        ),
    ),
    Work(
        title="弹珠台",
        artist="八位猫",
        album="街机厅",
        year=2017,
        piece=Piece(
            tempo_bpm=156,
            key="F major",
            progression="1 4 5 1 1 4 5 1",
            melody="""
                1:.5 0:.25 3:.25 5:.5 3:.5 6:.5 5:.5 3 | 4:.5 0:.25 6:.25 1':.5 6:.5 4:2 |
                5:.5 0:.25 7:.25 2':.5 7:.5 5:.5 4:.5 2 | 3:.5 5:.5 1':.5 5:.5 3:2 |
                5:.5 0:.25 5:.25 1':.5 7:.5 1':.5 2':.5 3' | 1':.5 0:.25 6:.25 4:.5 6:.5 1':2 |
                7:.5 0:.25 5:.25 2:.5 5:.5 7:.5 1':.5 2' | 1':.5 5:.5 3:.5 5:.5 1 0 |
            """,
            colour=0.7,
        ),
    ),
)

_REPEATS = 2
_TAIL_S = 1.2


def arrange(piece: Piece, rng: np.random.Generator) -> FloatArray:
    """Play a piece as chiptune [shape=(2, n)]: twice, then one bar of the tonic."""
    bars = piece.roots * _REPEATS
    n_samples = piece.n_samples(n_bars=len(bars) + 1, tail_s=_TAIL_S)
    length = len(piece.roots) * BEATS_PER_BAR
    tune = [
        note
        for repeat in range(_REPEATS)
        for note in piece.tune(start_beats=repeat * length, velocity=0.75, legato=0.92)
    ]
    duty = 0.5 if piece.colour < 0.4 else 0.25
    end = piece.note(len(bars) * BEATS_PER_BAR, 2, piece.pitch(8), 0.75)
    lead = play([*tune, end], partial(chip, duty=duty, vibrato_cents=12), n_samples=n_samples, pan=-0.15)
    lead = echo(lead, delay_s=0.5 * piece.beat_s, feedback=0.3, wet=0.22)
    arpeggio = play(_arpeggio(piece, bars), partial(chip, duty=0.125), n_samples=n_samples, pan=0.4)
    bass = play(_bass(piece, bars), partial(chip, duty=None, sustain=0.9), n_samples=n_samples)
    mix = 0.5 * lead + 0.22 * arpeggio + 0.36 * bass + _drums(piece, len(bars), n_samples, rng)
    return master(low_pass(mix, cutoff_hz=9000 + 4000 * piece.colour), crest=5.0, fade_out_s=0.8)


def _arpeggio(piece: Piece, bars: tuple[int, ...]) -> list[Note]:
    """Sixteenths through the chord, the way one voice feigns three."""
    notes = []
    for bar, root in enumerate((*bars, 1)):
        low, middle, high = nearest_voicing(piece.chord(root), centre=67)
        for sixteenth in range(16 if bar < len(bars) else 4):
            pitch = (low, middle, high, middle)[sixteenth % 4]
            notes.append(piece.note(bar * BEATS_PER_BAR + sixteenth / 4, 0.2, pitch, 0.6))
    return notes


def _bass(piece: Piece, bars: tuple[int, ...]) -> list[Note]:
    notes = []
    for bar, root in enumerate(bars):
        (low,) = nearest_voicing([piece.pitch(root)], centre=42)
        for eighth, interval in enumerate((0, 0, 12, 0, 0, 0, 12, 7)):
            notes.append(piece.note(bar * BEATS_PER_BAR + eighth / 2, 0.42, low + interval, 0.9))
    (tonic,) = nearest_voicing([piece.pitch(1)], centre=42)
    return [*notes, piece.note(len(bars) * BEATS_PER_BAR, 2, tonic, 0.9)]


def _drums(piece: Piece, n_bars: int, n_samples: int, rng: np.random.Generator) -> FloatArray:
    beats = np.arange(n_bars * BEATS_PER_BAR)
    thuds = np.concatenate([beats, beats[2::4] + 0.5])
    thud = noise_hit(rng=rng, length_s=0.14, hold_hz=1400)
    snap = noise_hit(rng=rng, length_s=0.16, hold_hz=9000)
    tick = noise_hit(rng=rng, length_s=0.04, hold_hz=22_000)
    return (
        hits([thud], piece.times_s(thuds), n_samples=n_samples, gain=0.55)
        + hits([snap], piece.times_s(beats[1::2]), n_samples=n_samples, gain=0.4)
        + hits([tick], piece.times_s(beats + 0.5), n_samples=n_samples, gain=0.16)
    )
