"""Four-on-the-floor house: kick, claps, off-beat hats, pumping chords, a saw bass and a hook."""

from functools import partial

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.music.demo.score import BEATS_PER_BAR, Piece, humanise, nearest_voicing
from tunescape.music.demo.track import Work
from tunescape.music.synth import (
    Note,
    clap,
    duck,
    echo,
    hat,
    high_pass,
    hits,
    kick,
    master,
    play,
    pulse_harmonics,
    reverb,
    shaker,
    subtractive,
)

__all__ = ["WORKS", "arrange"]

WORKS = (
    Work(
        title="Neon Tide",
        artist="Solar Avenue",
        album="Night Bus Home",
        year=2022,
        piece=Piece(
            tempo_bpm=124,
            key="A minor",
            progression="1 6 7 1",
            melody="""
                0:.5 5:.5 5:.5 1':.5 7:.5 5 3:.5 | 0:.5 5:.5 5:.5 6:.5 5:.5 3 1:.5 |
                0:.5 4:.5 4:.5 7:.5 5:.5 4 2:.5 | 3:.5 0:.5 3:.5 5:.5 3:.5 1 7,:.5 |
            """,
            colour=0.5,
        ),
    ),
    Work(
        title="凌晨三点",
        artist="霓虹车站",
        album="不眠城",
        year=2023,
        piece=Piece(
            tempo_bpm=120,
            key="C minor",
            progression="1 1 6 7",
            melody="""
                1:.75 1:.75 3:.5 5 4:.5 3:.5 | 1:.75 1:.75 3:.5 5:2 |
                6:.75 6:.75 5:.5 3 1:.5 3:.5 | 4:.75 2:.75 7,:.5 2:2 |
            """,
            colour=0.2,
        ),
    ),
    Work(
        title="Glass Elevator",
        artist="Solar Avenue",
        album="Night Bus Home",
        year=2022,
        piece=Piece(
            tempo_bpm=127,
            key="F# minor",
            progression="1 6 4 1",
            melody="""
                5:.5 0:.25 5:.25 7:.5 5:.5 3 1 | 6:.5 0:.25 6:.25 5:.5 3:.5 1:2 |
                4:.5 0:.25 4:.25 6:.5 4:.5 1 4 | 5:.5 0:.25 5:.25 3:.5 2:.5 1:2 |
            """,
            colour=0.9,
        ),
    ),
    Work(
        title="不眠城",
        artist="霓虹车站",
        album="不眠城",
        year=2023,
        piece=Piece(
            tempo_bpm=117,
            key="G major",
            progression="1 6 4 5",
            melody="""
                3:.5 5:.5 0:.5 6:.5 5:.5 3:.5 0:.5 2:.5 | 3:.5 5:.5 0:.5 6:.5 1' 0 |
                6:.5 6:.5 0:.5 5:.5 4:.5 6:.5 0:.5 5:.5 | 2:.5 2:.5 0:.5 7,:.5 2 0 |
            """,
            colour=0.7,
        ),
    ),
)

_REPEATS = 4
_STAB_BEATS = (0.0, 0.75, 1.5, 2.5, 3.25)
_BASS_BEATS = (0.5, 1.5, 1.75, 2.5, 3.5, 3.75)


def arrange(piece: Piece, rng: np.random.Generator) -> FloatArray:
    """Play a piece as house [shape=(2, n)]: chords alone first, then the hook over them."""
    bars = piece.roots * _REPEATS
    n_samples = piece.n_samples(n_bars=len(bars), tail_s=1.5)
    chords = _chords(piece, bars, n_samples)
    room = reverb(0.8 * chords + 0.4 * _hook(piece, n_samples, rng), rng=rng, decay_s=1.4, wet=0.25)
    mix = room + 0.6 * _bass(piece, bars, n_samples) + _drums(piece, len(bars), n_samples, rng)
    return master(mix, crest=5.0, fade_out_s=1.2)


def _opening(piece: Piece) -> float:
    """How far the filters of this piece open, as a factor of their cut-offs."""
    return 0.6 + 0.8 * piece.colour


def _chords(piece: Piece, bars: tuple[int, ...], n_samples: int) -> FloatArray:
    """Stabs over a pad, both pumping with the bass drum."""
    stab = partial(
        subtractive,
        cutoff_hz=900 * _opening(piece),
        open_hz=4200 * _opening(piece),
        detune_cents=(-8.0, 7.0),
        decay_s=0.25,
        sustain=0.25,
        release_s=0.1,
    )
    pad = partial(
        subtractive, cutoff_hz=1500 * _opening(piece), detune_cents=(-11.0, 0.0, 12.0), attack_s=0.05
    )
    bus = play(_stabs(piece, bars), stab, n_samples=n_samples, width=0.8)
    bus += 0.5 * play(_pads(piece, bars), pad, n_samples=n_samples, width=-0.8)
    beats_s = piece.times_s(range(len(bars) * BEATS_PER_BAR))
    return duck(high_pass(bus, cutoff_hz=180), beats_s=beats_s, depth=0.85, time_s=0.8 * piece.beat_s)


def _stabs(piece: Piece, bars: tuple[int, ...]) -> list[Note]:
    return [
        piece.note(bar * BEATS_PER_BAR + beat, 0.4, pitch, 0.3)
        for bar, root in enumerate(bars)
        for beat in _STAB_BEATS
        for pitch in nearest_voicing(piece.chord(root), centre=64)
    ]


def _pads(piece: Piece, bars: tuple[int, ...]) -> list[Note]:
    return [
        piece.note(bar * BEATS_PER_BAR, BEATS_PER_BAR, pitch, 0.3)
        for bar, root in enumerate(bars)
        for pitch in nearest_voicing(piece.chord(root), centre=60)
    ]


def _bass(piece: Piece, bars: tuple[int, ...], n_samples: int) -> FloatArray:
    notes = []
    for bar, root in enumerate(bars):
        (pitch,) = nearest_voicing([piece.pitch(root)], centre=36)
        for beat in _BASS_BEATS:
            octave = 12 if beat == _BASS_BEATS[-1] else 0
            notes.append(piece.note(bar * BEATS_PER_BAR + beat, 0.3, pitch + octave, 0.8))
    saw = partial(subtractive, cutoff_hz=320, open_hz=1600 * _opening(piece), decay_s=0.18, sustain=0.6)
    return play(notes, saw, n_samples=n_samples)


def _hook(piece: Piece, n_samples: int, rng: np.random.Generator) -> FloatArray:
    length = len(piece.roots) * BEATS_PER_BAR
    notes = [
        note
        for repeat in range(1, _REPEATS)
        for note in piece.tune(start_beats=repeat * length, velocity=0.7, legato=0.8)
    ]
    lead = partial(
        subtractive,
        harmonics=pulse_harmonics(duty=0.35),
        cutoff_hz=1400 * _opening(piece),
        open_hz=5000 * _opening(piece),
        detune_cents=(-5.0, 6.0),
        decay_s=0.3,
        sustain=0.4,
    )
    bus = play(humanise(notes, rng=rng), lead, n_samples=n_samples, pan=0.1)
    return echo(bus, delay_s=0.75 * piece.beat_s, feedback=0.4, wet=0.35)


def _drums(piece: Piece, n_bars: int, n_samples: int, rng: np.random.Generator) -> FloatArray:
    beats = np.arange(n_bars * BEATS_PER_BAR)
    sixteenths = np.arange(4 * len(beats)) / 4
    shakes = 0.5 + 0.4 * (sixteenths % 0.5 == 0) + 0.1 * rng.uniform(-1, 1, len(sixteenths))
    bass_drum = kick(low_hz=46 + 8 * piece.colour, length_s=0.32)
    claps = hits([clap(rng=rng)], piece.times_s(beats[1::2]), n_samples=n_samples, gain=0.6)
    return (
        hits([bass_drum], piece.times_s(beats), n_samples=n_samples)
        + reverb(claps, rng=rng, decay_s=0.6, wet=0.3)
        + hits(
            [hat(rng=rng, length_s=0.16)],
            piece.times_s(beats + 0.5),
            n_samples=n_samples,
            gain=0.36,
            pan=0.25,
        )
        + hits(
            [shaker(rng=rng) for _ in range(3)],
            piece.times_s(sixteenths),
            n_samples=n_samples,
            gain=(0.2 * shakes).tolist(),
            pan=-0.35,
        )
    )
