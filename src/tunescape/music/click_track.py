"""Clicks on beats, to hear whether they are right."""

import numpy as np

from tunescape.arrays import FloatArray, Vector

__all__ = ["click_track"]

BEAT_HZ, DOWNBEAT_HZ = 1000.0, 1760.0
CLICK_S = 0.06
DECAY_PER_S = 70.0
LEVEL = 0.5


def click_track(beats_s: Vector, downbeats_s: Vector, *, n_samples: int, sample_rate: int) -> FloatArray:
    """Play a click on every beat, higher on downbeats.

    Parameters
    ----------
    beats_s, downbeats_s : np.ndarray [shape=(n,)]
        Seconds, at least 0; downbeats are some of the beats.
    n_samples : int >= 0
    sample_rate : int > 0, Hz

    Returns
    -------
    np.ndarray [shape=(n_samples,), dtype=float32]
        Up to 0.5; silent between clicks.
    """
    t = np.arange(round(CLICK_S * sample_rate)) / sample_rate
    shape = LEVEL * np.exp(-DECAY_PER_S * t) * np.minimum(t / 0.001, 1)
    beat, downbeat = (
        (shape * np.sin(2 * np.pi * pitch * t)).astype(np.float32) for pitch in (BEAT_HZ, DOWNBEAT_HZ)
    )
    clicks = np.zeros(n_samples, dtype=np.float32)
    for time_s, is_first in zip(beats_s, np.isin(beats_s, downbeats_s), strict=True):
        first = round(time_s * sample_rate)
        place = clicks[first : first + len(t)]  # cut off where the track ends
        place[:] = (downbeat if is_first else beat)[: len(place)]
    return clicks
