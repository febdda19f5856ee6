"""Ambient: slow pads, a breath of air and a few bells in a large space, without drums."""

from functools import partial

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.music.demo.score import BEATS_PER_BAR, Piece, humanise, nearest_voicing
from tunescape.music.demo.track import Work
from tunescape.music.synth import (
    Note,
    bell,
    echo,
    high_pass,
    low_pass,
    master,
    play,
    reverb,
    subtractive,
    triangle_harmonics,
)

__all__ = ["WORKS", "arrange"]

WORKS = (
    Work(
        title="Drift Seven",
        artist="Halcyon Array",
        album="Quiet Machines",
        year=2016,
        piece=Piece(
            tempo_bpm=60,
            key="C major",
            progression="1 1 6 6 4 4 1 1",
            melody="0:2 5:2 | 3:4 | 0:2 6:2 | 3:3 2 | 0:2 1':2 | 6:3 5 | 0:2 3 5 | 1':4 |",
            colour=0.5,
        ),
    ),
    Work(
        title="深蓝",
        artist="云上",
        album="雾中灯塔",
        year=2020,
        piece=Piece(
            tempo_bpm=56,
            key="D minor",
            progression="1 1 6 6 7 7 1 1",
            melody="0 1 5:2 | 4 3:3 | 0 1 6:2 | 5 3:3 | 0 2 4:2 | 7:4 | 0 5 3:2 | 1:4 |",
            colour=0.1,
        ),
    ),
    Work(
        title="Slow Orbit",
        artist="Halcyon Array",
        album="Quiet Machines",
        year=2016,
        piece=Piece(
            tempo_bpm=65,
            key="E major",
            progression="1 1 5 5 4 4 1 1",
            melody="3:2 5:2 | 1':4 | 7:2 2':2 | 5:4 | 6:2 1':2 | 4:2 6:2 | 5:2 3:2 | 1:4 |",
            colour=0.9,
        ),
    ),
    Work(
        title="雾中灯塔",
        artist="云上",
        album="雾中灯塔",
        year=2020,
        piece=Piece(
            tempo_bpm=59,
            key="B minor",
            progression="1 1 3 3 6 6 1 1",
            melody="0:3 5 | 3:2 1:2 | 0:3 7 | 5:2 3:2 | 0:3 1' | 6:2 5:2 | 0:3 5 | 1:4 |",
            colour=0.3,
        ),
    ),
)

_TAIL_S = 4.0


def arrange(piece: Piece, rng: np.random.Generator) -> FloatArray:
    """Play a piece as ambient [shape=(2, n)]."""
    n_samples = piece.n_samples(n_bars=len(piece.roots), tail_s=_TAIL_S)
    chords = _chords(piece)
    pads = np.zeros((2, n_samples), dtype=np.float32)
    for side, detune_cents in ((-0.8, (-9.0, 4.0)), (0.8, (-4.0, 10.0))):
        pad = partial(
            subtractive, cutoff_hz=600 + 900 * piece.colour, detune_cents=detune_cents, attack_s=1.6,
            decay_s=6.0, sustain=0.8, release_s=2.5, phase=0.25 + 0.25 * side,
        )  # fmt: skip
        pads += play(chords, pad, n_samples=n_samples, pan=side)
    depth = partial(
        subtractive, harmonics=triangle_harmonics(), cutoff_hz=220, attack_s=0.8, release_s=1.5, sustain=1.0
    )
    low = play(_roots(piece), depth, n_samples=n_samples)
    ring = partial(bell, brightness=0.3 + 0.5 * piece.colour)
    bells = play(
        humanise(piece.tune(lowest_tonic=67, velocity=0.5), rng=rng, amount=0.2),
        ring,
        n_samples=n_samples,
        width=0.6,
    )
    bells = echo(bells, delay_s=1.5 * piece.beat_s, feedback=0.55, wet=0.45)
    mix = 0.22 * pads + 0.6 * bells + 0.05 * _air(piece, n_samples, rng)
    space = reverb(mix, rng=rng, decay_s=4.5, wet=0.7, predelay_s=0.04)
    return master(space + 0.1 * low, crest=6.0, fade_in_s=0.5, fade_out_s=3.5)


def _chords(piece: Piece) -> list[Note]:
    """Chords of four notes, one for every two bars."""
    return [
        piece.note(bar * BEATS_PER_BAR, 2 * BEATS_PER_BAR, pitch, 0.35)
        for bar, root in list(enumerate(piece.roots))[::2]
        for pitch in (*nearest_voicing(piece.chord(root), centre=57), piece.pitch(root + 4))
    ]


def _roots(piece: Piece) -> list[Note]:
    return [
        piece.note(
            bar * BEATS_PER_BAR, 2 * BEATS_PER_BAR, nearest_voicing([piece.pitch(root)], centre=40)[0], 1.0
        )
        for bar, root in list(enumerate(piece.roots))[::2]
    ]


def _air(piece: Piece, n_samples: int, rng: np.random.Generator) -> FloatArray:
    """Wind: noise that swells over four bars, the sides out of step."""
    noise = rng.standard_normal((2, n_samples)).astype(np.float32)
    band = low_pass(high_pass(noise, cutoff_hz=700), cutoff_hz=1800 + 2500 * piece.colour)
    bars = np.arange(n_samples) / (piece.bar_s * 44_100)
    waves = np.stack([1 - np.cos(2 * np.pi * (bars / 4 + shift)) for shift in (0.0, 0.2)]) / 2
    return band * waves.astype(np.float32)
