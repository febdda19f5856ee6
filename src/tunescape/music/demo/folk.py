"""Chinese folk music: zither, bamboo flute and wood block in pentatonic modes."""

from functools import partial

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.music.demo.score import BEATS_PER_BAR, Piece, humanise, nearest_voicing
from tunescape.music.demo.track import Work
from tunescape.music.synth import (
    Note,
    bend,
    flute,
    hits,
    master,
    modes,
    play,
    pluck,
    reverb,
    vibrato,
    wood_block,
)

__all__ = ["WORKS", "arrange"]

WORKS = (
    Work(
        title="海边的风",
        artist="沈知遥",
        album="山水之间",
        year=2012,
        piece=Piece(
            tempo_bpm=90,
            key="G major",
            progression="1 5 6 1 6 1 5 1",
            melody="""
                5:.5 6:.5 1' 6:.5 5:.5 3 | 2:.5 3:.5 5:.5 3:.5 2:2 | 3:.5 5:.5 6 5:.5 3:.5 2 |
                1:.5 2:.5 3:.5 2:.5 1:2 | 6:.5 1':.5 2' 1':.5 6:.5 5 | 3:.5 5:.5 6:.5 5:.5 3:2 |
                5:.5 3:.5 2 3:.5 2:.5 1 | 6,:.5 1:.5 2:.5 6,:.5 1:2 |
            """,
            colour=0.7,
        ),
    ),
    Work(
        title="Moon over the Canal",
        artist="Jade Terrace Ensemble",
        album="Water Town Suite",
        year=2005,
        piece=Piece(
            tempo_bpm=84,
            key="D major",
            progression="1 6 1 5 1 2 6 1",
            melody="""
                3 2:.5 3:.5 5:1.5 6:.5 | 1' 6:.5 5:.5 3:2 | 5:.5 6:.5 3:.5 2:.5 1 2 |
                3:.5 2:.5 1:.5 6,:.5 5,:2 | 1 2:.5 3:.5 2 1:.5 6,:.5 | 5,:.5 6,:.5 1:.5 3:.5 2:2 |
                3:.5 5:.5 6:.5 5:.5 3:.5 2:.5 1 | 2:.5 6,:.5 5,:.5 6,:.5 1:2 |
            """,
            colour=0.3,
        ),
    ),
    Work(
        title="采莲新曲",
        artist="沈知遥",
        album="山水之间",
        year=2012,
        piece=Piece(
            tempo_bpm=97,
            key="F major",
            progression="1 5 6 1 1 5 6 1",
            melody="""
                1:.5 2:.5 3:.5 5:.5 6:.5 5:.5 3 | 2:.5 3:.5 5:.5 6:.5 5:2 | 6:.5 1':.5 6:.5 5:.5 3:.5 5:.5 2 |
                3:.5 2:.5 1:.5 2:.5 3:2 | 5:.5 5:.5 6:.5 1':.5 2':.5 1':.5 6 | 5:.5 6:.5 3:.5 5:.5 2:2 |
                3:.5 5:.5 3:.5 2:.5 1:.5 2:.5 6, | 5,:.5 6,:.5 2:.5 3:.5 1:2 |
            """,
            colour=0.9,
        ),
    ),
    Work(
        title="Bamboo Path",
        artist="Jade Terrace Ensemble",
        album="Water Town Suite",
        year=2005,
        piece=Piece(
            tempo_bpm=88,
            key="A minor",
            progression="1 7 1 1 1 3 7 1",
            melody="""
                1 3:.5 4:.5 5:1.5 4:.5 | 3:.5 4:.5 3:.5 1:.5 7,:2 | 1:.5 3:.5 4 5:.5 7:.5 5 |
                4:.5 5:.5 4:.5 3:.5 1:2 | 5:.5 7:.5 1' 7:.5 5:.5 3 | 3:.5 4:.5 5:.5 7:.5 5:2 |
                5:.5 7:.5 5:.5 4:.5 3 5 | 7,:.5 1:.5 3:.5 7,:.5 1:2 |
            """,
            colour=0.1,
        ),
    ),
)

_INTRO_BARS = 1
_CODA_BARS = 2
_RINGING_S = 1.2
_LONG_NOTE_S = 0.6
_PENTATONIC = {"major": (1, 2, 3, 5, 6), "minor": (1, 3, 4, 5, 7)}


def arrange(piece: Piece, rng: np.random.Generator) -> FloatArray:
    """Play a piece as folk music [shape=(2, n)]: a run down the strings, the tune, and its end again."""
    n_bars = _INTRO_BARS + len(piece.roots) + _CODA_BARS
    n_samples = piece.n_samples(n_bars=n_bars, tail_s=2.5)
    zither = partial(_zither, rng=rng, brightness=0.4 + 0.2 * piece.colour)
    tune = piece.tune(start_beats=_INTRO_BARS * BEATS_PER_BAR)
    upper = humanise([*_run(piece, n_bars), *tune, *_coda(piece, tune)], rng=rng)
    lower = humanise(_accompaniment(piece, n_bars), rng=rng)
    mix = (
        0.7 * play(upper, zither, n_samples=n_samples, pan=-0.15, width=0.3)
        + 0.8 * play(lower, zither, n_samples=n_samples, pan=0.3)
        + (0.22 + 0.12 * piece.colour)
        * play(_flute_line(piece, tune), partial(flute, rng=rng), n_samples=n_samples, pan=0.2)
        + _wood_block(piece, n_bars, n_samples)
    )
    return master(reverb(mix, rng=rng, decay_s=1.8, wet=0.25), crest=5.5)


def _wood_block(piece: Piece, n_bars: int, n_samples: int) -> FloatArray:
    """Every beat of the tune."""
    beats = range(_INTRO_BARS * BEATS_PER_BAR, (n_bars - 1) * BEATS_PER_BAR)
    return hits(
        [wood_block(pitch_hz=760 + 120 * piece.colour)],
        piece.times_s(beats),
        n_samples=n_samples,
        gain=[0.2 if beat % BEATS_PER_BAR == 0 else 0.11 for beat in beats],
        pan=-0.4,
    )


def _zither(
    frequency_hz: float, duration_s: float, *, rng: np.random.Generator, brightness: float
) -> FloatArray:
    """Guzheng: a bright string that rings on over a wooden body; long notes are pressed into a vibrato."""
    string = pluck(
        frequency_hz,
        duration_s + _RINGING_S,
        rng=rng,
        decay_s=3.0,
        brightness=brightness,
        position=0.16,
        release_s=0.3,
    )
    knock = modes([180, 260, 420, 610], [30, 35, 45, 60], [0.4, 0.32, 0.24, 0.16], n_samples=len(string))
    if duration_s < _LONG_NOTE_S:
        return string + knock
    return bend(string, vibrato(len(string), depth_cents=16, rate_hz=4.8, onset_s=0.4)) + knock


def _run(piece: Piece, n_bars: int) -> list[Note]:
    """Sixteenths down and up the pentatonic strings in the first bar, and the tonic chord in the last."""
    steps = _PENTATONIC[piece.key.split()[1]]
    strings = [piece.pitch(step + 7 * octave) for octave in (0, 1, 2) for step in steps]
    path = [*strings[10:2:-1], *strings[2:10]]
    run = [
        piece.note(sixteenth / 4, 0.25, pitch, 0.35 + 0.02 * sixteenth)
        for sixteenth, pitch in enumerate(path)
    ]
    end = (n_bars - 1) * BEATS_PER_BAR
    close = [piece.note(end + 0.25 * i, 4, piece.pitch(d), 0.7) for i, d in enumerate((-6, -2, 1, 5, 8))]
    return run + close


def _coda(piece: Piece, tune: list[Note]) -> list[Note]:
    """Repeat the last bar of the tune, softer."""
    bar_s = piece.bar_s
    last_bar_s = (_INTRO_BARS + len(piece.roots) - 1) * bar_s
    return [
        note._replace(onset_s=note.onset_s + bar_s, velocity=0.7 * note.velocity)
        for note in tune
        if note.onset_s > last_bar_s - 1e-6
    ]


def _accompaniment(piece: Piece, n_bars: int) -> list[Note]:
    notes = []
    for bar, root in enumerate((*piece.roots, *(1,) * (_CODA_BARS - 1)), start=_INTRO_BARS):
        (low,) = nearest_voicing([piece.pitch(root)], centre=46)
        # the tonic, or over the tonic its third: a full triad would leave the pentatonic mode
        companion = low + 12 + (piece.pitch(3 if root == 1 else 1) - low) % 12
        for eighth, pitch in enumerate((low, low + 12, companion, low + 12) * 2):
            velocity = 0.8 if eighth == 0 else 0.5 if eighth % 2 == 0 else 0.3
            notes.append(piece.note(bar * BEATS_PER_BAR + eighth / 2, 0.5, pitch, velocity))
    return notes


def _flute_line(piece: Piece, tune: list[Note]) -> list[Note]:
    """Return what the flute plays: the second half of the tune."""
    half_s = (_INTRO_BARS + len(piece.roots) // 2) * piece.bar_s
    return [note for note in tune if note.onset_s > half_s - 1e-6]
