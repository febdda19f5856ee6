"""``statistical@1``: 42 statistics of the waveform and its spectrum, after Peccei's *musicmap*."""

import numpy as np
import scipy.fft

from tunescape.arrays import FloatArray, Vector
from tunescape.features.excerpt import Excerpt
from tunescape.features.feature_set import FeatureSet
from tunescape.features.moments import moments

__all__ = ["FEATURES", "STATISTICAL_RATE", "statistical"]

STATISTICAL_RATE = 10_000
"""Sample rate, Hz, of the signal that the statistics describe."""

BLOCK_LENGTHS = (1, 10, 100, 1000)
MOMENTS = ("mean", "std", "skew", "kurt")
N_SHARES = 10

DIMENSIONS = (
    *(f"amp{length}{d}{moment}" for length in BLOCK_LENGTHS for d in ("", "d") for moment in MOMENTS),
    *(f"power{i}" for i in range(1, N_SHARES + 1)),
)


def _block_means(x: Vector, length: int) -> Vector:
    whole = len(x) // length
    blocks = x[: whole * length].reshape(whole, length)
    means: Vector = np.einsum("ij->i", blocks) / length
    return means


def _spectral_shares(y: Vector) -> Vector:
    """Share of each of ten equal bands in the magnitude spectrum up to a tenth of the sample rate."""
    smoothed = _block_means(y, 5)
    if len(smoothed) == 0:
        return np.zeros(N_SHARES)
    magnitude = np.abs(scipy.fft.rfft(smoothed))
    upper = magnitude[2:]
    total = upper.sum()
    # what a constant leaves in the upper bins is the rounding of the transform, not sound
    if total <= np.finfo(np.float64).eps * len(magnitude) * magnitude.sum():
        return np.zeros(N_SHARES)
    shares: Vector = np.array([band.sum() for band in np.array_split(upper, N_SHARES)]) / total
    return shares


def statistical(y: FloatArray) -> Vector:
    """Describe a signal by 42 statistics.

    The amplitude is averaged over blocks of 1, 10, 100 and 1000 samples (whole blocks only); of each
    series and of its first difference, the mean, standard deviation, skewness and kurtosis are taken.
    Then the signal is averaged over blocks of 5, and the magnitude spectrum of that, from its third bin up
    to 1 kHz, half its rate, is cut into ten bands of equal width: the share of each in the sum.

    Parameters
    ----------
    y : np.ndarray [shape=(n,), dtype=float32]
        Mono samples at 10 kHz, nominally in [-1, 1]; n >= 1, all finite.

    Returns
    -------
    np.ndarray [shape=(42,), dtype=float64]
        ``amp1mean amp1std amp1skew amp1kurt amp1dmean … amp1000dkurt power1 … power10``. Means and
        deviations are amplitudes; kurtosis is plain (3 for a normal distribution); shares sum to 1.
        Always finite: a series that does not vary (silence, a constant, a single block) has deviation 0,
        skewness 0 and kurtosis 3; one that is empty because the signal is shorter than a block has mean 0
        too; a spectrum without energy has shares 0, as has a band without bins.

    References
    ----------
    .. [1] C. Peccei, "Mapping your music collection", https://www.christianpeccei.com/musicmap/
    """
    series = y.astype(np.float64)
    shares = _spectral_shares(series)
    described = []
    for shorter, length in zip((1, *BLOCK_LENGTHS), BLOCK_LENGTHS, strict=False):
        series = _block_means(series, length // shorter)
        described += [moments(series), moments(np.diff(series))]
    return np.concatenate([*described, shares])


def _describe(excerpt: Excerpt) -> Vector:
    return statistical(excerpt.at(STATISTICAL_RATE))


FEATURES = FeatureSet(
    name="statistical",
    version=1,
    dimensions=DIMENSIONS,
    dtype="float32",
    units="amplitude (mean, std), dimensionless (skew, kurt), share of the spectrum (power)",
    summary="42 statistics of the waveform and its spectrum",
    source="C. Peccei, Mapping your music collection, https://www.christianpeccei.com/musicmap/",
    describe=_describe,
)
