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
_PENTATONIC = {"major": (1, 2, 3, 5, 6), "minor": (1, 3, 4, 5, 7)}


def arrange(piece: Piece, rng: np.random.Generator) -> FloatArray:
    """Play a piece as folk music [shape=(2, n)]: a run down the strings, the tune, and its end again."""
    start = _INTRO_BARS * BEATS_PER_BAR
    n_bars = _INTRO_BARS + len(piece.roots) + _CODA_BARS
    n_samples = piece.n_samples(n_bars=n_bars, tail_s=2.5)
    zither = partial(_zither, rng=rng, brightness=0.42 + 0.25 * piece.colour)
    tune = piece.tune(start_beats=start)
    melody = play(
        humanise([*_run(piece, n_bars), *tune, *_coda(piece, tune)], rng=rng), zither, n_samples=n_samples,
        pan=-0.15, width=0.3,
    )  # fmt: skip
    low = play(humanise(_accompaniment(piece, n_bars), rng=rng), zither, n_samples=n_samples, pan=0.3)
    wind = play(_flute_line(piece, tune), partial(flute, rng=rng), n_samples=n_samples, pan=0.2)
    beats = [
        bar * BEATS_PER_BAR + beat for bar in range(_INTRO_BARS, n_bars - 1) for beat in range(BEATS_PER_BAR)
    ]
    block = hits(
        wood_block(pitch_hz=760 + 120 * piece.colour), piece.times_s(beats), n_samples=n_samples,
        gain=[0.2 if beat % BEATS_PER_BAR == 0 else 0.11 for beat in beats], pan=-0.4,
    )  # fmt: skip
    hall = reverb(
        0.7 * melody + 0.8 * low + (0.22 + 0.12 * piece.colour) * wind + block,
        rng=rng,
        decay_s=1.8,
        wet=0.25,
    )
    return master(hall, crest=5.5)


def _zither(
    frequency_hz: float, duration_s: float, *, rng: np.random.Generator, brightness: float
) -> FloatArray:
    """Guzheng: a bright string that rings on; long notes are pressed into a slow vibrato."""
    ringing_s = duration_s + 1.2
    string = pluck(
        frequency_hz, ringing_s, rng=rng, decay_s=3.2, brightness=brightness, position=0.22, release_s=0.3
    )
    if duration_s < 0.6:
        return string
    return bend(string, vibrato(len(string), depth_cents=16, rate_hz=4.8, onset_s=0.4))


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
