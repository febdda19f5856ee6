"""The path through a track's onsets that beats take: dynamic programming."""

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from tunescape.arrays import IntArray, Vector

__all__ = ["follow_beats"]

SMOOTHING_FRAMES = 1.5
SPREAD = 1.25  # how far, as a factor, the tempo may drift from that of the whole track
HOMING = 100.0  # cost of a tempo other than that of the whole track, likewise
STEADINESS = 2000.0  # cost of a change of tempo, times the square of its logarithm


def follow_beats(strength: Vector, *, period_frames: float) -> IntArray:
    """Find the sequence of beats that lie on the most onsets at a nearly steady tempo.

    Dynamic programming over frames and intervals: the score of a beat at frame t, an interval τ after the one
    before, is ``C(t, τ) = O(t) τ/P + max_τ' [C(t - τ, τ') - λ log²(τ/τ')]``. What costs is a change of
    the interval, not its distance from P as in [1]_, so that a tempo that drifts can be followed; and each
    beat counts as much as the time it covers, so that a faster tempo wins nothing by its number of beats.

    Parameters
    ----------
    strength : np.ndarray [shape=(n_frames,)]
        As of :func:`~tunescape.features.onset_envelope.onset_envelope`.
    period_frames : float > 0
        The interval P of the whole track. Intervals stay within a factor of 1.25 of it.

    Returns
    -------
    np.ndarray [shape=(n_beats,), dtype=int64]
        Frames, ascending. They go on through silence.

    References
    ----------
    .. [1] D. Ellis, "Beat tracking by dynamic programming", Journal of New Music Research 36(1), 2007.
    """
    onsets = gaussian_filter1d(np.asarray(strength, dtype=np.float64), SMOOTHING_FRAMES)
    shortest, longest = max(1, int(period_frames / SPREAD)), int(np.ceil(period_frames * SPREAD))
    intervals = np.arange(shortest, longest + 1)
    change = np.abs(np.log(intervals[:, None] / intervals))
    # a period between two whole frames alternates between them: that is no change of tempo
    cost = (STEADINESS * np.maximum(change - 0.75 / period_frames, 0) ** 2).astype(np.float32)
    share = intervals / period_frames
    strangeness = HOMING * np.log(share) ** 2
    columns = np.arange(len(intervals))
    before = np.zeros((len(onsets), len(intervals)), dtype=np.int16)
    # C of the last frames, less the cost of going on with an interval; nothing before the first
    reached = np.zeros((longest, len(intervals)), dtype=np.float32)
    for first in range(0, len(onsets), shortest):  # as many frames as do not depend on each other
        here = onsets[first : first + shortest, None]
        gained = reached[longest + np.arange(len(here))[:, None] - intervals, columns]
        ways = (here * share - strangeness + gained).astype(np.float32)[:, None, :] - cost
        before[first : first + shortest] = ways.argmax(axis=2)
        reached = np.concatenate([reached, ways.max(axis=2)])[-longest:]
    last, column = np.unravel_index(int(reached.argmax()), reached.shape)
    return _trace_back(before, intervals, len(onsets) - longest + int(last), int(column))


def _trace_back(before: npt.NDArray[np.int16], intervals: IntArray, frame: int, column: int) -> IntArray:
    beats = [frame := max(frame, 0)]
    state = int(before[frame, column])
    while frame - intervals[state] >= 0:
        frame -= int(intervals[state])
        state = int(before[frame, state])
        beats.append(frame)
    return np.array(beats[::-1], dtype=np.int64)
