"""The tempo of a whole track: which pulse, and on which level of it a listener taps."""

from dataclasses import dataclass

import numpy as np

from tunescape.arrays import IntArray, Vector
from tunescape.features.beat_path import follow_beats
from tunescape.features.onset_envelope import PLAYED, OnsetEnvelope
from tunescape.features.tactus import FASTEST_BPM, evenness, faster_is_tapped
from tunescape.features.tempo_salience import (
    CLEAR_SALIENCE,
    TempoEstimate,
    least_salience,
    other_tempi,
    salient_tempi,
    strongest_pulse,
    tempo_salience,
)

__all__ = ["Pulse", "find_pulse", "strength_at"]

WINDOW_S = 12.0
# less than in following beats: drums that play one chord have a tempo, too
HARMONY_WEIGHT = 0.5
FASTEST_WALTZ_BPM = 200.0
SPAN_BEATS = 16  # over so many, the 5 ms that frames round to are a tenth of a percent
# Thirds of the bar of a waltz have 0.35 to 0.4 of the strength of its first beat, halves 0.1 to 0.15. In
# songs in four, thirds have less than 0.2, or less than halves.
MIN_THIRDS, THIRDS_OVER_HALVES = 0.25, 1.5


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
    tempi, heights = salient_tempi(_salience(envelope))
    floor = least_salience(len(strength) / rate)
    if len(tempi) == 0 or heights.max() < floor:
        return None
    bpm = strongest_pulse(tempi, heights)
    frames = follow_beats(strength, period_frames=60 * rate / bpm)
    runner_up = 2 * bpm
    if 3 * bpm <= FASTEST_WALTZ_BPM and _goes_in_threes(strength, 60 * rate / bpm):
        runner_up, bpm = bpm, 3 * bpm
        frames = follow_beats(strength, period_frames=60 * rate / bpm)
    while 2 * bpm <= FASTEST_BPM:
        faster = follow_beats(strength, period_frames=30 * rate / bpm)
        if not faster_is_tapped(evenness(strength_at(strength, faster)), bpm):
            break
        runner_up, bpm, frames = bpm, 2 * bpm, faster
    others = other_tempi(tempi, heights, (bpm, runner_up))
    confidence = (float(heights.max()) - floor) / (CLEAR_SALIENCE - floor)
    exact = _tempo_of(frames, rate, bpm) / bpm
    tempi_told = [exact * told for told in (bpm, runner_up, *others)]
    return Pulse(TempoEstimate(tempi_told[0], min(confidence, 1.0), tuple(tempi_told[1:])), frames)


def strength_at(strength: Vector, frames: IntArray, *, reach: int = 4) -> Vector:
    """Return the largest values within a few frames of given ones."""
    near = np.clip(frames[:, None] + np.arange(-reach, reach + 1), 0, len(strength) - 1)
    largest: Vector = strength[near].max(axis=1)
    return largest


def _salience(envelope: OnsetEnvelope) -> Vector:
    """Salience of the whole track: the fourth root of the mean fourth power, so that clear windows decide."""
    curve = PLAYED * (envelope.strength + envelope.bass + HARMONY_WEIGHT * envelope.harmony)
    window = round(WINDOW_S * envelope.frame_rate)
    starts = range(0, max(1, len(curve) - window // 2), window // 2)
    saliences = [tempo_salience(curve[start : start + window], envelope.frame_rate) for start in starts]
    joined: Vector = np.mean(np.stack(saliences) ** 4, axis=0) ** 0.25
    return joined


def _tempo_of(frames: IntArray, frame_rate: float, bpm: float) -> float:
    """Return the tempo of beats, the median over 16 of them; of a single one, that it was followed at."""
    span = min(SPAN_BEATS, len(frames) - 1)
    return float(60 * frame_rate * span / np.median(frames[span:] - frames[:-span])) if span > 0 else bpm


def _goes_in_threes(strength: Vector, period_frames: float) -> bool:
    """Tell whether a pulse is the bar of a fast waltz: its thirds are played, its halves are not."""
    halves, thirds = (_weakest_share(strength, period_frames, parts) for parts in (2, 3))
    return thirds > MIN_THIRDS and thirds > THIRDS_OVER_HALVES * halves


def _weakest_share(strength: Vector, period_frames: float, parts: int) -> float:
    values = strength_at(strength, follow_beats(strength, period_frames=period_frames / parts))
    means = [float(values[first::parts].mean()) for first in range(parts) if len(values) > first]
    return min(means) / max(*means, 1e-9)
