"""Which of the pulses of a piece, octaves apart, is the one a listener taps."""

import numpy as np
from scipy.ndimage import gaussian_filter1d, maximum_filter1d

from tunescape.arrays import Vector
from tunescape.features.tempo_salience import TEMPI_BPM

__all__ = [
    "FASTER_BPM",
    "FASTEST_BPM",
    "SMOOTHING_FRAMES",
    "alternation",
    "evenness",
    "evenness_of_tempi",
    "faster_is_tapped",
]

FASTEST_BPM = 220.0
FASTER_BPM = TEMPI_BPM[(TEMPI_BPM > 99.0) & (TEMPI_BPM < 222.0)]
"""Tempi that may be the double of another: those of the grid from 100 to 220 BPM."""
FASTER_BPM.flags.writeable = False

SMOOTHING_FRAMES = 1.5
ALTERNATION_BEATS = 32
REACH_FRAMES = 4
DETUNING = (-0.008, -0.004, 0.0, 0.004, 0.008)  # steps of the grid are 2 %

# Whether the beat is the faster of two pulses an octave apart: logistic regression on songs 001 to 020 of
# POP909, played by piano and by band. If every other pulse is weak, the slower one is the beat; if the pulses
# go in fours, as bars do, the faster one is.
OFFSET = 1.5
PER_ALTERNATION_BY_2 = -10.2
PER_ALTERNATION_BY_4 = 7.4
PER_OCTAVE_ABOVE_64_BPM = -1.2


def alternation(values: Vector, period: int) -> float:
    """How strongly values go up and down with a period.

    The magnitude of the Fourier coefficient at that period over the sum of magnitudes, mean of windows of 32
    values that overlap by half.

    Parameters
    ----------
    values : np.ndarray [shape=(n,)]
        At least 0.
    period : int > 1

    Returns
    -------
    float
        0 to 1.
    """
    turning = values * np.exp(2j * np.pi * np.arange(len(values)) / period)
    starts = range(0, max(1, len(values) - ALTERNATION_BEATS + 1), ALTERNATION_BEATS // 2)
    windows = [slice(start, start + ALTERNATION_BEATS) for start in starts]
    shares = [abs(turning[w].sum()) / max(float(values[w].sum()), 1e-9) for w in windows]
    return float(np.mean(shares))


def evenness(values: Vector) -> float:
    """Log-odds that pulses are beats, and not every other one of them, whatever their tempo.

    Parameters
    ----------
    values : np.ndarray [shape=(n,)]
        How much starts at each pulse, at least 0.

    Returns
    -------
    float
        From -8.7, if every other pulse is silent, to 8.9.
    """
    return (
        OFFSET + PER_ALTERNATION_BY_2 * alternation(values, 2) + PER_ALTERNATION_BY_4 * alternation(values, 4)
    )


def evenness_of_tempi(pulses: Vector, frame_rate: float) -> Vector:
    """Return the evenness of the pulses at each tempo of :data:`FASTER_BPM`, in a short excerpt.

    The tempo does not change within it: pulses are equally far apart, and begin where they meet most.

    Parameters
    ----------
    pulses : np.ndarray [shape=(n_frames,)]
        Of :func:`~tunescape.features.onset_envelope.onset_curves`, two periods at least.
    frame_rate : float > 0, Hz

    Returns
    -------
    np.ndarray [shape=(42,), dtype=float64]
    """
    smooth = gaussian_filter1d(pulses, SMOOTHING_FRAMES)
    largest = maximum_filter1d(smooth, 2 * REACH_FRAMES + 1)
    return np.array([evenness(_at_pulses(smooth, largest, 60 * frame_rate / bpm)) for bpm in FASTER_BPM])


def faster_is_tapped(evenness_of_faster: float, slower_bpm: float) -> bool:
    """Tell whether, of a tempo and its double, the double is the beat."""
    return evenness_of_faster + PER_OCTAVE_ABOVE_64_BPM * float(np.log2(slower_bpm / 64)) > 0


def _at_pulses(smooth: Vector, largest: Vector, period_frames: float) -> Vector:
    best, values = -1.0, largest[:0]
    for detuning in DETUNING:
        period = period_frames * (1 + detuning)
        steps = period * np.arange(max(1, int((len(smooth) - 1) / period)))
        frames = np.round(np.arange(int(period))[:, None] + steps).astype(np.int64)
        sums = smooth[frames].sum(axis=1)
        phase = int(sums.argmax())
        if sums[phase] / len(steps) > best:
            best, values = float(sums[phase]) / len(steps), largest[frames[phase]]
    return values
