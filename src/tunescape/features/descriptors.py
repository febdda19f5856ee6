"""``descriptors@1``: statistics of timbre, harmony, spectral shape and loudness over time."""

from collections.abc import Mapping

import numpy as np

from tunescape.arrays import FloatArray, Vector
from tunescape.features.cepstrum import mfcc
from tunescape.features.chroma import chroma_stft, tonnetz
from tunescape.features.contrast import spectral_contrast
from tunescape.features.excerpt import DESCRIPTOR_RATE, Excerpt
from tunescape.features.feature_set import FeatureSet
from tunescape.features.frame_level import rms, zero_crossing_rate
from tunescape.features.moments import NORMAL_KURTOSIS, moments
from tunescape.features.spectral_shape import spectral_bandwidth, spectral_centroid, spectral_rolloff
from tunescape.features.spectrum import Spectrum

__all__ = [
    "FEATURES",
    "TIMBRE_DIMENSIONS",
    "descriptors",
    "frame_descriptors",
    "pooled",
    "pooled_names",
]

SIZES = {
    "chroma_stft": 12,
    "mfcc": 20,
    "rmse": 1,
    "spectral_bandwidth": 1,
    "spectral_centroid": 1,
    "spectral_contrast": 7,
    "spectral_rolloff": 1,
    "tonnetz": 6,
    "zcr": 1,
}
STATISTICS = ("kurtosis", "max", "mean", "median", "min", "skew", "std")


def pooled_names(sizes: Mapping[str, int]) -> tuple[str, ...]:
    """Name what :func:`pooled` makes of descriptors of so many rows: ``mfcc.mean.01``."""
    return tuple(
        f"{feature}.{statistic}.{number:02d}"
        for feature, size in sizes.items()
        for statistic in STATISTICS
        for number in range(1, size + 1)
    )


DIMENSIONS = pooled_names(SIZES)

TIMBRE_DIMENSIONS = tuple(name for name in DIMENSIONS if name.split(".")[0] in ("mfcc", "spectral_contrast"))
"""The 189 dimensions of timbre: the statistics of 20 MFCC and 7 bands of spectral contrast."""


def frame_descriptors(y: FloatArray, spectrum: Spectrum) -> dict[str, FloatArray]:
    """Describe each frame by 50 numbers.

    Parameters
    ----------
    y : np.ndarray [shape=(n,), dtype=float32]
        The samples of which the spectrum was taken.
    spectrum : Spectrum
        Centred frames, 1 + n // hop_length of them.

    Returns
    -------
    dict of str to np.ndarray [shape=(size, n_frames), dtype=float32]
        In alphabetical order: ``chroma_stft`` (12, from C to B), ``mfcc`` (20), ``rmse`` (1),
        ``spectral_bandwidth`` (1, Hz), ``spectral_centroid`` (1, Hz), ``spectral_contrast`` (7, dB),
        ``spectral_rolloff`` (1, Hz), ``tonnetz`` (6, of that chroma), ``zcr`` (1).
    """
    chroma = chroma_stft(spectrum)
    centroid = spectral_centroid(spectrum)
    frame = {"frame_length": spectrum.n_fft, "hop_length": spectrum.hop_length}
    return {
        "chroma_stft": chroma.T,
        "mfcc": mfcc(spectrum).T,
        "rmse": rms(y, **frame)[None],
        "spectral_bandwidth": spectral_bandwidth(spectrum, centroid_hz=centroid)[None],
        "spectral_centroid": centroid[None],
        "spectral_contrast": spectral_contrast(spectrum).T,
        "spectral_rolloff": spectral_rolloff(spectrum)[None],
        "tonnetz": tonnetz(chroma).T,
        "zcr": zero_crossing_rate(y, **frame)[None],
    }


def _statistics(table: FloatArray) -> Vector:
    """Statistics of each row, in the order of ``STATISTICS`` [shape=(7, rows)]."""
    mean, std, skewness, kurtosis = moments(table)
    ordered = np.sort(table, axis=1)
    middle = table.shape[1] // 2
    upper, lower = ordered[:, middle], ordered[:, -1 - middle]
    median = 0.5 * (lower.astype(np.float64) + upper)
    excess = kurtosis - NORMAL_KURTOSIS
    return np.stack([excess, ordered[:, -1], mean, median, ordered[:, 0], skewness, std])


def pooled(frames: Mapping[str, FloatArray]) -> Vector:
    """Describe descriptors by their distributions over time.

    Parameters
    ----------
    frames : mapping of str to np.ndarray [shape=(size, n_frames)]
        n_frames >= 1, the same for all.

    Returns
    -------
    np.ndarray [shape=(7 * sum of sizes,), dtype=float64]
        In the order of :func:`pooled_names`: descriptor by descriptor, within each the statistics
        alphabetically, within each the rows. ``kurtosis`` is excess (0 for a normal distribution), ``std``
        that of a population; a row that does not vary has std, skew and kurtosis 0.
    """
    statistics = _statistics(np.concatenate(list(frames.values())))
    ends = np.cumsum([len(rows) for rows in frames.values()])
    return np.concatenate([block.ravel() for block in np.split(statistics, ends[:-1], axis=1)])


def descriptors(y: FloatArray, spectrum: Spectrum) -> Vector:
    """Describe a signal by 7 statistics of 50 frame-by-frame descriptors.

    Parameters
    ----------
    y : np.ndarray [shape=(n,), dtype=float32]
        The samples of which the spectrum was taken, nominally in [-1, 1]; n >= 1, all finite.
    spectrum : Spectrum
        At 22,050 Hz, n_fft 2048, hop 512, for numbers that compare with others'.

    Returns
    -------
    np.ndarray [shape=(350,), dtype=float64]
        Named and ordered as in the FMA dataset [1]_: features alphabetically (see :func:`frame_descriptors`),
        each as :func:`pooled` has it. Always finite.

    References
    ----------
    .. [1] M. Defferrard, K. Benzi, P. Vandergheynst, X. Bresson, "FMA: a dataset for music analysis",
       ISMIR 2017.
    """
    return pooled(frame_descriptors(y, spectrum))


def _describe(excerpt: Excerpt) -> Vector:
    return descriptors(excerpt.at(DESCRIPTOR_RATE), excerpt.spectrum)


FEATURES = FeatureSet(
    name="descriptors",
    version=1,
    dimensions=DIMENSIONS,
    dtype="float32",
    units="dB (mfcc, spectral_contrast), Hz (bandwidth, centroid, rolloff), amplitude (rmse), ratios",
    summary="timbre and harmony frame by frame: MFCC, contrast, chroma, shape of the spectrum",
    source="M. Defferrard et al., FMA: a dataset for music analysis, ISMIR 2017",
    describe=_describe,
)
