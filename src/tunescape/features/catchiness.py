"""How well stretches of a track would do as its hook: what speaks for each, and how much."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray, IntArray, Vector
from tunescape.features.leading_pitch import beginning_pitch, leading_pitch
from tunescape.features.repetition import repetition, stretch_likeness
from tunescape.features.song_form import SongForm
from tunescape.features.track_frames import FRAME_RATE, TrackFrames

__all__ = ["SECTION_WEIGHT", "WEIGHTS", "Stretches", "best_stretches", "stretches"]

REPETITIONS = 4
MIN_BEFORE_S = 2.0
WEIGHTS = {"repetition": 4.0, "loudness": 2.0, "register": 2.0, "position": 0.5}
"""Of the ranks, loudness and register averaged over what is alike: chosen on songs 001 to 020 of POP909."""

SECTION_WEIGHT = 3.0
"""Of beginning with a section."""

NEAR = 0.2  # in likeness: stretches less alike than that by more say little of each other


class Stretches(NamedTuple):
    """Stretches of one length, one at each bar that has room for it.

    Attributes
    ----------
    bars : np.ndarray [shape=(n,), dtype=int64]
        At which bars they begin.
    starts_s : np.ndarray [shape=(n,), dtype=float64]
    begins_section : np.ndarray [shape=(n,), dtype=bool]
    measures : dict of str to np.ndarray [shape=(n,)]
        Those of :data:`WEIGHTS` and ``rise``: mean likeness of the best four repetitions; level, dB; pitch of
        the leading voice, MIDI number; start as a share of the track; level less that of as much before, dB.
    scores : np.ndarray [shape=(n,), dtype=float64]
        0 to 1: the weighted mean of their ranks among all, and of whether they begin a section. Loudness and
        register are averaged over stretches that are alike before they are ranked: all choruses vote.
    """

    bars: IntArray
    starts_s: Vector
    begins_section: npt.NDArray[np.bool_]
    measures: dict[str, Vector]
    scores: Vector

    def rank(self, measure: str) -> Vector:
        """Share of the stretches that have less of a measure [shape=(n,)]; ties count half."""
        return _ranks(self.measures[measure])


def stretches(form: SongForm, frames: TrackFrames, *, length_s: float) -> Stretches:
    """Measure every stretch that begins at a bar.

    Parameters
    ----------
    form : SongForm
    frames : TrackFrames
        Of the same track.
    length_s : float > 0

    Returns
    -------
    Stretches
        At least one: of a track that is shorter, the whole.
    """
    edges_s = form.grid.edges_s
    bars = np.flatnonzero(edges_s[:-1] + length_s <= form.duration_s + 1e-6)
    if len(bars) == 0:
        bars = np.zeros(1, dtype=np.int64)
    starts_s = edges_s[bars]
    n_bars = int(np.clip(round(length_s / form.grid.bar_s), 1, len(form.grid)))
    again = repetition(form.likeness, n_bars, times=REPETITIONS)
    power = 10 ** (frames.loudness_db.astype(np.float64) / 10)
    before_s = np.maximum(starts_s - length_s, 0)
    loudness = _level(power, starts_s, starts_s + length_s)
    rise = loudness - _level(power, before_s, starts_s)
    begins = np.isin(bars, form.starts)
    measures = {
        "repetition": again[np.minimum(bars, len(again) - 1)],
        "loudness": loudness,
        "register": _register(frames, starts_s, starts_s + length_s),
        "rise": np.where(starts_s >= MIN_BEFORE_S, rise, 0.0),
        "position": starts_s / form.duration_s,
    }
    shares = _shares(form.likeness, np.minimum(bars, len(again) - 1), n_bars)
    voted = {**measures, "loudness": shares @ loudness, "register": shares @ measures["register"]}
    scores = np.where(begins, SECTION_WEIGHT, 0.0)
    for name, weight in WEIGHTS.items():
        scores += weight * _ranks(voted[name])
    return Stretches(bars, starts_s, begins, measures, scores / (SECTION_WEIGHT + sum(WEIGHTS.values())))


def best_stretches(heard: Stretches, *, length_s: float, n: int) -> list[int]:
    """Choose the best that do not overlap.

    Parameters
    ----------
    heard : Stretches
    length_s : float > 0
    n : int > 0

    Returns
    -------
    list of int
        Indexes, best first, at least one and at most n.
    """
    chosen: list[int] = []
    for index in np.argsort(-heard.scores, kind="stable").tolist():
        apart = np.abs(heard.starts_s[chosen] - heard.starts_s[index])
        if np.all(apart >= length_s - 1e-6):
            chosen.append(index)
        if len(chosen) == n:
            break
    return chosen


def _ranks(values: Vector) -> Vector:
    if len(values) == 1:
        return np.ones(1)
    ordered = np.sort(values)
    below = np.searchsorted(ordered, values, side="left")
    up_to = np.searchsorted(ordered, values, side="right")
    shares: Vector = (below + up_to - 1) / (2 * (len(values) - 1))
    return shares


def _level(power: Vector, starts_s: Vector, ends_s: Vector) -> Vector:
    levels: Vector = 10 * np.log10(np.maximum(_means(power, starts_s, ends_s), 1e-10))
    return levels


def _shares(matrix: FloatArray, bars: IntArray, n_bars: int) -> FloatArray:
    """How much stretches that begin at bars count for each other by their likeness; rows sum to 1."""
    weights = np.exp((stretch_likeness(matrix, n_bars)[np.ix_(bars, bars)] - 1) / np.float32(NEAR))
    shares: FloatArray = weights / weights.sum(axis=1, keepdims=True)
    return shares


def _register(frames: TrackFrames, starts_s: Vector, ends_s: Vector) -> Vector:
    """Mean of the leading pitch of what sounds and of what begins to; of the first where nothing begins."""
    pitch = leading_pitch(frames)
    sounds = np.isfinite(pitch).astype(np.float64)
    sounding = _weighted_means(np.nan_to_num(pitch), sounds, starts_s, ends_s)
    beginning = _weighted_means(*beginning_pitch(frames), starts_s, ends_s)
    return np.where(beginning > 0, (sounding + beginning) / 2, sounding)


def _weighted_means(values: Vector, weights: Vector, starts_s: Vector, ends_s: Vector) -> Vector:
    total = _means(weights, starts_s, ends_s)
    return np.divide(
        _means(values * weights, starts_s, ends_s), total, out=np.zeros_like(total), where=total > 0
    )


def _means(values: Vector, starts_s: Vector, ends_s: Vector) -> Vector:
    sums = np.concatenate([[0.0], np.cumsum(values)])
    first = np.clip(np.round(starts_s * FRAME_RATE).astype(np.int64), 0, len(values) - 1)
    end = np.clip(np.round(ends_s * FRAME_RATE).astype(np.int64), first + 1, len(values))
    means: Vector = (sums[end] - sums[first]) / (end - first)
    return means
