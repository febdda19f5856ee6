"""The shape of the spectrum: its centre, its spread, and where it ends."""

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.features.spectrum import Spectrum

__all__ = ["spectral_bandwidth", "spectral_centroid", "spectral_rolloff"]

BINS_PER_BLOCK = 32


def spectral_centroid(spectrum: Spectrum) -> FloatArray:
    """Mean frequency, weighted by magnitude [1]_.

    Parameters
    ----------
    spectrum : Spectrum

    Returns
    -------
    np.ndarray [shape=(n_frames,), dtype=float32]
        Hz; 0 in a silent frame.

    References
    ----------
    .. [1] A. Klapuri, M. Davy (eds.), "Signal Processing Methods for Music Transcription", chapter 5,
       Springer, 2006.
    """
    moment: FloatArray = spectrum.magnitude @ spectrum.frequencies_hz
    total = spectrum.magnitude.sum(axis=1)
    centroid: FloatArray = np.divide(moment, total, out=np.zeros_like(moment), where=total > 0)
    return centroid


def spectral_bandwidth(spectrum: Spectrum, *, centroid_hz: FloatArray | None = None) -> FloatArray:
    """Root of the mean squared distance from the centroid, weighted by magnitude [1]_.

    Parameters
    ----------
    spectrum : Spectrum
    centroid_hz : np.ndarray [shape=(n_frames,)], Hz, optional
        Where it is known already.

    Returns
    -------
    np.ndarray [shape=(n_frames,), dtype=float32]
        Hz; 0 in a silent frame.

    References
    ----------
    .. [1] A. Klapuri, M. Davy (eds.), "Signal Processing Methods for Music Transcription", chapter 5,
       Springer, 2006.
    """
    centroid = spectral_centroid(spectrum) if centroid_hz is None else centroid_hz
    squares = spectrum.frequencies_hz - centroid[:, None]
    squares *= squares
    spread = np.einsum("tf,tf->t", squares, spectrum.magnitude)
    total = spectrum.magnitude.sum(axis=1)
    bandwidth: FloatArray = np.sqrt(np.divide(spread, total, out=np.zeros_like(spread), where=total > 0))
    return bandwidth


def spectral_rolloff(spectrum: Spectrum, *, roll_percent: float = 0.85) -> FloatArray:
    """Frequency of the bin below and in which a given part of the magnitude lies.

    Parameters
    ----------
    spectrum : Spectrum
    roll_percent : float in (0, 1)

    Returns
    -------
    np.ndarray [shape=(n_frames,), dtype=float32]
        Hz, the centre of a bin; 0 in a silent frame.
    """
    magnitude = spectrum.magnitude
    n_frames, n_bins = magnitude.shape
    # a running sum is slow, so it runs over blocks of bins first, then within the one block that matters
    starts = np.arange(0, n_bins, BINS_PER_BLOCK)
    blocks = np.add.reduceat(magnitude, starts, axis=1, dtype=np.float64)
    up_to_block = np.cumsum(blocks, axis=1)
    target = roll_percent * up_to_block[:, -1:]
    block = np.count_nonzero(up_to_block < target, axis=1, keepdims=True)
    before = np.take_along_axis(up_to_block - blocks, block, axis=1)

    bins = np.minimum(block * BINS_PER_BLOCK + np.arange(BINS_PER_BLOCK), n_bins - 1)
    within = np.take_along_axis(magnitude, bins, axis=1)
    up_to_bin = before + np.cumsum(within, axis=1, dtype=np.float64)
    last = np.minimum(np.count_nonzero(up_to_bin < target, axis=1), BINS_PER_BLOCK - 1)
    rolloff: FloatArray = spectrum.frequencies_hz[bins[np.arange(n_frames), last]]
    return rolloff
