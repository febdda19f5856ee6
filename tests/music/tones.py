"""Tones whose notes are known."""

from collections.abc import Sequence

import numpy as np

from tunescape.arrays import FloatArray

RATE = 22_050


def tones(
    notes: Sequence[tuple[float, float, float]], *, seconds: float, vibrato: float = 0.0, level: float = 0.15
) -> FloatArray:
    """Play notes (onset s, offset s, MIDI number) as five partials; vibrato in semitones, at 5 Hz."""
    y = np.zeros(round(seconds * RATE))
    for onset_s, offset_s, pitch in notes:
        n = round((offset_s - onset_s) * RATE)
        t = np.arange(n) / RATE
        hz = 440 * 2 ** ((pitch + vibrato * np.sin(2 * np.pi * 5 * t) - 69) / 12)
        phase = 2 * np.pi * np.cumsum(hz) / RATE
        shape = np.minimum(1, np.minimum(t / 0.005, (offset_s - onset_s - t) / 0.03)) * np.exp(-1.2 * t)
        first = round(onset_s * RATE)
        y[first : first + n] += level * shape * sum(np.sin(k * phase) / k**1.5 for k in range(1, 6))
    return y.astype(np.float32)
