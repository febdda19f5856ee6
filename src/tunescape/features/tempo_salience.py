"""How strongly each tempo is heard, and which pulse is the strongest."""

from dataclasses import dataclass

import numpy as np
import scipy.fft

from tunescape.arrays import Vector

__all__ = [
    "CLEAR_SALIENCE",
    "FLUX_FLOOR",
    "MIN_SALIENCE",
    "TEMPI_BPM",
    "TempoEstimate",
    "least_salience",
    "nearest_tempo",
    "other_tempi",
    "resonance",
    "salient_tempi",
    "strongest_pulse",
    "tempo_salience",
]

BINS_PER_OCTAVE = 36
TEMPI_BPM = 40 * 2 ** (np.arange(94) / BINS_PER_OCTAVE)
"""The tempo grid, 40 to 240 BPM in steps of 1/36 octave (2 %)."""
TEMPI_BPM.flags.writeable = False

MIN_DURATION_S = 3.0  # two periods of the slowest tempo
SLOWEST_BPM = 50.0
TOLERANCE_OCTAVES = 0.04

# flux below this, root mean square in log units a frame, is the ripple of steady tones, not playing
# (steady tones and chords stay below 0.002, every recording measured lies above 0.025)
FLUX_FLOOR = 0.01
# white and brown noise of 12 s and more stays below 0.06; songs lie between 0.09 and 0.6
MIN_SALIENCE = 0.08
CLEAR_SALIENCE = 0.4
ENOUGH_S = 12.0


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


def strongest_pulse(tempi_bpm: Vector, heights: Vector) -> float:
    """Return the tempo from 50 to 100 BPM whose octaves together are the most salient.

    Parameters
    ----------
    tempi_bpm, heights : np.ndarray [shape=(n,)]
        As of :func:`salient_tempi`, n >= 1.

    Returns
    -------
    float
        BPM.
    """
    octaves = np.log2(tempi_bpm / SLOWEST_BPM)
    apart = octaves - octaves[:, None]
    apart -= np.round(apart)
    same = np.abs(apart) < TOLERANCE_OCTAVES
    best = int(np.argmax(same @ (heights * resonance(tempi_bpm))))
    mean = octaves[best] + np.average(apart[best][same[best]], weights=heights[same[best]])
    return float(SLOWEST_BPM * 2 ** (mean % 1))


def least_salience(duration_s: float) -> float:
    """Return the salience that noise so long does not reach: the shorter, the more chance can do."""
    return float(MIN_SALIENCE * max(1.0, ENOUGH_S / max(duration_s, 1e-3)) ** 0.75)


def nearest_tempo(tempi_bpm: Vector, bpm: float) -> float:
    """Return the one of some tempi that is a given one, or that itself where none is near enough."""
    octaves = np.abs(np.log2(tempi_bpm / bpm))
    nearest = int(octaves.argmin())
    return float(tempi_bpm[nearest]) if octaves[nearest] < TOLERANCE_OCTAVES else bpm


def other_tempi(tempi_bpm: Vector, heights: Vector, told: tuple[float, ...]) -> tuple[float, ...]:
    """Return up to three of the tempi that are none of those told already, the readiest tapped first."""
    order = np.argsort(-heights * resonance(tempi_bpm), kind="stable")
    octaves = np.abs(np.log2(tempi_bpm[order, np.newaxis] / np.array(told))).min(axis=1)
    return tuple(tempi_bpm[order][octaves >= TOLERANCE_OCTAVES][:3].tolist())
