"""The fundamental frequency of a melody, frame by frame."""

from typing import NamedTuple

import numpy as np
import scipy.fft

from tunescape.arrays import FloatArray, IntArray, Vector
from tunescape.features.spectrum import frame_signal

__all__ = ["fundamental_frequency"]

_WINDOW_S = 0.0464  # 1024 samples at 22,050 Hz, as in pYIN
_FRAMES_PER_BLOCK = 128
_CANDIDATES = 6
_NO_TROUGH = 0.01
"""Weight of a frame's deepest trough where the threshold lies below all of them (pYIN's p_a)."""

_SWITCH = 0.01
"""Probability that a voice begins or ends from one frame to the next (pYIN)."""

_OCTAVES_PER_SECOND = 36.0
"""Where the probability of a glide reaches that of an end and a new beginning (pYIN)."""

_UNVOICED = 0.02
"""Weight of the frame's remaining probability as evidence of no voice: noise, whose candidates reach 0.01 in
all, stays below it, and the decay of a note above."""


class _Candidates(NamedTuple):
    # one row a frame; where there are fewer, the probability is 0
    frequency_hz: Vector
    probability: Vector


def fundamental_frequency(
    samples: FloatArray,
    *,
    sample_rate: int,
    hop_length: int = 512,
    fmin_hz: float = 65.4,
    fmax_hz: float = 2093.0,
) -> tuple[Vector, Vector]:
    """Follow the fundamental frequency of one voice.

    The cumulative mean normalised difference function of YIN [1]_ has a trough at each period that the frame
    repeats with. YIN takes the first trough below a threshold; here, as in pYIN [2]_, the threshold is a
    random variable, Beta(2, 18). A trough is taken for the thresholds between its own depth and that of the
    deepest one before it, so its probability is a difference of two values of the distribution function.
    The Viterbi path through the candidates of all frames, and through silence, prefers steady pitch.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
        n >= 1, all finite. One voice or instrument; of many, the result follows now one, now another.
    sample_rate : int > 0, Hz
    hop_length : int > 0, samples
    fmin_hz, fmax_hz : float > 0, Hz
        Range of the fundamental; by default five octaves from the C two below middle C.

    Returns
    -------
    f0_hz : np.ndarray [shape=(1 + n // hop_length,), dtype=float64]
        Hz; nan where no voice is heard. Frame t is centred on sample t * hop_length.
    voiced_probability : np.ndarray [shape=(1 + n // hop_length,), dtype=float64]
        From 0 to 1: how surely the frame is periodic, before the path is sought.

    Raises
    ------
    ValueError
        Unless 0 < fmin_hz < fmax_hz <= sample_rate / 4.

    References
    ----------
    .. [1] A. de Cheveigné, H. Kawahara, "YIN, a fundamental frequency estimator for speech and music",
       JASA 111(4), 2002.
    .. [2] M. Mauch, S. Dixon, "pYIN: a fundamental frequency estimator using probabilistic threshold
       distributions", ICASSP 2014.
    """
    if not 0 < fmin_hz < fmax_hz <= sample_rate / 4:
        raise ValueError(
            f"{fmin_hz:g} to {fmax_hz:g} Hz does not lie in order between 0 and {sample_rate / 4:g} Hz"
        )
    shortest, longest = int(sample_rate / fmax_hz), int(np.ceil(sample_rate / fmin_hz))
    window = round(_WINDOW_S * sample_rate)
    frames = _lagged_frames(samples, window=window, lags=(shortest, longest), hop_length=hop_length)
    blocks = []
    for first in range(0, len(frames), _FRAMES_PER_BLOCK):
        difference = _difference(frames[first : first + _FRAMES_PER_BLOCK], window, longest)
        blocks.append(_candidates(difference, shortest, sample_rate))
    found = _Candidates(*(np.concatenate(parts) for parts in zip(*blocks, strict=True)))
    path = _best_path(found, glide_octaves=_OCTAVES_PER_SECOND * hop_length / sample_rate)
    f0_hz = np.where(path < _CANDIDATES, found.frequency_hz[np.arange(len(path)), path % _CANDIDATES], np.nan)
    return f0_hz, np.minimum(found.probability.sum(axis=1), 1.0)


def _lagged_frames(samples: FloatArray, *, window: int, lags: tuple[int, int], hop_length: int) -> FloatArray:
    # the two windows that are compared lie around the frame's centre, exactly so for a lag in the middle
    before = (window + round(float(np.sqrt(lags[0] * lags[1])))) // 2
    length = window + lags[1] + 1
    reach = max(before, length - before)
    frames = frame_signal(samples, frame_length=2 * reach, hop_length=hop_length)
    return frames[:, reach - before : reach - before + length]


def _difference(frames: FloatArray, window: int, longest: int) -> Vector:
    """YIN's d: squared difference of the window and itself, lags 0 … longest + 1 later."""
    peak = np.abs(frames).max(axis=1, keepdims=True)
    scaled = frames / np.where(peak > 0, peak, np.float32(1))
    n_fft = scipy.fft.next_fast_len(frames.shape[1], real=True)
    transform = scipy.fft.rfft(scaled, n_fft, axis=1)
    transform *= np.conj(scipy.fft.rfft(scaled[:, :window], n_fft, axis=1))
    product = scipy.fft.irfft(transform, n_fft, axis=1)[:, : longest + 2]
    energy = np.cumsum(np.pad(scaled.astype(np.float64) ** 2, ((0, 0), (1, 0))), axis=1)
    energies = energy[:, window : window + longest + 2] - energy[:, : longest + 2]
    difference: Vector = np.maximum(energies[:, :1] + energies - 2 * product, 0)
    difference[:, 0] = 0
    return difference


def _candidates(difference: Vector, shortest: int, sample_rate: int) -> _Candidates:
    lags = np.arange(1, difference.shape[1])
    total = np.cumsum(difference[:, 1:], axis=1)
    normalised = np.ones_like(difference)
    np.divide(difference[:, 1:] * lags, total, out=normalised[:, 1:], where=total > 0)

    at = slice(shortest, -1)
    depth = normalised[:, at]
    is_trough = (depth < normalised[:, shortest - 1 : -2]) & (depth <= normalised[:, shortest + 1 :])
    reached = np.minimum.accumulate(np.where(is_trough, depth, 1.0), axis=1)
    before = np.pad(reached[:, :-1], ((0, 0), (1, 0)), constant_values=1.0)
    frame, lag = np.nonzero(is_trough & (depth < before))
    below = _threshold_below(depth[frame, lag])
    deepest = np.append(frame[1:] != frame[:-1], True)[: len(frame)]
    probability = _threshold_below(before[frame, lag]) - below + np.where(deepest, _NO_TROUGH * below, 0.0)
    period = _interpolated(difference, frame, lag + shortest)

    n = len(difference)
    order = np.lexsort((-probability, frame))
    rank = np.arange(len(order)) - np.searchsorted(frame[order], frame[order])
    kept, rank = order[rank < _CANDIDATES], rank[rank < _CANDIDATES]
    found = _Candidates(np.ones((n, _CANDIDATES)), np.zeros((n, _CANDIDATES)))
    found.frequency_hz[frame[kept], rank] = sample_rate / period[kept]
    found.probability[frame[kept], rank] = np.maximum(probability[kept], 0.0)
    return found


def _threshold_below(x: Vector) -> Vector:
    # distribution function of Beta(2, 18), whose mean is 0.1: more than one of 19 coins that fall with x
    heads: Vector = 1 - (1 - x) ** 19 - 19 * x * (1 - x) ** 18
    return np.maximum(heads, 0.0)


def _interpolated(difference: Vector, frame: IntArray, lag: IntArray) -> Vector:
    # vertex of a parabola; through d, because the normalised function leans towards short lags
    left, middle, right = (difference[frame, lag + step] for step in (-1, 0, 1))
    bend = left - 2 * middle + right
    offset = np.divide(left - right, 2 * bend, out=np.zeros_like(bend), where=bend > 0)
    period: Vector = lag + np.clip(offset, -0.5, 0.5)
    return period


def _best_path(found: _Candidates, *, glide_octaves: float) -> IntArray:
    """Choose a candidate of each frame, by number; _CANDIDATES where it is unvoiced."""
    n = len(found.probability)
    unvoiced = _UNVOICED * (1 - np.minimum(found.probability.sum(axis=1, keepdims=True), 1))
    with np.errstate(divide="ignore"):  # no candidate: minus infinity
        observed = np.log(np.hstack([found.probability, unvoiced]))
    octave = np.log2(found.frequency_hz)
    change = np.full((max(n - 1, 0), _CANDIDATES + 1, _CANDIDATES + 1), _SWITCH)
    distance = np.abs(octave[1:, None, :] - octave[:-1, :, None])
    change[:, :-1, :-1] = (1 - _SWITCH) * np.maximum(1 - distance / glide_octaves, _SWITCH**2)
    change[:, -1, -1] = 1 - _SWITCH
    np.log(change, out=change)

    score = observed[0]
    came_from = np.empty((n, _CANDIDATES + 1), dtype=np.int64)
    for t in range(1, n):
        scores = score[:, None] + change[t - 1]
        came_from[t] = scores.argmax(axis=0)
        score = scores.max(axis=0) + observed[t]
    path = np.empty(n, dtype=np.int64)
    path[-1] = score.argmax()
    for t in range(n - 1, 0, -1):
        path[t - 1] = came_from[t, path[t]]
    return path
