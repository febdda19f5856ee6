"""The form of a track: its sections, and which of them are the same."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tunescape.arrays import FloatArray, IntArray, Vector
from tunescape.features.bar_features import BarFeatures, bar_features
from tunescape.features.bar_grid import BarGrid, bar_grid
from tunescape.features.beats import Beats
from tunescape.features.repetition import likeness
from tunescape.features.section_boundaries import boundary_odds, section_starts
from tunescape.features.section_labels import joined, section_labels
from tunescape.features.track_frames import TrackFrames

__all__ = ["Section", "SongForm", "song_form"]

# how far level and likeness of the pieces of steady sound spread: white noise 0.2 dB and 0.07, any music at
# hand more than 1 dB or 0.12
STEADY_DB = 1.0
STEADY_LIKENESS = 0.1


class Section(NamedTuple):
    """A section of a track: from when to when, in seconds, and a letter that its repetitions share."""

    start_s: float
    end_s: float
    label: str


@dataclass(frozen=True)
class SongForm:
    """The form of a track.

    Attributes
    ----------
    grid : BarGrid
    bars : BarFeatures
    likeness : np.ndarray [shape=(n_bars, n_bars), dtype=float32]
        Of bars, from -1 to 1.
    odds : np.ndarray [shape=(n_bars,), dtype=float64]
        Log odds that a section begins at each.
    starts : np.ndarray [shape=(n_sections,), dtype=int64]
        Bars at which sections begin, from 0.
    labels : tuple of str
        Of the sections.
    """

    grid: BarGrid
    bars: BarFeatures
    likeness: FloatArray
    odds: Vector
    starts: IntArray
    labels: tuple[str, ...]

    @property
    def duration_s(self) -> float:
        """Length of the track, seconds."""
        return float(self.grid.edges_s[-1])

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Sections in their order: they cover the track without gaps."""
        edges_s = self.grid.edges_s[np.append(self.starts, len(self.grid))].tolist()
        return tuple(map(Section, edges_s[:-1], edges_s[1:], self.labels))

    @cached_property
    def bar_labels(self) -> tuple[str, ...]:
        """The letter of each bar's section."""
        lengths = np.diff(np.append(self.starts, len(self.grid)))
        return tuple(np.repeat(self.labels, lengths).tolist())


def song_form(frames: TrackFrames, beats: Beats, *, duration_s: float) -> SongForm:
    """Find the sections of a track.

    Parameters
    ----------
    frames : TrackFrames
    beats : Beats
    duration_s : float > 0

    Returns
    -------
    SongForm
        One section where nothing changes: silence, steady noise, a held tone.
    """
    grid = bar_grid(beats, duration_s=duration_s)
    bars = bar_features(frames, grid)
    matrix = likeness(bars)
    odds = boundary_odds(bars, matrix)
    if grid.kind == "seconds" and _is_steady(bars, matrix):
        return SongForm(grid, bars, matrix, odds, np.zeros(1, dtype=np.int64), ("A",))
    edges = np.append(section_starts(odds), len(grid))
    edges, labels = joined(edges, section_labels(matrix, edges))
    return SongForm(grid, bars, matrix, odds, edges[:-1], labels)


def _is_steady(bars: BarFeatures, matrix: FloatArray) -> bool:
    """Whether all pieces are equally loud and equally alike; at the ends, the sound starts and stops."""
    inner = matrix[1:-1, 1:-1]
    others = inner[~np.eye(len(inner), dtype=bool)]
    if len(others) == 0:
        return True
    level_db = float(np.ptp(bars.loudness_db[1:-1]))
    return level_db < STEADY_DB and float(others.std()) < STEADY_LIKENESS
