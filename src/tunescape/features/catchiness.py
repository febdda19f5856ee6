"""How well stretches of a track would do as its hook: what speaks for each, and how much."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray, IntArray, Vector
from tunescape.features.register import leading_voice
from tunescape.features.repetition import repetition, stretch_likeness
from tunescape.features.song_form import SongForm
from tunescape.features.track_frames import FRAME_RATE, TrackFrames

__all__ = ["SECTION_WEIGHT", "WEIGHTS", "Stretches", "best_stretches", "stretches"]

REPETITIONS = 4
ALIKE = 0.5  # likeness from which on stretches count as repetitions of each other
MIN_BEFORE_S = 2.0
WEIGHTS = {"repetition": 3.0, "loudness": 2.0, "register": 2.0, "inside": 1.0}
"""Of the ranks: simple numbers in the middle of all that do alike on songs 001 to 020 of POP909."""

SECTION_WEIGHT = 3.0
"""Of beginning with a section."""


class Stretches(NamedTuple):
    """Stretches of one length, one at each bar that has room for it.

    Attributes
    ----------
    bars : np.ndarray [shape=(n,), dtype=int64]
        At which bars they begin.
    starts_s : np.ndarray [shape=(n,), dtype=float64]
    begins_section : np.ndarray [shape=(n,), dtype=bool]
    measures : dict of str to np.ndarray [shape=(n,)]
        By the names of :data:`WEIGHTS`: mean likeness of the best four repetitions; level, dB; pitch of the
        leading voice, MIDI number, there and wherever the same comes again; how far from the nearer end of
        the track, as a share of it.
    rises_db : np.ndarray [shape=(n,)]
        How much louder than as much before.
    scores : np.ndarray [shape=(n,), dtype=float64]
        0 to 1: the weighted mean of their ranks among all, and of whether they begin a section.
    """

    bars: IntArray
    starts_s: Vector
    begins_section: npt.NDArray[np.bool_]
    measures: dict[str, Vector]
    rises_db: Vector
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
    ends_s = np.minimum(starts_s + length_s, form.duration_s)
    again = repetition(form.likeness, n_bars, times=REPETITIONS)
    at = np.minimum(bars, len(again) - 1)
    alike = stretch_likeness(form.likeness, n_bars)[np.ix_(at, at)]
    power = 10 ** (frames.loudness_db.astype(np.float64) / 10)
    loudness = _level(power, starts_s, ends_s)
    before = _level(power, np.maximum(starts_s - length_s, 0), starts_s)
    measures = {
        "repetition": again[at],
        "loudness": loudness,
        "register": _register(frames, starts_s, ends_s, alike),
        "inside": np.minimum(starts_s, form.duration_s - ends_s) / form.duration_s,
    }
    begins = np.isin(bars, form.starts)
    scores = np.where(begins, SECTION_WEIGHT, 0.0)
    for name, weight in WEIGHTS.items():
        scores += weight * _ranks(measures[name])
    rises_db = np.where(starts_s >= MIN_BEFORE_S, loudness - before, 0.0)
    scores /= SECTION_WEIGHT + sum(WEIGHTS.values())
    return Stretches(bars, starts_s, begins, measures, rises_db, scores)


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


def _register(frames: TrackFrames, starts_s: Vector, ends_s: Vector, alike: FloatArray) -> Vector:
    """Pitch of the leading voice, pooled over repetitions: what one of them covers up is heard in another."""
    voice = leading_voice(frames)
    strength = _means(voice.strength, starts_s, ends_s)
    pitch = _means(np.nan_to_num(voice.pitch) * voice.strength, starts_s, ends_s)
    shares = np.maximum(alike - ALIKE, 0).astype(np.float64)
    np.fill_diagonal(shares, 1 - ALIKE)
    total = shares @ strength
    return np.divide(shares @ pitch, total, out=np.zeros_like(total), where=total > 0)


def _means(values: Vector, starts_s: Vector, ends_s: Vector) -> Vector:
    sums = np.concatenate([[0.0], np.cumsum(values)])
    first = np.clip(np.round(starts_s * FRAME_RATE).astype(np.int64), 0, len(values) - 1)
    end = np.clip(np.round(ends_s * FRAME_RATE).astype(np.int64), first + 1, len(values))
    means: Vector = (sums[end] - sums[first]) / (end - first)
    return means
