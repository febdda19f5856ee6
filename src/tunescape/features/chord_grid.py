"""Where chords may change: on beats, and at even distances where none are heard."""

import numpy as np

from tunescape.arrays import Vector

__all__ = ["chord_grid"]

LONGEST_S = 0.7
"""A slower beat is halved: chords of slow music change between its beats."""

WITHOUT_BEATS_S = 0.5
LEAST_S = 0.15
FEWEST_BEATS = 4


def chord_grid(beats_s: Vector, *, duration_s: float) -> Vector:
    """Cut a track into stretches of one chord each.

    Parameters
    ----------
    beats_s : np.ndarray [shape=(n_beats,), dtype=float64]
        Ascending, seconds; perhaps none.
    duration_s : float > 0

    Returns
    -------
    np.ndarray [shape=(n_stretches + 1,), dtype=float64]
        From 0 to the duration, ascending strictly. The beats, halved where they are slow, the rest of the
        track and gaps between beats in steps as long as a beat.
    """
    last_s = duration_s - LEAST_S
    inside = beats_s[(beats_s > LEAST_S) & (beats_s < last_s)]
    if len(inside) < FEWEST_BEATS:
        return np.concatenate([[0.0], np.arange(WITHOUT_BEATS_S, last_s, WITHOUT_BEATS_S), [duration_s]])
    period_s = float(np.median(np.diff(inside)))
    before = np.arange(inside[0] - period_s, LEAST_S, -period_s)[::-1]
    after = np.arange(inside[-1] + period_s, last_s, period_s)
    bounds_s = np.concatenate([[0.0], before, inside, after, [duration_s]])
    steps = np.maximum(np.round(np.diff(bounds_s) / period_s), 1).astype(np.int64)
    if period_s > LONGEST_S:
        steps *= 2
    pieces = [
        np.linspace(start, end, n, endpoint=False)
        for start, end, n in zip(bounds_s[:-1], bounds_s[1:], steps, strict=True)
    ]
    return np.concatenate([*pieces, [duration_s]])
