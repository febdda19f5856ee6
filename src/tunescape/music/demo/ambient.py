"""Ambient: slow pads, a breath of air and a few bells in a large space, without drums."""

from functools import partial

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.music.demo.score import BEATS_PER_BAR, Piece, humanise, nearest_voicing
from tunescape.music.demo.track import Work
from tunescape.music.synth import (
    SAMPLE_RATE,
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
        artist="云间站",
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
        artist="云间站",
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
    mix = 0.22 * _pads(piece, n_samples) + 0.9 * _bells(piece, n_samples, rng)
    space = reverb(mix + 0.05 * _air(piece, n_samples, rng), rng=rng, decay_s=4.5, wet=0.7, predelay_s=0.04)
    return master(space + 0.1 * _depth(piece, n_samples), crest=6.0, fade_in_s=0.5, fade_out_s=3.5)


def _held(piece: Piece, bar: int, pitch: int, velocity: float) -> Note:
    """Hold a note for the two bars in which the chord stays."""
    return piece.note(bar * BEATS_PER_BAR, 2 * BEATS_PER_BAR, pitch, velocity)


def _pads(piece: Piece, n_samples: int) -> FloatArray:
    """Chords of four notes, tuned differently on either side."""
    chords = [
        _held(piece, bar, pitch, 0.35)
        for bar, root in list(enumerate(piece.roots))[::2]
        for pitch in (*nearest_voicing(piece.chord(root), centre=57), piece.pitch(root + 4))
    ]
    bus = np.zeros((2, n_samples), dtype=np.float32)
    for side, detune_cents in ((-0.8, (-9.0, 4.0)), (0.8, (-4.0, 10.0))):
        pad = partial(
            subtractive,
            cutoff_hz=600 + 900 * piece.colour,
            detune_cents=detune_cents,
            attack_s=1.6,
            decay_s=6.0,
            sustain=0.8,
            release_s=2.5,
            phase=0.25 + 0.25 * side,
        )
        bus += play(chords, pad, n_samples=n_samples, pan=side)
    return bus


def _depth(piece: Piece, n_samples: int) -> FloatArray:
    """Play the roots, low and almost pure."""
    roots = [
        _held(piece, bar, pitch, 1.0)
        for bar, root in list(enumerate(piece.roots))[::2]
        for pitch in nearest_voicing([piece.pitch(root)], centre=40)
    ]
    low = partial(
        subtractive, harmonics=triangle_harmonics(), cutoff_hz=220, attack_s=0.8, release_s=1.5, sustain=1.0
    )
    return play(roots, low, n_samples=n_samples)


def _bells(piece: Piece, n_samples: int, rng: np.random.Generator) -> FloatArray:
    tune = humanise(piece.tune(lowest_tonic=67, velocity=0.5), rng=rng, amount=0.2)
    bus = play(tune, partial(bell, brightness=0.3 + 0.5 * piece.colour), n_samples=n_samples, width=0.6)
    return echo(bus, delay_s=1.5 * piece.beat_s, feedback=0.55, wet=0.45)


def _air(piece: Piece, n_samples: int, rng: np.random.Generator) -> FloatArray:
    """Wind: noise that swells over four bars, the sides out of step."""
    noise = rng.standard_normal((2, n_samples)).astype(np.float32)
    band = low_pass(high_pass(noise, cutoff_hz=700), cutoff_hz=1800 + 2500 * piece.colour)
    bars = np.arange(n_samples) / (piece.bar_s * SAMPLE_RATE)
    waves = np.stack([1 - np.cos(2 * np.pi * (bars / 4 + shift)) for shift in (0.0, 0.2)]) / 2
    return band * waves.astype(np.float32)
