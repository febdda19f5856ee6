"""True peak: the highest level of the waveform between its samples."""

from functools import lru_cache

import numpy as np

from tunescape.arrays import FloatArray, Vector

__all__ = ["true_peak"]

_TAPS = 24
_KAISER_BETA = 7.0
"""With 24 taps: flat to 0.01 dB up to 0.8 and to 0.2 dB up to 0.85 of half the sample rate."""

_RUN = 24  # samples between which a row of the product interpolates
_GROUP = 192  # samples that are looked at, or left out, together
_ROWS_AT_ONCE = 512  # results that stay in the cache


def true_peak(channels: FloatArray, sample_rate: int) -> float:
    """Return the highest absolute value of the waveform that the samples stand for.

    Oversampled four times (twice from 96 kHz, not at all from 192 kHz) by a windowed sinc, wherever all its
    taps lie inside: beyond the ends of an excerpt nothing is known.

    Parameters
    ----------
    channels : np.ndarray [shape=(n_channels, n), dtype=float32]
    sample_rate : int > 0, Hz

    Returns
    -------
    float >= 0
        In the amplitude of the samples: 1 is full scale. At least the highest sample. Oversampled four
        times, a sine is read at most 0.2 dB too low up to a quarter of the sample rate, 0.6 dB up to 0.45.

    References
    ----------
    .. [1] Recommendation ITU-R BS.1770-5, Annex 2.
    """
    factor = 4 if sample_rate < 96_000 else 2 if sample_rate < 192_000 else 1
    top = max(float(channels.max()), -float(channels.min()))
    if factor == 1 or channels.shape[1] < _TAPS + _RUN:
        return top
    for samples in channels:
        top = _between(samples, factor, top)
    return top


def _between(samples: FloatArray, factor: int, top: float) -> float:
    """Interpolate wherever the waveform could rise above a level that is known to be reached."""
    interpolator, gain = _interpolator(factor)
    rows = np.lib.stride_tricks.sliding_window_view(samples, len(interpolator))[::_RUN]
    groups = -(-len(samples) // _GROUP)
    level = np.zeros(groups * _GROUP, dtype=np.float32)
    np.abs(samples, out=level[: len(samples)])
    highest = level.reshape(groups, _GROUP).max(axis=1)
    # the windows of a group reach into the next one
    highest[:-1] = np.maximum(highest[:-1], highest[1:])
    loud = np.flatnonzero(highest * gain > top)
    wanted = (loud[:, None] * (_GROUP // _RUN) + np.arange(_GROUP // _RUN)).ravel()
    wanted = wanted[wanted < len(rows)]
    for first in range(0, len(wanted), _ROWS_AT_ONCE):
        between = rows[wanted[first : first + _ROWS_AT_ONCE]] @ interpolator
        top = max(top, float(between.max()), -float(between.min()))
    # the last run ends with the samples
    between = samples[-len(interpolator) :] @ interpolator
    return max(top, float(between.max()), -float(between.min()))


@lru_cache(maxsize=2)
def _interpolator(factor: int) -> tuple[FloatArray, float]:
    # what turns the samples around a run into the values between them, and the most it can add
    taps = np.stack([_taps(phase / factor) for phase in range(1, factor)])
    matrix = np.zeros((_RUN + _TAPS - 1, factor - 1, _RUN), dtype=np.float32)
    for i in range(_RUN):
        matrix[i : i + _TAPS, :, i] = taps.T
    return matrix.reshape(len(matrix), -1), float(np.abs(taps).sum(axis=1).max())


def _taps(after: float) -> Vector:
    # weights of the 24 samples around a point that lies a share of a sample after the twelfth
    distance = np.arange(_TAPS) - (_TAPS // 2 - 1) - after
    inside = np.maximum(0.0, 1 - (distance / (_TAPS / 2)) ** 2)
    weights = np.sinc(distance) * np.i0(_KAISER_BETA * np.sqrt(inside)) / np.i0(_KAISER_BETA)
    taps: Vector = weights / weights.sum()
    return taps
