"""Songs whose form is known."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from tunescape.arrays import FloatArray, Vector

RATE = 22_050
_T = np.arange(RATE // 5) / RATE
_KICK = 0.6 * np.sin(2 * np.pi * 55 * _T) * np.exp(-_T * 18)
_HAT = 0.1 * np.diff(np.random.default_rng(0).standard_normal(len(_T) + 1)) * np.exp(-_T * 80)


class Part(NamedTuple):
    """What a section plays in four bars: a chord (root, MIDI number) a bar, a note a beat; and how loud."""

    roots: tuple[int, ...]
    tune: tuple[int, ...]
    level: float = 0.5


VERSE = Part((48, 45, 53, 55), (64, 62, 60, 62, 64, 60, 65, 64, 62, 60, 59, 60, 62, 64, 65, 67))
CHORUS = Part((53, 55, 52, 57), (76, 77, 79, 77, 74, 72, 74, 79, 76, 81, 79, 77, 76, 74, 72, 76), 0.9)
BRIDGE = Part((50, 46, 51, 56), (63, 68, 61, 66, 70, 65, 68, 63, 66, 61, 70, 58, 65, 63, 68, 61), 0.4)
PARTS = {"A": VERSE, "B": CHORUS, "C": BRIDGE}


def song(
    form: str,
    *,
    bpm: float = 120.0,
    beats_per_bar: int = 4,
    bars: int = 8,
    parts: Mapping[str, Part] = PARTS,
) -> tuple[FloatArray, Vector]:
    """Play a form, as ``ABAB``: drums, chords and a tune.

    Returns
    -------
    samples : np.ndarray [shape=(n,)]
        Mono, at 22,050 Hz.
    edges_s : np.ndarray [shape=(len(form) + 1,)]
        Where sections begin, and the end.
    """
    beat_s = 60 / bpm
    bar_s = beats_per_bar * beat_s
    y = np.zeros(round((len(form) * bars * bar_s + 0.5) * RATE))
    for number, name in enumerate(form):
        part = parts[name]
        for bar in range(bars):
            start_s = (number * bars + bar) * bar_s
            root = part.roots[bar % len(part.roots)]
            for step in (0, 4, 7):
                _add(y, _tone(root + step, bar_s), start_s, 0.1 * part.level)
            for beat in range(beats_per_bar):
                pitch = part.tune[(beats_per_bar * (bar % 4) + beat) % len(part.tune)]
                at_s = start_s + beat * beat_s
                _add(y, _tone(pitch, beat_s), at_s, 0.35 * part.level)
                _add(y, _KICK if beat == 0 else _HAT, at_s, 0.8)
                _add(y, _HAT, at_s + beat_s / 2, 0.5)
    return (0.7 * y).astype(np.float32), np.arange(len(form) + 1) * bars * bar_s


def _tone(pitch: int, seconds: float) -> Vector:
    t = np.arange(round(seconds * RATE)) / RATE
    hz = 440 * 2 ** ((pitch - 69) / 12)
    shape = np.minimum(1, np.minimum(t / 0.005, (seconds - t) / 0.02)) * np.exp(-1.5 * t)
    tone: Vector = shape * sum(np.sin(2 * np.pi * k * hz * t) / k for k in (1, 2, 3))
    return tone


def _add(y: Vector, sound: Vector, at_s: float, gain: float) -> None:
    first = round(at_s * RATE)
    fitting = sound[: len(y) - first]
    y[first : first + len(fitting)] += gain * fitting
