"""Rhythm: how strongly each tempo is heard, which one a listener would tap, and the pattern."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.fft

from tunescape.arrays import Vector
from tunescape.features.excerpt import Excerpt
from tunescape.features.feature_set import FeatureSet
from tunescape.features.rhythm_pattern import PATTERN_DIMENSIONS, SAMPLE_RATE, rhythm_pattern
from tunescape.features.spectrum import Spectrum, mel_filterbank

__all__ = [
    "FEATURES",
    "TEMPI_BPM",
    "TempoEstimate",
    "estimate_tempo",
    "onset_rate",
    "onset_strength",
    "resonance",
    "salient_tempi",
    "tempo_salience",
]

BINS_PER_OCTAVE = 36
TEMPI_BPM = 40 * 2 ** (np.arange(94) / BINS_PER_OCTAVE)
"""The tempo grid, 40 to 240 BPM in steps of 1/36 octave (2 %)."""
TEMPI_BPM.flags.writeable = False

# flux below this, root mean square in log units a frame, is the ripple of steady tones, not playing
# (steady tones and chords stay below 0.002, every recording measured lies above 0.025)
FLUX_FLOOR = 0.01
MIN_DURATION_S = 3.0  # two periods of the slowest tempo
# Largest mean salience. White and brown noise stay below 0.015 for one segment of 15 s and below 0.05 for one
# of 4 s; recordings with a beat lie between 0.1 and 0.6.
MIN_SALIENCE = 0.06
CLEAR_SALIENCE = 0.4


@dataclass(frozen=True)
class TempoEstimate:
    """The tempo of a track.

    Attributes
    ----------
    bpm : float or None
        Beats per minute; None where nothing periodic is heard.
    confidence : float
        From 0, no pulse, to 1, a clear one. It speaks of the pulse, not of its octave: which of several
        tempi a factor of 2 or 3 apart is tapped is a matter of taste, hence the alternatives.
    alternatives : tuple of float
        Other tempi that fit, best first, BPM.
    """

    bpm: float | None
    confidence: float
    alternatives: tuple[float, ...]


@lru_cache(maxsize=4)
def _band_weights(n_bands: int) -> Vector:
    # Kick and bass mark the beat where hi-hats mark its subdivisions, so low bands count more. Of the decays
    # tried, this one had the most octaves right (POP909 renderings, drum patterns, GTZAN disco and hip-hop).
    weights = np.exp(-np.arange(n_bands) / 8)
    normalised: Vector = weights / weights.sum()
    return normalised


def _moving_mean(x: Vector, n: int) -> Vector:
    # n is odd; the edges are continued with their own value
    return np.convolve(np.pad(x, n // 2, mode="edge"), np.full(n, 1 / n), mode="valid")


def onset_strength(spectrum: Spectrum) -> Vector:
    """Log-compressed spectral flux of 40 mel bands, less its mean over one second, half-wave rectified.

    Each band's magnitude is compressed to ``log(1 + 10 m / mean(m))``, so the curve does not depend on the
    level; its rises are averaged over bands with weights that fall with frequency.

    Parameters
    ----------
    spectrum : Spectrum

    Returns
    -------
    np.ndarray [shape=(n_frames,), dtype=float64]
        At least 0, log units a frame. Frames that reach over an end of the excerpt are 0: there the window,
        not the music, starts and stops.

    References
    ----------
    .. [1] P. Grosche and M. Müller, "Extracting predominant local pulse information from music recordings",
       IEEE Transactions on Audio, Speech, and Language Processing 19(6), 2011 (compression and detrending).
    """
    bank = mel_filterbank(sample_rate=spectrum.sample_rate, n_fft=spectrum.n_fft, n_mels=40, fmin_hz=30.0)
    magnitude = np.sqrt(spectrum.power @ bank.T)
    flux = np.zeros(len(magnitude))
    edge = spectrum.n_fft // (2 * spectrum.hop_length) + 1
    level = magnitude.mean()
    if level == 0 or len(flux) <= 2 * edge:
        return flux
    rises = np.maximum(np.diff(np.log1p(magnitude * (10 / level)), axis=0), 0)
    flux[1:] = rises @ _band_weights(len(bank))
    flux[:edge] = flux[-edge:] = 0
    return np.maximum(flux - _moving_mean(flux, 2 * round(spectrum.frame_rate / 2) + 1), 0)


def _autocorrelation_peaks(pulses: Vector, energy: float, periods: Vector) -> Vector:
    # autocorrelation averaged over 1 to 4 periods, less what chance gives (1.5 standard deviations of noise)
    n = len(pulses)
    upsampling = 4  # a period at 240 BPM is 11 frames: whole frames would be too coarse
    n_fft = scipy.fft.next_fast_len(2 * n, real=True)
    power = np.abs(scipy.fft.rfft(pulses, n_fft)) ** 2
    acf = scipy.fft.irfft(power, upsampling * n_fft)[: upsampling * n] * (upsampling / energy)
    lags = np.arange(len(acf)) / upsampling
    unbiased = acf * (n / np.maximum(n - lags, n / 3))
    multiples = np.arange(1, 5)
    at_multiples = np.interp(np.multiply.outer(periods, multiples), lags, unbiased, right=0.0)
    mean = np.average(at_multiples, axis=1, weights=1 / multiples)
    above_chance: Vector = np.maximum(mean - 1.5 / np.sqrt(n), 0)
    return above_chance


def _fourier_tempogram(pulses: Vector, energy: float, frequencies: Vector) -> Vector:
    # magnitude at the frequencies, cycles a frame; 1 where the windowed pulses are one sinusoid
    n = len(pulses)
    window = np.hanning(n + 2)[1:-1]
    n_fft = scipy.fft.next_fast_len(8 * n, real=True)
    magnitude = np.abs(scipy.fft.rfft(pulses * window, n_fft)) / np.sqrt((window @ window) * energy)
    at_frequencies: Vector = np.interp(frequencies, np.arange(len(magnitude)) / n_fft, magnitude)
    return at_frequencies


def tempo_salience(onset_strength: Vector, frame_rate: float) -> Vector:
    """How strongly a pulse is heard at each tempo of :data:`TEMPI_BPM`.

    The autocorrelation, summed over multiples of the period, peaks at the tempo and at its fractions (1/2,
    1/3, …); the Fourier transform at the tempo and at its multiples. Their product keeps what both say. The
    Fourier magnitude enters with exponent 1/4: enough to tell a click track from its half, without
    preferring eighth notes to beats.

    Parameters
    ----------
    onset_strength : np.ndarray [shape=(n_frames,)]
    frame_rate : float > 0, Hz

    Returns
    -------
    np.ndarray [shape=(94,), dtype=float64]
        From 0, what chance gives, to 1. All 0 for excerpts shorter than 3 s and where nothing changes.

    References
    ----------
    .. [1] G. Peeters, "Template-based estimation of time-varying tempo", EURASIP Journal on Advances in
       Signal Processing, 2007.
    """
    n = len(onset_strength)
    if n < MIN_DURATION_S * frame_rate:
        return np.zeros(len(TEMPI_BPM))
    kernel = np.exp(-0.5 * np.arange(-4, 5) ** 2)  # one frame of tolerance for the players and for the grid
    pulses = np.convolve(onset_strength, kernel / kernel.sum(), mode="same")
    pulses -= pulses.mean()
    energy = float(pulses @ pulses) + n * FLUX_FLOOR**2
    cycles_per_frame = TEMPI_BPM / (60 * frame_rate)
    acf = _autocorrelation_peaks(pulses, energy, 1 / cycles_per_frame)
    return np.minimum(acf * _fourier_tempogram(pulses, energy, cycles_per_frame) ** 0.25, 1)


def onset_rate(onset_strength: Vector, frame_rate: float) -> float:
    """Onsets per second: the largest values within 70 ms that stand out of the curve.

    Parameters
    ----------
    onset_strength : np.ndarray [shape=(n_frames,)]
    frame_rate : float > 0, Hz

    Returns
    -------
    float
        At least 0, 1/s.
    """
    half_width = round(0.07 * frame_rate)
    if len(onset_strength) <= 2 * half_width:
        return 0.0
    padded = np.pad(onset_strength, half_width)
    neighbourhood = np.lib.stride_tricks.sliding_window_view(padded, 2 * half_width + 1)
    is_peak = onset_strength == neighbourhood.max(axis=1)
    threshold = max(FLUX_FLOOR, float(np.sqrt(np.mean(onset_strength**2))) / 2)
    return float(np.count_nonzero(is_peak & (onset_strength > threshold)) * frame_rate / len(onset_strength))


def salient_tempi(salience: Vector) -> tuple[Vector, Vector]:
    """Find the peaks of a salience, between the tempi of the grid, by a parabola through three of its values.

    Parameters
    ----------
    salience : np.ndarray [shape=(94,)]
        As of :func:`tempo_salience`.

    Returns
    -------
    tempi, heights : np.ndarray [shape=(n_peaks,), dtype=float64]
        BPM, and salience there; from slow to fast.
    """
    left, middle, right = salience[:-2], salience[1:-1], salience[2:]
    peaks = np.flatnonzero((middle > left) & (middle >= right))
    left, middle, right = left[peaks], middle[peaks], right[peaks]
    offset = 0.5 * (left - right) / (left - 2 * middle + right)
    tempi: Vector = TEMPI_BPM[0] * 2 ** ((peaks + 1 + offset) / BINS_PER_OCTAVE)
    return tempi, middle - 0.25 * (left - right) * offset


def resonance(tempi_bpm: Vector) -> Vector:
    """How readily tempi are tapped: a log-normal curve around 110 BPM, one octave wide [1]_.

    References
    ----------
    .. [1] R. Parncutt, "A perceptual model of pulse salience and metrical accent in musical rhythms", Music
       Perception 11(4), 1994.
    """
    curve: Vector = np.exp(-0.5 * np.log2(tempi_bpm / 110) ** 2)
    return curve


def estimate_tempo(matrix: Vector) -> TempoEstimate:
    """Estimate the tempo that most listeners would tap from the vectors of a track's segments.

    The peaks of the mean salience are weighted with :func:`resonance`.
    Click tracks come out at their own octave from 50 to 210 BPM, to 0.3 %. Drum patterns with eighth notes do
    from 70 to 160; below and above, the double or the half is often heard first.

    Parameters
    ----------
    matrix : np.ndarray [shape=(n_segments, at least 94)]
        Rows of ``rhythm@2``. Rows without any salience, as of silence, are passed over.

    Returns
    -------
    TempoEstimate
    """
    salience = np.asarray(matrix, dtype=np.float64)[:, : len(TEMPI_BPM)]
    salience = salience[salience.any(axis=1)]
    if len(salience) == 0:
        return TempoEstimate(None, 0.0, ())
    tempi, heights = salient_tempi(salience.mean(axis=0))
    scores = heights * resonance(tempi)
    order = np.argsort(-scores)
    if len(order) == 0 or heights[order[0]] < MIN_SALIENCE:
        return TempoEstimate(None, 0.0, ())
    best, *others = order
    confidence = (heights[best] - MIN_SALIENCE) / (CLEAR_SALIENCE - MIN_SALIENCE)
    alternatives = tuple(float(tempi[i]) for i in others if scores[i] > 0.1 * scores[best])
    return TempoEstimate(float(tempi[best]), float(min(confidence, 1)), alternatives[:4])


def _describe(excerpt: Excerpt) -> Vector:
    spectrum = excerpt.spectrum
    onsets = onset_strength(spectrum)
    salience = tempo_salience(onsets, spectrum.frame_rate)
    tempo = np.append(salience, [salience.max(), onset_rate(onsets, spectrum.frame_rate)])
    return np.append(tempo, rhythm_pattern(excerpt.at(SAMPLE_RATE)))


FEATURES = FeatureSet(
    name="rhythm",
    version=2,
    dimensions=(
        *(f"salience.{bpm:.1f}bpm" for bpm in TEMPI_BPM),
        *("pulse_clarity", "onset_rate"),
        *PATTERN_DIMENSIONS,
    ),
    dtype="float32",
    units="salience.* and pulse_clarity (the largest salience): 0 to 1; onset_rate: 1/s; modulation.* and "
    "relative.*: log10 of power over its mean; cross.*: -1 to 1; density.*: log of dB a frame",
    summary="the rhythmic pattern, how strongly each tempo from 40 to 240 BPM is felt",
    source="Peeters 2007 (autocorrelation × Fourier tempogram), flux after Grosche & Müller 2011; onset "
    "patterns after Pohle et al. 2009",
    describe=_describe,
)
