"""Mel-frequency cepstral coefficients."""

from functools import lru_cache

import numpy as np
import scipy.fft

from tunescape.arrays import FloatArray, Vector
from tunescape.features.decibel import power_to_db
from tunescape.features.spectrum import Spectrum, mel_filterbank

__all__ = ["mel_power", "mfcc"]

FILTERS_PER_BLOCK = 8


@lru_cache(maxsize=8)
def _mel_blocks(sample_rate: int, n_fft: int, n_mels: int) -> tuple[tuple[slice, slice, FloatArray], ...]:
    """Neighbouring filters, the bins they reach, and their weights [shape=(bins, filters)]."""
    bank = mel_filterbank(sample_rate=sample_rate, n_fft=n_fft, n_mels=n_mels)
    blocks = []
    for first in range(0, n_mels, FILTERS_PER_BLOCK):
        filters = slice(first, min(first + FILTERS_PER_BLOCK, n_mels))
        reached = np.flatnonzero(bank[filters].any(axis=0))
        bins = slice(reached[0], reached[-1] + 1) if len(reached) else slice(0, 0)
        blocks.append((filters, bins, np.ascontiguousarray(bank[filters, bins].T)))
    return tuple(blocks)


def mel_power(spectrum: Spectrum, *, n_mels: int = 128) -> FloatArray:
    """Power in the bands of the mel filter bank that spans the spectrum.

    Parameters
    ----------
    spectrum : Spectrum
    n_mels : int > 0

    Returns
    -------
    np.ndarray [shape=(n_frames, n_mels), dtype=float32]
    """
    mel = np.empty((len(spectrum.power), n_mels), dtype=np.float32)
    # each filter reaches only few bins: products by blocks of neighbours take a seventh of the whole one
    for filters, bins, weights in _mel_blocks(spectrum.sample_rate, spectrum.n_fft, n_mels):
        np.matmul(spectrum.power[:, bins], weights, out=mel[:, filters])
    return mel


@lru_cache(maxsize=8)
def _cosines(n_mels: int, n_mfcc: int) -> Vector:
    """Orthonormal DCT-II as a matrix [shape=(n_mels, n_mfcc)]."""
    cosines: Vector = scipy.fft.dct(np.eye(n_mels), axis=1, norm="ortho")[:, :n_mfcc]
    cosines.flags.writeable = False
    return cosines


def mfcc(spectrum: Spectrum, *, n_mfcc: int = 20, n_mels: int = 128) -> FloatArray:
    """Mel-frequency cepstral coefficients: timbre, apart from pitch.

    The power in ``n_mels`` bands up to half the sample rate, in decibels no more than 80 dB below the
    loudest, decorrelated by an orthonormal DCT-II [1]_.

    Parameters
    ----------
    spectrum : Spectrum
    n_mfcc : int in [1, n_mels]
        How many coefficients to keep, from the zeroth (overall level) on.
    n_mels : int > 0

    Returns
    -------
    np.ndarray [shape=(n_frames, n_mfcc), dtype=float32]
        dB, scaled by the transform.

    References
    ----------
    .. [1] S. Davis, P. Mermelstein, "Comparison of parametric representations for monosyllabic word
       recognition in continuously spoken sentences", IEEE Trans. ASSP 28(4), 1980.
    """
    level = power_to_db(mel_power(spectrum, n_mels=n_mels))
    # in double precision: small coefficients are differences of levels that may all be near -100 dB
    return (level @ _cosines(n_mels, n_mfcc)).astype(np.float32)
