"""Rhythm: how strongly each tempo is heard, which one a listener would tap, and the pattern."""

from functools import lru_cache

import numpy as np

from tunescape.arrays import Vector
from tunescape.features.excerpt import DESCRIPTOR_RATE, Excerpt
from tunescape.features.feature_set import FeatureSet
from tunescape.features.onset_envelope import FRAME_RATE, PLAYED, onset_curves
from tunescape.features.rhythm_pattern import PATTERN_DIMENSIONS, SAMPLE_RATE, rhythm_pattern
from tunescape.features.spectrum import Spectrum, mel_filterbank
from tunescape.features.tactus import FASTER_BPM, FASTEST_BPM, evenness_of_tempi, faster_is_tapped
from tunescape.features.tempo_salience import (
    CLEAR_SALIENCE,
    FLUX_FLOOR,
    MIN_SALIENCE,
    TEMPI_BPM,
    TempoEstimate,
    least_salience,
    nearest_tempo,
    other_tempi,
    salient_tempi,
    strongest_pulse,
    tempo_salience,
)

__all__ = ["FEATURES", "estimate_tempo", "onset_rate", "onset_strength"]

BASS_WEIGHT = 3.0  # what marks the beat where hi-hats and snares mark its parts: in disco, the kick


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


def estimate_tempo(matrix: Vector) -> TempoEstimate:
    """Estimate the tempo that most listeners would tap from the vectors of a track's segments.

    The saliences of segments are joined as :func:`~tunescape.features.tempo.find_pulse` joins those of
    windows, and the strongest pulse is taken at its slowest level between 50 and 100 BPM; as long as the
    pulses of twice the tempo are even enough, they are the beat.

    Parameters
    ----------
    matrix : np.ndarray [shape=(n_segments, at least 138)]
        Rows of ``rhythm@3``. Rows without any salience, as of silence, are passed over.

    Returns
    -------
    TempoEstimate
        Its alternatives begin with the octave that was nearly taken.
    """
    rows = np.asarray(matrix, dtype=np.float64)
    rows = rows[rows[:, _SALIENCE].any(axis=1)]
    if len(rows) == 0:
        return TempoEstimate(None, 0.0, ())
    tempi, heights = salient_tempi(np.mean(rows[:, _SALIENCE] ** 4, axis=0) ** 0.25)
    if len(tempi) == 0 or heights.max() < MIN_SALIENCE:
        return TempoEstimate(None, 0.0, ())
    bpm = strongest_pulse(tempi, heights)
    evenness = rows[:, _EVENNESS].mean(axis=0)
    runner_up = 2 * bpm
    while 2 * bpm <= FASTEST_BPM:
        at = int(np.argmin(np.abs(np.log2(FASTER_BPM / (2 * bpm)))))
        if not faster_is_tapped(float(evenness[at]), bpm):
            break
        runner_up, bpm = bpm, 2 * bpm
    octave = runner_up / bpm
    bpm = nearest_tempo(
        tempi, bpm
    )  # off the grid, the peak itself is more exact than the mean of its octaves
    others = other_tempi(tempi, heights, (bpm, octave * bpm))
    confidence = (float(heights.max()) - MIN_SALIENCE) / (CLEAR_SALIENCE - MIN_SALIENCE)
    return TempoEstimate(bpm, float(np.clip(confidence, 0, 1)), (octave * bpm, *others))


def _describe(excerpt: Excerpt) -> Vector:
    spectrum = excerpt.spectrum
    onsets = onset_strength(spectrum)
    strength, bass = onset_curves(excerpt.at(DESCRIPTOR_RATE))
    salience = tempo_salience(PLAYED * (strength + bass), FRAME_RATE)
    evenness = np.zeros(len(FASTER_BPM))
    if salience.max() < least_salience(len(strength) / FRAME_RATE):
        salience = np.zeros(len(TEMPI_BPM))
    else:
        evenness = evenness_of_tempi(strength + BASS_WEIGHT * bass, FRAME_RATE)
    tempo = [*salience, salience.max(), onset_rate(onsets, spectrum.frame_rate), *evenness]
    return np.append(tempo, rhythm_pattern(excerpt.at(SAMPLE_RATE)))


_TEMPO_DIMENSIONS = (
    *(f"salience.{bpm:.1f}bpm" for bpm in TEMPI_BPM),
    *("pulse_clarity", "onset_rate"),
    *(f"evenness.{bpm:.1f}bpm" for bpm in FASTER_BPM),
)
_SALIENCE = slice(0, len(TEMPI_BPM))
_EVENNESS = slice(len(TEMPI_BPM) + 2, len(_TEMPO_DIMENSIONS))


FEATURES = FeatureSet(
    name="rhythm",
    version=3,
    dimensions=(
        *_TEMPO_DIMENSIONS,
        *PATTERN_DIMENSIONS,
    ),
    dtype="float32",
    units="salience.* and pulse_clarity (the largest salience): 0 to 1; onset_rate: 1/s; evenness.*: "
    "log-odds; modulation.* and relative.*: log10 of power over its mean; cross.*: -1 to 1; density.*: "
    "log of dB a frame",
    summary="the rhythmic pattern, how strongly each tempo from 40 to 240 BPM is felt",
    source="Peeters 2007 (autocorrelation × Fourier tempogram), flux after Grosche & Müller 2011; onset "
    "patterns after Pohle et al. 2009",
    describe=_describe,
)
