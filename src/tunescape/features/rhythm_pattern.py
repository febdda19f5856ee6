"""Rhythmic patterns: how fast, and in which bands together, the sound swells; whatever notes are played.

Four views of the band levels of an excerpt: the modulation spectrum of each band's onsets (how the pattern
repeats, at rates of 1 to 8 Hz), the same for all bands together at multiples of the tempo (so that one
pattern played a little faster stays the same), how pairs of bands move together, and how much starts in each.
"""

from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import scipy.fft
from scipy.ndimage import uniform_filter1d

from tunescape.arrays import FloatArray, Vector
from tunescape.features.spectrum import frame_signal, hann

__all__ = [
    "FRAME_RATE",
    "PATTERN_DIMENSIONS",
    "SAMPLE_RATE",
    "band_levels",
    "pattern_tempo",
    "rhythm_pattern",
]

SAMPLE_RATE = 16_000
N_FFT, HOP_LENGTH = 1024, 160
FRAME_RATE = SAMPLE_RATE / HOP_LENGTH
"""Frames per second: 100."""

BAND_EDGES_HZ = (30, 150, 390, 1050, 2900, 8000)
BANDS = tuple(f"{low}-{high}hz" for low, high in pairwise(BAND_EDGES_HZ))
FLOOR_DB = 60.0
MEAN_S = 0.25  # an onset stands out of its surroundings of a quarter of a second

RATES_HZ = 2 ** (np.arange(13) / 4)
MODULATION_S, CROSS_S, RELATIVE_S = 3.0, 6.0, 8.0

RATIOS = (
    "1/8",
    "1/6",
    "1/4",
    "1/3",
    "3/8",
    "1/2",
    "2/3",
    "3/4",
    "1",
    "4/3",
    "3/2",
    "2",
    "8/3",
    "3",
    "4",
    "6",
)
GROUPS = {"low": (0,), "mid": (1, 2), "high": (3, 4)}
PAIRS = tuple(combinations(GROUPS, 2))

LAGS_S = (0.3, 1.0)
USUAL_BPM, TEMPO_OCTAVES = 120.0, 0.9

PATTERN_DIMENSIONS = (
    *(f"modulation.{band}.{rate:.2f}hz" for rate in RATES_HZ for band in BANDS),
    *(f"relative.{ratio}" for ratio in RATIOS),
    *(f"cross.{a}-{b}.{rate:.2f}hz" for a, b in PAIRS for rate in RATES_HZ),
    *(f"density.{band}" for band in BANDS),
)
"""Names of what :func:`rhythm_pattern` measures, in order."""

Complex = npt.NDArray[np.complexfloating]


def rhythm_pattern(samples: FloatArray) -> Vector:
    """Describe the rhythm of an excerpt.

    With ``L`` the band levels, at least those of the loudest moment less 60 dB, ``O`` what of them rises
    above their running mean of 0.25 s, and ``W`` triangles at 1, 1.19, ..., 8 Hz:

    - ``modulation``: the power spectrum of ``O`` in Hann frames of 3 s, through ``W``, over its mean over
      rates and frames; ``log10(0.01 + .)``, mean over frames.
    - ``relative``: the power spectrum, in frames of 8 s, of the rises of all bands' sum, over its mean,
      ``log10(0.01 + .)`` read at multiples of the tempo.
    - ``cross``: the real part of the cross spectrum of two of three groups of bands, through ``W``, over the
      root of the product of their power spectra, through ``W``, in frames of 6 s: 1 where they pulse
      together, -1 where they take turns.
    - ``density``: ``log(0.001 + mean rise)`` of each band, dB a frame.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
        Mono, 16 kHz, n >= 1, finite.

    Returns
    -------
    np.ndarray [shape=(125,), dtype=float64]
        As :data:`PATTERN_DIMENSIONS` names them; finite. Does not depend on the level.

    References
    ----------
    .. [1] T. Pohle, D. Schnitzer, M. Schedl, P. Knees, G. Widmer, "On rhythm and general music similarity",
       ISMIR 2009 (onset patterns).
    .. [2] G. Peeters, "Rhythm classification using spectral rhythm patterns", ISMIR 2005 (relative to the
       tempo).
    """
    levels = _floored(band_levels(samples))
    rises = np.maximum(np.diff(levels, axis=0), 0).mean(axis=0) if len(levels) > 1 else np.zeros(len(BANDS))
    return np.concatenate(
        [_modulation(_onsets(levels)), _relative(levels), _cross(levels), np.log(1e-3 + rises)]
    )


def band_levels(samples: FloatArray) -> Vector:
    """Power in five bands, 100 frames a second.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
        Mono, 16 kHz.

    Returns
    -------
    np.ndarray [shape=(1 + n // 160, 5), dtype=float64]
        dB, centred frames, periodic Hann window of 1024 samples; edges at 30, 150, 390, 1050, 2900, 8000 Hz.
    """
    edges = np.round(np.array(BAND_EDGES_HZ) * N_FFT / SAMPLE_RATE).astype(int)
    edges[-1] = N_FFT // 2 + 1
    frames = frame_signal(np.asarray(samples, dtype=np.float32), frame_length=N_FFT, hop_length=HOP_LENGTH)
    window = hann(N_FFT).astype(np.float32)
    power = np.empty((len(frames), len(BANDS)))
    for first in range(0, len(frames), 256):  # blocks that stay in the cache
        spectra = scipy.fft.rfft(frames[first : first + 256] * window, axis=1)
        squared = spectra.real**2 + spectra.imag**2
        power[first : first + 256] = np.add.reduceat(squared, edges[:-1], axis=1)
    levels: Vector = 10 * np.log10(power + 1e-10)
    return levels


def pattern_tempo(rises: Vector) -> float:
    """Estimate the tempo of an excerpt, for reading its spectrum relative to it.

    The lag of 0.3 to 1 s at which the autocorrelation, summed over multiples m with weights 1/m and weighted
    with a log-normal curve around 120 BPM, is largest.

    Parameters
    ----------
    rises : np.ndarray [shape=(n_frames,)]
        100 frames per second, mean 0.

    Returns
    -------
    float
        BPM, 60 to 200.
    """
    n_fft = scipy.fft.next_fast_len(2 * len(rises), real=True)
    acf = scipy.fft.irfft(np.abs(scipy.fft.rfft(rises, n_fft)) ** 2, n_fft)[: int(4 * FRAME_RATE) + 2]
    acf = acf / max(float(acf[0]), 1e-9)
    lags = np.arange(int(np.ceil(LAGS_S[0] * FRAME_RATE)), int(LAGS_S[1] * FRAME_RATE) + 1)
    positions = np.arange(len(acf))
    at_multiples = sum(np.interp(m * lags, positions, acf, right=0) / m for m in (1, 2, 3, 4))
    tempi = 60 * FRAME_RATE / lags
    usual = np.exp(-0.5 * (np.log2(tempi / USUAL_BPM) / TEMPO_OCTAVES) ** 2)
    return float(tempi[np.argmax(at_multiples * usual)])


def _floored(levels: Vector) -> Vector:
    floored: Vector = np.maximum(levels, levels.max() - FLOOR_DB)
    return floored


def _summed(levels: Vector) -> Vector:
    """Level of several bands together [shape=(n_frames,)]."""
    together: Vector = 10 * np.log10((10 ** (levels / 10)).sum(axis=1))
    return together


def _onsets(levels: Vector) -> Vector:
    above = np.maximum(levels - uniform_filter1d(levels, round(MEAN_S * FRAME_RATE), axis=0), 0)
    centred: Vector = above - above.mean(axis=0)
    return centred


def _spectra(signals: Vector, window_s: float) -> tuple[Complex, float]:
    """Spectra of half-overlapping Hann frames, zero-padded to twice their length.

    Returns
    -------
    spectra : np.ndarray [shape=(n_windows, n_frequencies, n_signals)]
    step : float, Hz
        Between frequencies.
    """
    length = min(int(window_s * FRAME_RATE), len(signals))
    n_fft = scipy.fft.next_fast_len(2 * length)
    windows = np.lib.stride_tricks.sliding_window_view(signals, length, axis=0)[:: max(1, length // 2)]
    tapered = windows.transpose(0, 2, 1) * np.hanning(length + 2)[1:-1, None]
    return scipy.fft.rfft(tapered.astype(np.float32), n_fft, axis=1), FRAME_RATE / n_fft


@lru_cache(maxsize=16)
def _rate_bank(n_frequencies: int, step: float) -> FloatArray:
    """Triangles of unit sum, centred at the rates, at least a bin wide to either side."""
    frequencies = np.arange(n_frequencies) * step
    bank = np.empty((len(RATES_HZ), n_frequencies))
    for row, centre in zip(bank, RATES_HZ, strict=True):
        feet = min(centre * 2**-0.25, centre - step), centre, max(centre * 2**0.25, centre + step)
        row[:] = np.interp(frequencies, feet, (0, 1, 0))
        row /= row.sum()
    filters: FloatArray = bank.astype(np.float32)
    filters.flags.writeable = False
    return filters


def _modulation(onsets: Vector) -> Vector:
    spectra, step = _spectra(onsets, MODULATION_S)
    power = spectra.real**2 + spectra.imag**2
    through = _rate_bank(power.shape[1], step) @ power
    shares: Vector = np.log10(0.01 + through / (through.mean(axis=(0, 1)) + 1e-9)).mean(axis=0)
    return shares.ravel()


def _relative(levels: Vector) -> Vector:
    rises = np.maximum(np.diff(together := _floored(_summed(levels)), prepend=together[0]), 0)
    rises -= rises.mean()
    spectra, step = _spectra(rises[:, None], RELATIVE_S)
    power = np.mean(np.abs(spectra[:, :, 0]) ** 2, axis=0)
    power = power / (power.mean() + 1e-9)
    multiples = np.array([_ratio(text) for text in RATIOS]) * (pattern_tempo(rises) / 60)
    at_multiples: Vector = np.log10(0.01 + np.interp(multiples, np.arange(len(power)) * step, power))
    return at_multiples


def _cross(levels: Vector) -> Vector:
    groups = np.stack([_summed(levels[:, list(bands)]) for bands in GROUPS.values()], axis=1)
    spectra, step = _spectra(_onsets(groups), CROSS_S)
    bank = _rate_bank(spectra.shape[1], step)
    power = bank @ np.mean(np.abs(spectra) ** 2, axis=0)
    coherences = []
    for i, j in combinations(range(len(GROUPS)), 2):
        shared = bank @ np.mean(spectra[:, :, i] * spectra[:, :, j].conj(), axis=0).real
        coherences.append(shared / np.sqrt(power[:, i] * power[:, j] + 1e-9))
    return np.concatenate(coherences)


def _ratio(text: str) -> float:
    numerator, _, denominator = text.partition("/")
    return float(numerator) / float(denominator or 1)
