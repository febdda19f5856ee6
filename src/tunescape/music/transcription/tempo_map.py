"""Seconds and beats: the tempo map of a piece, and notes moved onto its grid."""

from dataclasses import dataclass, replace

import numpy as np

from tunescape.arrays import Vector
from tunescape.errors import MusicError
from tunescape.features.beats import Beats
from tunescape.music.transcription.clean_up import cut_at_next_onset
from tunescape.music.transcription.notes import NoteList

__all__ = ["TempoMap", "quantise", "tempo_map"]

TOLERANCE_S = 0.02
"""Beats are found to about 10 ms; a tempo holds as long as they stay this near to it."""


@dataclass(frozen=True)
class TempoMap:
    """Beats over time, a straight line from one change of tempo to the next.

    Attributes
    ----------
    beats : np.ndarray [shape=(n,), dtype=float64]
        Positions in beats: from 0, where the track starts.
    times_s : np.ndarray [shape=(n,), dtype=float64]
        When they are. Both ascend strictly; n >= 2.
    beats_per_bar : int or None
    first_bar : int
        The beat where the first whole bar starts.
    """

    beats: Vector
    times_s: Vector
    beats_per_bar: int | None
    first_bar: int

    def to_beats(self, times_s: Vector) -> Vector:
        """Return positions in beats; before and after the map its first and last tempo go on."""
        return _line(times_s, self.times_s, self.beats)

    def to_seconds(self, beats: Vector) -> Vector:
        """Return when positions are, seconds."""
        return _line(beats, self.beats, self.times_s)


def _line(at: Vector, x: Vector, y: Vector) -> Vector:
    piece = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    slope = (y[piece + 1] - y[piece]) / (x[piece + 1] - x[piece])
    values: Vector = y[piece] + (at - x[piece]) * slope
    return values


def tempo_map(beats: Beats) -> TempoMap | None:
    """Turn beats into a tempo map with as few changes of tempo as they allow.

    What comes before the first beat counts as so many whole beats as fit best, at least one, so that beats
    lie on beats from the start of the file. A first beat as near to the start as beats are found exactly is
    there.

    Parameters
    ----------
    beats : Beats

    Returns
    -------
    TempoMap or None
        None where there are fewer than two beats.
    """
    times_s = beats.times_s
    if len(times_s) < 2:
        return None
    period_s = float(np.median(np.diff(times_s)))
    lead_s = float(times_s[0])
    n_lead = max(1, round(lead_s / period_s)) if lead_s > TOLERANCE_S else 0
    if not n_lead:
        times_s = np.append(0.0, times_s[1:])
    anchors = _anchors(times_s)
    positions, moments = (anchors + n_lead).astype(np.float64), times_s[anchors]
    if n_lead:
        positions, moments = np.append(0.0, positions), np.append(0.0, moments)
    first_bar = 0
    if beats.beats_per_bar and len(beats.downbeats_s):
        first = int(np.argmin(np.abs(times_s - beats.downbeats_s[0])))
        first_bar = (n_lead + first) % beats.beats_per_bar
    return TempoMap(positions, moments, beats.beats_per_bar, first_bar)


def _anchors(times_s: Vector) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Choose the beats between which a straight line passes near all others, as far apart as they can be."""
    anchors, last = [0], len(times_s) - 1
    while anchors[-1] < last:
        first = anchors[-1]
        end = first + 1
        while end < last and _is_straight(times_s[first : end + 2]):
            end += 1
        anchors.append(end)
    return np.array(anchors, dtype=np.int64)


def _is_straight(times_s: Vector) -> bool:
    line = np.linspace(times_s[0], times_s[-1], len(times_s))
    return bool(np.abs(times_s - line).max() <= TOLERANCE_S)


def quantise(notes: NoteList, grid: TempoMap | None, *, steps_per_whole: int) -> NoteList:
    """Move notes to the nearest step of the beat grid; each lasts one step at least.

    Parameters
    ----------
    notes : NoteList
    grid : TempoMap or None
    steps_per_whole : int > 0
        16 for sixteenths; a beat is a quarter.

    Returns
    -------
    NoteList
        Notes of the same pitch that meet on a step become one.

    Raises
    ------
    MusicError
        If there is no grid, as no beats were heard.
    """
    if grid is None:
        raise MusicError("no beats are heard to move the notes to", hint="leave out --quantize")
    step = 4 / steps_per_whole
    first = np.round(grid.to_beats(notes.onset_s) / step)
    last = np.maximum(np.round(grid.to_beats(notes.offset_s) / step), first + 1)
    order = np.lexsort((notes.pitch, first))
    places = np.stack([notes.pitch[order], first[order].astype(np.int64)])
    _, kept = np.unique(places, axis=1, return_index=True)
    kept = order[np.sort(kept)]
    first, last = np.maximum(first[kept], 0), np.maximum(last[kept], 1)
    moved = replace(
        notes.take(kept), onset_s=grid.to_seconds(first * step), offset_s=grid.to_seconds(last * step)
    )
    return cut_at_next_onset(moved)
