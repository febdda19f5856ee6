"""``filterbank-mel@1`` and its like: how loud the bands of four filter banks are, and how that changes."""

from collections.abc import Callable

import numpy as np

from tunescape.arrays import FloatArray, Vector
from tunescape.features.cepstrum import mel_power
from tunescape.features.decibel import power_to_db
from tunescape.features.excerpt import DESCRIPTOR_RATE, Excerpt
from tunescape.features.feature_set import FeatureSet
from tunescape.features.filter_banks import (
    bark_filterbank,
    gammatone_filterbank,
    wavelet_centres_hz,
    wavelet_power,
)
from tunescape.features.moments import moments

__all__ = ["BAND_STATISTICS", "BANKS", "FEATURES", "band_statistics", "deltas", "levels"]

_MEL_BANDS, _BARK_BANDS, _GAMMATONE_BANDS = 40, 24, 40
_GAMMATONE_HZ = (50.0, 10_000.0)
_WAVELETS = wavelet_centres_hz(fmin_hz=55.0, fmax_hz=9000.0, per_octave=4)

BAND_STATISTICS = tuple(
    f"{of}{statistic}" for of in ("", "delta_") for statistic in ("mean", "std", "skewness", "kurtosis")
)


def levels(power: FloatArray) -> FloatArray:
    """Express the power of bands in decibels, no more than 80 below the loudest."""
    return power_to_db(power)


def deltas(rows: FloatArray, *, reach: int = 2) -> FloatArray:
    """Slopes over time, by linear regression [1]_; beyond its ends a row stays as it is there.

    Parameters
    ----------
    rows : np.ndarray [shape=(n_frames, n)]
        n_frames >= 1.
    reach : int > 0
        Frames on either side.

    Returns
    -------
    np.ndarray [shape=(n_frames, n), dtype of rows]
        Units a frame.

    References
    ----------
    .. [1] S. Furui, "Speaker-independent isolated word recognition using dynamic features of speech
       spectrum", IEEE Trans. ASSP 34(1), 1986.
    """
    padded = np.pad(rows, ((reach, reach), (0, 0)), mode="edge")
    n = len(rows)
    rises = np.zeros_like(rows)
    for k in range(1, reach + 1):
        rises += k * (padded[reach + k : reach + k + n] - padded[reach - k : reach - k + n])
    rises /= 2 * sum(k * k for k in range(1, reach + 1))
    return rises


def band_statistics(power: FloatArray) -> Vector:
    """Describe bands by the distributions of their levels, and of the slopes of these.

    Parameters
    ----------
    power : np.ndarray [shape=(n_frames, n_bands)]

    Returns
    -------
    np.ndarray [shape=(8 * n_bands,), dtype=float64]
        In the order of :data:`BAND_STATISTICS`, each of all bands: dB, and dB a frame.
    """
    level = levels(power)
    return np.concatenate([moments(level.T), moments(deltas(level).T)]).ravel()


def _mel(excerpt: Excerpt) -> FloatArray:
    return mel_power(excerpt.spectrum, n_mels=_MEL_BANDS)


def _bark(excerpt: Excerpt) -> FloatArray:
    spectrum = excerpt.spectrum
    bank = bark_filterbank(sample_rate=spectrum.sample_rate, n_fft=spectrum.n_fft, n_bands=_BARK_BANDS)
    return spectrum.power @ bank.T


def _gammatone(excerpt: Excerpt) -> FloatArray:
    spectrum = excerpt.spectrum
    fmin_hz, fmax_hz = _GAMMATONE_HZ
    bank = gammatone_filterbank(
        sample_rate=spectrum.sample_rate,
        n_fft=spectrum.n_fft,
        n_bands=_GAMMATONE_BANDS,
        fmin_hz=fmin_hz,
        fmax_hz=fmax_hz,
    )
    return spectrum.power @ bank.T


def _wavelet(excerpt: Excerpt) -> FloatArray:
    y = excerpt.at(DESCRIPTOR_RATE)
    hop_length = excerpt.spectrum.hop_length
    return wavelet_power(y, _WAVELETS, sample_rate=DESCRIPTOR_RATE, hop_length=hop_length)


BANKS: dict[str, tuple[Callable[[Excerpt], FloatArray], int, str, str]] = {
    "mel": (_mel, _MEL_BANDS, "40 mel bands", "S. Davis & P. Mermelstein 1980"),
    "bark": (_bark, _BARK_BANDS, "24 bands of the Bark scale", "H. Traunmüller 1990"),
    "gammatone": (
        _gammatone,
        _GAMMATONE_BANDS,
        "40 gammatone filters, 50 Hz to 10 kHz",
        "R. Patterson et al. 1987; B. Glasberg & B. Moore 1990",
    ),
    "wavelet": (_wavelet, len(_WAVELETS), "Morlet wavelets, 4 an octave", "C. Torrence & G. Compo 1998"),
}
"""By name: what makes the power of the bands of an excerpt, how many they are, what they are, the source."""


def _feature_set(bank: str) -> FeatureSet:
    power, n_bands, what, source = BANKS[bank]
    return FeatureSet(
        name=f"filterbank-{bank}",
        version=1,
        dimensions=tuple(
            f"{bank}.{statistic}.{band:02d}"
            for statistic in BAND_STATISTICS
            for band in range(1, n_bands + 1)
        ),
        dtype="float32",
        units="dB; delta: dB a frame; skewness, kurtosis: 1",
        summary=f"levels of {what} and their slopes: mean, deviation, skewness, kurtosis",
        source=source,
        describe=lambda excerpt: band_statistics(power(excerpt)),
        by_default=False,
    )


FEATURES = tuple(_feature_set(bank) for bank in BANKS)
"""The feature sets ``filterbank-mel@1``, ``-bark``, ``-gammatone`` and ``-wavelet``."""
