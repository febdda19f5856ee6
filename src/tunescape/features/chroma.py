"""Chroma, and the tonal centroids of chroma."""

from functools import lru_cache

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.features.spectrum import Spectrum

__all__ = ["chroma_filterbank", "chroma_stft", "tonnetz"]

TINY = float(np.finfo(np.float32).tiny)


@lru_cache(maxsize=8)
def chroma_filterbank(*, sample_rate: int, n_fft: int) -> FloatArray:
    """Weights that fold the bins of a spectrum onto the twelve pitch classes, tuned to A = 440 Hz.

    Each bin spreads over the pitch classes around its frequency by a Gaussian, two standard deviations
    of which are the distance to the next bin (but at least a semitone); the weights of a bin have unit
    energy. A second Gaussian, two octaves wide around the fifth octave above 27.5 Hz (880 Hz), favours the
    range of melody [1]_.

    Parameters
    ----------
    sample_rate : int > 0, Hz
    n_fft : int > 0, samples

    Returns
    -------
    np.ndarray [shape=(12, 1 + n_fft // 2), dtype=float32]
        From C to B. Shared, so read-only.

    References
    ----------
    .. [1] D. Ellis, "Chroma feature analysis and synthesis", 2007,
       https://www.ee.columbia.edu/~dpwe/resources/matlab/chroma-ansyn/
    """
    n_bins = 1 + n_fft // 2
    frequencies = np.arange(1, n_bins + 1) * (sample_rate / n_fft)
    above_a0 = 12 * np.log2(frequencies / 27.5)
    # 0 Hz has no pitch: a place of its own, an octave and a half below the first bin, spreads it evenly
    semitones = np.concatenate([[above_a0[0] - 18], above_a0])
    widths = np.maximum(np.diff(semitones), 1.0)
    semitones = semitones[:n_bins]

    pitch_classes = np.arange(12)[:, None] + 3  # C lies three semitones above A
    distances = (semitones - pitch_classes + 6) % 12 - 6
    bumps = np.exp(-0.5 * (2 * distances / widths) ** 2)
    bumps /= np.linalg.norm(bumps, axis=0)
    bumps *= np.exp(-0.5 * ((semitones / 12 - 5) / 2) ** 2)
    filters: FloatArray = bumps.astype(np.float32)
    filters.flags.writeable = False
    return filters


def chroma_stft(spectrum: Spectrum) -> FloatArray:
    """Power in the twelve pitch classes, relative to the strongest of the frame.

    Parameters
    ----------
    spectrum : Spectrum

    Returns
    -------
    np.ndarray [shape=(n_frames, 12), dtype=float32]
        From C to B, in [0, 1], with a maximum of 1 in each frame; practically 0 in a silent one.
    """
    filters = chroma_filterbank(sample_rate=spectrum.sample_rate, n_fft=spectrum.n_fft)
    chroma: FloatArray = spectrum.power @ filters.T
    strongest = chroma.max(axis=1, keepdims=True)
    np.divide(chroma, strongest, out=chroma, where=strongest >= TINY)
    return chroma


@lru_cache(maxsize=1)
def _tonal_circles() -> FloatArray:
    """Coordinates of the pitch classes on three circles [shape=(12, 6)]."""
    pitch_classes = np.arange(12)
    circles = []
    # radius, and angle of a semitone: the circles of fifths, of minor thirds and of major thirds
    for radius, angle in ((1.0, 7 * np.pi / 6), (1.0, 3 * np.pi / 2), (0.5, 2 * np.pi / 3)):
        circles += [radius * np.sin(angle * pitch_classes), radius * np.cos(angle * pitch_classes)]
    return np.stack(circles, axis=1).astype(np.float32)


def tonnetz(chroma: FloatArray) -> FloatArray:
    """Tonal centroids: where the sounding pitch classes lie on three circles of harmony [1]_.

    Parameters
    ----------
    chroma : np.ndarray [shape=(n_frames, 12), dtype=float32]
        Non-negative, from C to B.

    Returns
    -------
    np.ndarray [shape=(n_frames, 6), dtype=float32]
        x and y on the circle of fifths (radius 1), of minor thirds (radius 1) and of major thirds
        (radius 0.5); 0 where there is no chroma.

    References
    ----------
    .. [1] C. Harte, M. Sandler, M. Gasser, "Detecting harmonic change in musical audio", Proc. 1st ACM
       Workshop on Audio and Music Computing Multimedia, 2006.
    """
    total = chroma.sum(axis=1, keepdims=True)
    shares = np.divide(chroma, total, out=chroma.copy(), where=total >= TINY)
    centroids: FloatArray = shares @ _tonal_circles()
    return centroids
