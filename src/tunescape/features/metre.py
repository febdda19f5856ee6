"""Metre: how many beats make a bar, and which of them begin one."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter1d

from tunescape.arrays import IntArray, Vector
from tunescape.features.onset_envelope import OnsetEnvelope
from tunescape.features.tempo import strength_at

__all__ = ["Metre", "accents", "find_metre"]

# What marks a downbeat, on songs 001 to 020 of POP909: chords change there, the bass starts there.
BASS_WEIGHT, STRENGTH_WEIGHT = 0.4, 0.3
NEARBY_BEATS = 33
MIN_BEATS = 12

# A bar that is a beat longer or shorter costs as much as so many standard deviations of accent.
IRREGULARITY = 6.0
# Fives and sevens are rare: to be believed, they must explain more.
FAMILIARITY = {4: 1.0, 3: 1.0, 5: 0.7, 7: 0.6}
CHANCE_PER_BEAT = 6.0  # what the best of all metres explains of n random accents is 6/n, at most 10/n
MIN_EXPLAINED = 0.1
CLEAR_LEAD = 0.2
MIN_CONFIDENCE = 0.25
# Most music goes in fours, and where they explain little more than chance they are right all the same: so
# less is asked of them. Of 19 renderings of POP909 that would have no bars, most have theirs.
USUAL, USUAL_EXPLAINED, USUAL_LEAD = 4, 0.02, 0.02


@dataclass(frozen=True)
class Metre:
    """Bars.

    Attributes
    ----------
    beats_per_bar : int or None
        3, 4, 5 or 7; None where nothing speaks clearly for one of them, and little for 4.
    confidence : float
        0 to 1: how much more of the accents it explains than any other metre.
    downbeats : np.ndarray [shape=(n_bars,), dtype=int64]
        Which beats begin a bar, ascending; empty where the metre is not clear.
    """

    beats_per_bar: int | None
    confidence: float
    downbeats: IntArray


def accents(envelope: OnsetEnvelope, frames: IntArray) -> Vector:
    """How much each beat sounds like the first of a bar: harmony changes, the bass starts, much starts.

    Parameters
    ----------
    envelope : OnsetEnvelope
    frames : np.ndarray [shape=(n_beats,), dtype=int64]
        Beats, frames of the envelope.

    Returns
    -------
    np.ndarray [shape=(n_beats,), dtype=float64]
        At least 0; each of the three relative to its mean over 33 beats.
    """
    total = np.zeros(len(frames))
    parts = ((envelope.harmony, 1.0), (envelope.bass, BASS_WEIGHT), (envelope.strength, STRENGTH_WEIGHT))
    for curve, weight in parts:
        values = strength_at(curve, frames, reach=6)
        total += weight * values / (uniform_filter1d(values, NEARBY_BEATS) + 0.1)
    return total


def find_metre(beat_accents: Vector) -> Metre:
    """Find the bars that explain the accents of beats best.

    For each metre, dynamic programming finds the places in the bar: one beat after the other, seldom a jump.
    What it explains is the share of the accents' variance between first beats and others, less what it
    explains of chance.

    Parameters
    ----------
    beat_accents : np.ndarray [shape=(n_beats,)]
        As of :func:`accents`.

    Returns
    -------
    Metre
    """
    nothing = Metre(None, 0.0, np.zeros(0, dtype=np.int64))
    n = len(beat_accents)
    if n < MIN_BEATS or np.ptp(beat_accents) < 1e-6 * max(float(np.abs(beat_accents).max()), 1e-9):
        return nothing
    standard = (beat_accents - beat_accents.mean()) / beat_accents.std()
    places = {length: _places_in_bar(standard, length) for length in FAMILIARITY}
    explained = {
        length: FAMILIARITY[length] * (_variance_explained(standard, place == 0) - CHANCE_PER_BEAT / n)
        for length, place in places.items()
    }
    best, second = sorted(explained, key=lambda length: -explained[length])[:2]
    lead = explained[best] - max(explained[second], 0.0)
    confidence = float(np.clip(lead / CLEAR_LEAD, 0, 1))
    is_clear = explained[best] >= MIN_EXPLAINED and confidence >= MIN_CONFIDENCE
    is_usual = best == USUAL and explained[best] >= USUAL_EXPLAINED + 1 / n and lead >= USUAL_LEAD
    if not (is_clear or is_usual):
        return nothing
    return Metre(best, confidence, np.flatnonzero(places[best] == 0))


def _places_in_bar(standard: Vector, length: int) -> IntArray:
    """Find the most likely place in the bar of each beat, 0 for the first."""
    gain = np.tile(-standard[:, None] / (length - 1), (1, length))
    gain[:, 0] = standard
    before = np.empty(gain.shape, dtype=np.int64)
    usual = (np.arange(length) - 1) % length
    score: Vector = gain[0]
    for beat in range(1, len(standard)):
        going_on = score[usual]
        jumped = score.max() - IRREGULARITY
        before[beat] = np.where(jumped > going_on, int(score.argmax()), usual)
        score = np.maximum(going_on, jumped) + gain[beat]
    places = np.empty(len(standard), dtype=np.int64)
    places[-1] = int(score.argmax())
    for beat in range(len(standard) - 1, 0, -1):
        places[beat - 1] = before[beat, places[beat]]
    return places


def _variance_explained(standard: Vector, is_first: npt.NDArray[np.bool_]) -> float:
    share = float(is_first.mean())
    if not 0 < share < 1 or standard[is_first].mean() <= 0:
        return 0.0
    between = share * standard[is_first].mean() ** 2 + (1 - share) * standard[~is_first].mean() ** 2
    return float(between)
