"""The first four moments of a distribution, along time."""

import numpy as np

from tunescape.arrays import FloatArray, Vector

__all__ = ["NORMAL_KURTOSIS", "moments"]

NORMAL_KURTOSIS = 3.0
"""Kurtosis of the normal distribution, and by convention of values that do not vary."""


def moments(x: FloatArray | Vector) -> Vector:
    """Mean, standard deviation, skewness and kurtosis along the last axis.

    Deviations are taken from the mean before they are raised to a power, so a large offset cancels
    nothing. A spread within the rounding of the input's dtype counts as none.

    Parameters
    ----------
    x : np.ndarray [shape=(..., n), dtype=float32 or float64]
        Finite, within the range of float32 (fourth powers are taken in float64).

    Returns
    -------
    np.ndarray [shape=(4, ...), dtype=float64]
        ``mean``; ``std`` (population, ddof 0); ``skewness`` m3 / m2**1.5; ``kurtosis`` m4 / m2**2, plain,
        so 3 for a normal distribution. Values that do not vary have std 0, skewness 0 and kurtosis 3;
        no values at all (n = 0) have mean 0 too.
    """
    n = x.shape[-1]
    if n == 0:
        return np.stack([np.full(x.shape[:-1], value) for value in (0.0, 0.0, 0.0, NORMAL_KURTOSIS)])
    mean = x.mean(axis=-1, dtype=np.float64)
    deviation = x - mean[..., None]
    square = deviation * deviation
    variance = np.asarray(square.mean(axis=-1))
    std = np.sqrt(variance)
    third = np.einsum("...i,...i->...", square, deviation) / n
    fourth = np.einsum("...i,...i->...", square, square) / n

    # a pairwise sum of equal values leaves its mean a few units in the last place off
    varies = std > 16 * np.finfo(x.dtype).eps * np.abs(mean)
    skewness = np.divide(third, std**3, out=np.zeros_like(std), where=varies)
    kurtosis = np.divide(fourth, variance**2, out=np.full_like(std, NORMAL_KURTOSIS), where=varies)
    return np.stack([mean, np.where(varies, std, 0.0), skewness, kurtosis])
