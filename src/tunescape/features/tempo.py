"""The tempo of a whole track: which pulse, and on which level of it a listener taps."""

from dataclasses import dataclass

import numpy as np

from tunescape.arrays import IntArray, Vector
from tunescape.features.beat_path import follow_beats
from tunescape.features.onset_envelope import OnsetEnvelope
from tunescape.features.rhythm import TempoEstimate, resonance, salient_tempi, tempo_salience

__all__ = ["Pulse", "alternation", "find_pulse"]

WINDOW_S = 12.0
SLOWEST_BPM = 50.0
FASTEST_BPM = 220.0
FASTEST_WALTZ_BPM = 200.0
# Thirds of the bar of a waltz have 0.35 to 0.4 of the strength of its first beat, halves 0.1 to 0.15. In
# songs in four, thirds have less than 0.2, or less than halves.
MIN_THIRDS, THIRDS_OVER_HALVES = 0.25, 1.5
PLAYED = 0.05  # from the scale of an envelope to that of rhythm.onset_strength, for the floor of the salience
# white and brown noise of 12 s and more stays below 0.06; songs lie between 0.09 and 0.6
MIN_SALIENCE = 0.08
CLEAR_SALIENCE = 0.4
TOLERANCE_OCTAVES = 0.04
ALTERNATION_BEATS = 32

# Whether the beat is the faster of two pulses an octave apart: logistic regression on songs 001 to 020 of
# POP909, played by piano and by band. If every other pulse is weak, the slower one is the beat; if the pulses
# go in fours, as bars do, the faster one is.
OFFSET = 1.5
PER_ALTERNATION_BY_2 = -10.2
PER_ALTERNATION_BY_4 = 7.4
PER_OCTAVE_ABOVE_64_BPM = -1.2


@dataclass(frozen=True)
class Pulse:
    """A tempo and the beats at it.

    Attributes
    ----------
    tempo : TempoEstimate
        Its alternatives begin with the octave that was nearly taken.
    frames : np.ndarray [shape=(n_beats,), dtype=int64]
        Frames of the envelope, ascending.
    """

    tempo: TempoEstimate
    frames: IntArray


def find_pulse(envelope: OnsetEnvelope) -> Pulse | None:
    """Find the tempo of a whole track and its beats.

    The saliences of windows of 12 s are joined; those of tempi an octave apart are one pulse, and the
    strongest pulse is taken. Beats are followed from its slowest level between 50 and 100 BPM upwards, as
    long as the faster level is more likely the beat: its pulses are all alike, or go in fours, rather
    than alternate. A pulse whose thirds are played and whose halves are not is the bar of a fast waltz, and
    its thirds are the beats.

    Parameters
    ----------
    envelope : OnsetEnvelope

    Returns
    -------
    Pulse or None
        None where nothing periodic is heard.
    """
    strength, rate = envelope.pulses, envelope.frame_rate
    tempi, heights = salient_tempi(_salience(strength, rate))
    floor = MIN_SALIENCE * max(1.0, WINDOW_S * rate / max(len(strength), 1)) ** 0.75
    if len(tempi) == 0 or heights.max() < floor:
        return None
    bpm = _strongest_pulse(tempi, heights)
    frames = follow_beats(strength, period_frames=60 * rate / bpm)
    runner_up = 2 * bpm
    if 3 * bpm <= FASTEST_WALTZ_BPM and _goes_in_threes(strength, 60 * rate / bpm):
        runner_up, bpm = bpm, 3 * bpm
        frames = follow_beats(strength, period_frames=60 * rate / bpm)
    while 2 * bpm <= FASTEST_BPM:
        faster = follow_beats(strength, period_frames=30 * rate / bpm)
        if _odds_of_faster(strength, faster, bpm) <= 0:
            break
        runner_up, bpm, frames = bpm, 2 * bpm, faster
    others = tempi[np.argsort(-heights * resonance(tempi), kind="stable")].tolist()
    others = [tempo for tempo in others if not _close(tempo, bpm) and not _close(tempo, runner_up)]
    confidence = (float(heights.max()) - floor) / (CLEAR_SALIENCE - floor)
    tempo = TempoEstimate(bpm, min(confidence, 1.0), (runner_up, *others[:3]))
    return Pulse(tempo, frames)


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


def strength_at(strength: Vector, frames: IntArray, *, reach: int = 4) -> Vector:
    """Return the largest values within a few frames of given ones."""
    near = np.clip(frames[:, None] + np.arange(-reach, reach + 1), 0, len(strength) - 1)
    largest: Vector = strength[near].max(axis=1)
    return largest


def _salience(strength: Vector, frame_rate: float) -> Vector:
    """Salience of the whole track: the fourth root of the mean fourth power, so that clear windows decide."""
    window = round(WINDOW_S * frame_rate)
    starts = range(0, max(1, len(strength) - window // 2), window // 2)
    parts = [PLAYED * strength[start : start + window] for start in starts]
    saliences = np.stack([tempo_salience(part, frame_rate) for part in parts])
    joined: Vector = np.mean(saliences**4, axis=0) ** 0.25
    return joined


def _strongest_pulse(tempi: Vector, heights: Vector) -> float:
    """Return the tempo from 50 to 100 BPM whose octaves together are the most salient."""
    octaves = np.log2(tempi / SLOWEST_BPM)
    apart = octaves - octaves[:, None]
    apart -= np.round(apart)
    same = np.abs(apart) < TOLERANCE_OCTAVES
    best = int(np.argmax(same @ (heights * resonance(tempi))))
    mean = octaves[best] + np.average(apart[best][same[best]], weights=heights[same[best]])
    return float(SLOWEST_BPM * 2 ** (mean % 1))


def _goes_in_threes(strength: Vector, period_frames: float) -> bool:
    """Tell whether a pulse is the bar of a fast waltz: its thirds are played, its halves are not."""
    halves, thirds = (_weakest_share(strength, period_frames, parts) for parts in (2, 3))
    return thirds > MIN_THIRDS and thirds > THIRDS_OVER_HALVES * halves


def _weakest_share(strength: Vector, period_frames: float, parts: int) -> float:
    values = strength_at(strength, follow_beats(strength, period_frames=period_frames / parts))
    means = [float(values[first::parts].mean()) for first in range(parts) if len(values) > first]
    return min(means) / max(*means, 1e-9)


def _odds_of_faster(strength: Vector, faster: IntArray, bpm: float) -> float:
    values = strength_at(strength, faster)
    return (
        OFFSET
        + PER_ALTERNATION_BY_2 * alternation(values, 2)
        + PER_ALTERNATION_BY_4 * alternation(values, 4)
        + PER_OCTAVE_ABOVE_64_BPM * float(np.log2(bpm / 64))
    )


def _close(a: float, b: float) -> bool:
    return abs(float(np.log2(a / b))) < TOLERANCE_OCTAVES
