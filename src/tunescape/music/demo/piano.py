"""Solo piano ballads: a singing right hand over broken chords."""

from functools import partial

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.music.demo.score import BEATS_PER_BAR, Piece, humanise, nearest_voicing
from tunescape.music.demo.track import Work
from tunescape.music.synth import Note, master, piano, play, reverb

__all__ = ["WORKS", "arrange"]

WORKS = (
    Work(
        title="夜雨",
        artist="林晚舟",
        album="窗边",
        year=2021,
        piece=Piece(
            tempo_bpm=68,
            key="A minor",
            progression="1 6 1 7 1 6 7 1",
            melody="""
                0 3:.5 4:.5 5:1.5 4:.5 | 3:2 1 6, | 0 3:.5 5:.5 1':1.5 7:.5 | 4:2 2 7, |
                1:.5 3:.5 5:.5 1':1 7:.5 5 | 6:1.5 5:.5 3:2 | 4 3:.5 2:.5 7, 2 | 1:4 |
            """,
            colour=0.3,
        ),
    ),
    Work(
        title="Letters Unsent",
        artist="Clara Whitlow",
        album="Rooms With One Lamp",
        year=2018,
        piece=Piece(
            tempo_bpm=72,
            key="D major",
            progression="1 5 6 4 1 5 4 1",
            melody="""
                3 5 1':1.5 7:.5 | 7 5 2:2 | 3 6 1':1.5 6:.5 | 6:1.5 5:.5 4:2 |
                3:.5 5:.5 1' 3':1.5 2':.5 | 2':1.5 7:.5 5:2 | 6 1' 7:.5 6:.5 4 | 3 2 1:2 |
            """,
            colour=0.6,
        ),
    ),
    Work(
        title="旧时光",
        artist="林晚舟",
        album="窗边",
        year=2021,
        piece=Piece(
            tempo_bpm=64,
            key="E minor",
            progression="1 7 6 1 3 1 6 1",
            melody="""
                1 2:.5 3:.5 5:2 | 4 3:.5 4:.5 2:2 | 3 2:.5 1:.5 6, 7, | 1:3 0 |
                5 7:.5 1':.5 7 5 | 1' 5:.5 3:.5 5:2 | 6 5:.5 3:.5 1 2 | 1:4 |
            """,
            colour=0.15,
        ),
    ),
    Work(
        title="Before the Snow",
        artist="Clara Whitlow",
        album="Rooms With One Lamp",
        year=2018,
        piece=Piece(
            tempo_bpm=76,
            key="F major",
            progression="1 3 4 1 4 1 5 1",
            melody="""
                5:1.5 6:.5 5 3 | 7:1.5 5:.5 3:2 | 4:.5 6:.5 1' 6 4 | 5:3 0 |
                6:1.5 1':.5 2' 1' | 1' 5 3:2 | 2:.5 3:.5 4 2 7, | 1:4 |
            """,
            colour=0.8,
        ),
    ),
)

_BROKEN_CHORD = (0, 4, 7, 9, 11, 9, 7, 4)
"""Scale steps above the root, an eighth each: root, fifth, octave, tenth, twelfth and back."""


def arrange(piece: Piece, rng: np.random.Generator) -> FloatArray:
    """Play a piece as a piano ballad [shape=(2, n)]."""
    n_bars = len(piece.roots)
    n_samples = piece.n_samples(n_bars=n_bars, tail_s=2.5)
    melody = piece.tune(velocity=0.85, legato=1.1)
    notes = humanise(melody + _left_hand(piece), rng=rng, amount=0.12)
    grand = play(notes, partial(piano, brightness=0.25 + 0.5 * piece.colour), n_samples=n_samples, width=0.35)
    hall = reverb(grand, rng=rng, decay_s=2.6 - piece.colour, wet=0.22)
    return master(hall, crest=5.5, fade_out_s=2.0)


def _left_hand(piece: Piece) -> list[Note]:
    """Broken chords under a pedal that changes with the bar; the last bar is one rolled chord held."""
    notes = []
    for bar, root in enumerate(piece.roots):
        (bass,) = nearest_voicing([piece.pitch(root)], centre=43)
        start = bar * BEATS_PER_BAR
        last = bar == len(piece.roots) - 1
        pattern = (0, 4, 7, 9) if last else _BROKEN_CHORD
        for eighth, step in enumerate(pattern):
            beat = eighth / 2
            velocity = 0.62 if eighth == 0 else 0.48 if eighth % 2 == 0 else 0.25
            held = BEATS_PER_BAR - beat + (2 if last else 0)
            pitch = bass + piece.pitch(root + step) - piece.pitch(root)
            notes.append(piece.note(start + beat, held, pitch, velocity))
    return notes
