"""Rhythms whose beats and bars are known."""

from collections.abc import Sequence

import numpy as np

from tunescape.arrays import FloatArray, Vector

RATE = 22_050
_RNG = np.random.default_rng(0)
_T = np.arange(RATE // 4) / RATE

CLICK = 0.5 * np.sin(2 * np.pi * 1000 * _T) * np.exp(-_T * 300)
KICK = np.sin(2 * np.pi * 55 * _T) * np.exp(-_T * 18)
SNARE = 0.5 * _RNG.standard_normal(len(_T)) * np.exp(-_T * 25)
HAT = 0.2 * np.diff(_RNG.standard_normal(len(_T) + 1)) * np.exp(-_T * 80)


def chord(root: int, *, seconds: float) -> Vector:
    """Play a decaying major triad on a MIDI note."""
    t = np.arange(int(seconds * RATE)) / RATE
    notes = (440 * 2 ** ((root + step - 69) / 12) for step in (0, 4, 7))
    return 0.15 * sum(np.sin(2 * np.pi * f * t) + 0.5 * np.sin(4 * np.pi * f * t) for f in notes) * np.exp(-t)


def place(sounds: Sequence[Vector], times_s: Sequence[float], duration_s: float) -> FloatArray:
    """Mix sounds that start at given times."""
    y = np.zeros(int(duration_s * RATE))
    for sound, time_s in zip(sounds, times_s, strict=True):
        start = round(time_s * RATE)
        fitting = sound[: max(0, len(y) - start)]
        y[start : start + len(fitting)] += fitting
    return y.astype(np.float32)


def click_track(bpm: float, *, duration_s: float = 20.0, offset_s: float = 0.1) -> tuple[FloatArray, Vector]:
    """Return a click a beat, and the times of the beats."""
    times_s = np.arange(offset_s, duration_s - 0.05, 60 / bpm)
    return place([CLICK] * len(times_s), times_s, duration_s), times_s


def dance(
    bpm: float, beats_per_bar: int, *, duration_s: float = 40.0, swing: float = 0.5
) -> tuple[FloatArray, Vector]:
    """Play a kick and a new chord on the first beat, snares on the others, and hats on and between all beats.

    Returns
    -------
    samples : np.ndarray [shape=(n,)]
    times_s : np.ndarray [shape=(n_beats,)]
        The beats; the first is a downbeat.
    """
    beat_s = 60 / bpm
    beats_s = np.arange(0.2, duration_s - beat_s, beat_s)
    sounds, times_s = [], []
    for i, start in enumerate(beats_s):
        bar, place_in_bar = divmod(i, beats_per_bar)
        if place_in_bar == 0:
            sounds += [KICK, chord((48, 53, 55, 50)[bar % 4], seconds=beats_per_bar * beat_s)]
            times_s += [start, start]
        else:
            sounds.append(0.6 * SNARE)
            times_s.append(start)
        sounds += [HAT, 0.6 * HAT]
        times_s += [start, start + swing * beat_s]
    return place(sounds, times_s, duration_s), beats_s
