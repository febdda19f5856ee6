"""The constant-Q transform: a spectrum whose bins are notes."""

import numpy as np
import soxr

from tunescape.arrays import FloatArray, IntArray, Vector
from tunescape.features.spectrum import frame_signal

__all__ = ["constant_q", "constant_q_frequencies"]

_PASSBAND = 0.9
"""Share of half the sample rate that halving the rate leaves untouched (soxr HQ: 0.913)."""


def constant_q_frequencies(*, fmin_hz: float = 32.703, n_bins: int = 84, bins_per_octave: int = 12) -> Vector:
    """Centre frequencies of the bins of :func:`constant_q`.

    Parameters
    ----------
    fmin_hz : float > 0, Hz
    n_bins, bins_per_octave : int > 0

    Returns
    -------
    np.ndarray [shape=(n_bins,), dtype=float64]
        Hz, from low to high: equal steps of pitch.
    """
    frequencies: Vector = fmin_hz * 2.0 ** (np.arange(n_bins) / bins_per_octave)
    return frequencies


def constant_q(
    samples: FloatArray,
    *,
    sample_rate: int,
    hop_length: int = 512,
    fmin_hz: float = 32.703,
    n_bins: int = 84,
    bins_per_octave: int = 12,
) -> FloatArray:
    """Magnitude of the constant-Q transform [1]_.

    Each bin correlates the signal with a Hann-windowed complex sinusoid whose length is a fixed number Q of
    periods, so that the bandwidth grows with the frequency and every note is resolved alike. As in [2]_,
    low bins are computed from a signal of a lower rate; there the windows have so few samples that a plain
    matrix product is cheaper than products of sparse spectra.

    ``|X[k, t]| = sqrt(L_k) |sum_n x[n] w_k[n - t h] exp(-2 pi i f_k n / r)| / sum_n w_k[n]``, with
    ``f_k = fmin 2**(k / B)``, ``Q = (q**2 + 1) / (q**2 - 1)`` for ``q = 2**(1 / B)``, and ``L_k = Q r / f_k``
    the length in samples of the Hann window ``w_k``: a sinusoid of amplitude a on a bin gives
    ``a sqrt(L_k) / 2``, white noise the same level in every bin.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
        n >= 1, all finite.
    sample_rate : int > 0, Hz
    hop_length : int > 0, samples
    fmin_hz : float > 0, Hz
        Of the lowest bin; by default the C below the lowest E of a bass guitar.
    n_bins, bins_per_octave : int > 0

    Returns
    -------
    np.ndarray [shape=(n_bins, 1 + n // hop_length), dtype=float32]
        Frame t is centred on sample t * hop_length; beyond its ends the signal counts as 0.

    Raises
    ------
    ValueError
        If the highest bin does not lie below half the sample rate.

    References
    ----------
    .. [1] J. C. Brown, "Calculation of a constant Q spectral transform", JASA 89(1), 1991.
    .. [2] C. Schörkhuber, A. Klapuri, "Constant-Q transform toolbox for music processing", 7th Sound and
       Music Computing Conference, 2010.
    """
    frequencies = constant_q_frequencies(fmin_hz=fmin_hz, n_bins=n_bins, bins_per_octave=bins_per_octave)
    if frequencies[-1] >= sample_rate / 2:
        raise ValueError(
            f"the highest bin lies at {frequencies[-1]:.0f} Hz, not below half of {sample_rate} Hz"
        )
    step = 2.0 ** (2 / bins_per_octave)
    q = (step + 1) / (step - 1)
    # a Hann window lets through two of its bandwidths on either side
    room = _PASSBAND * sample_rate / 2 / (frequencies * (1 + 2 / q))
    halvings = np.maximum(np.floor(np.log2(room)), 0).astype(np.int64)

    n_frames = 1 + len(samples) // hop_length
    transform = np.empty((n_bins, n_frames), dtype=np.float32)
    current = samples
    for times in range(int(halvings[0]) + 1):
        if times:
            current = _halved(current)
        bins = np.flatnonzero(halvings == times)
        if len(bins):
            centres = np.rint(np.arange(n_frames) * (hop_length / 2**times)).astype(np.int64)
            periods = sample_rate / 2**times / frequencies[bins]
            magnitude = _correlate(current, centres, periods, q)
            transform[bins] = magnitude.T * np.sqrt(q * sample_rate / frequencies[bins, None])
    return transform


def _halved(samples: FloatArray) -> FloatArray:
    # room at the ends: the filter rings there, and a signal of one sample would come back with none
    halved: FloatArray = soxr.resample(np.pad(samples, (0, 64 + len(samples) % 2)), 2, 1, quality="HQ")
    return halved


def _correlate(samples: FloatArray, centres: IntArray, periods: Vector, q: float) -> FloatArray:
    """Mean product with windowed sinusoids of q of the given periods [shape=(n_frames, n_periods)]."""
    half = int(q * periods.max() / 2) + 1
    n = np.arange(-half, half)[:, None]
    window = np.where(np.abs(n) < q * periods / 2, 0.5 + 0.5 * np.cos(2 * np.pi * n / (q * periods)), 0.0)
    window /= window.sum(axis=0)
    angle = 2 * np.pi * n / periods
    kernels = np.hstack([window * np.cos(angle), window * np.sin(angle)]).astype(np.float32)
    reach = max(int(centres[-1]) + 1 - len(samples), 0)
    frames = frame_signal(np.pad(samples, (0, reach)), frame_length=2 * half, hop_length=1)[centres]
    real, imaginary = np.hsplit(frames @ kernels, 2)
    magnitude: FloatArray = np.hypot(real, imaginary)
    return magnitude
