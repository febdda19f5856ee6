"""The grid on which moments of a track are compared: its bars, or what stands for them."""

import itertools
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tunescape.arrays import Vector
from tunescape.features.beats import Beats

__all__ = ["BarGrid", "bar_grid"]

MIN_BARS = 4
SHORTEST_BAR_S = 1.2  # shorter ones are taken two at a time
PIECE_S = 2.0
GAP_BARS = 1.6
EDGE_BARS = 0.25  # what is left at an end and shorter belongs to the bar beside it


@dataclass(frozen=True)
class BarGrid:
    """Bars without gaps.

    Attributes
    ----------
    edges_s : np.ndarray [shape=(n_bars + 1,), dtype=float64]
        From 0 to the end of the track, rising, seconds. At least one bar.
    kind : {"downbeats", "beats", "seconds"}
        What they are: bars; four beats each, where the metre is not clear; or equal pieces of about 2 s,
        where no beats are heard.
    """

    edges_s: Vector
    kind: Literal["downbeats", "beats", "seconds"]

    def __len__(self) -> int:
        """Return the number of bars."""
        return len(self.edges_s) - 1

    @property
    def bar_s(self) -> float:
        """Median length of a bar, seconds."""
        return float(np.median(np.diff(self.edges_s)))


def bar_grid(beats: Beats, *, duration_s: float) -> BarGrid:
    """Cut a track into its bars.

    Parameters
    ----------
    beats : Beats
    duration_s : float > 0

    Returns
    -------
    BarGrid
        Bars go on, at their median length, before the first downbeat, after the last and where some are
        missing.
    """
    if len(beats.downbeats_s) > MIN_BARS:
        return BarGrid(_filled(beats.downbeats_s, duration_s), "downbeats")
    if len(beats.times_s) > 4 * MIN_BARS:
        return BarGrid(_filled(beats.times_s[::4], duration_s), "beats")
    return BarGrid(np.linspace(0, duration_s, max(1, round(duration_s / PIECE_S)) + 1), "seconds")


def _filled(starts_s: Vector, duration_s: float) -> Vector:
    bar_s = float(np.median(np.diff(starts_s)))
    if bar_s < SHORTEST_BAR_S:
        starts_s = starts_s[::2]
        bar_s *= 2
    before = np.arange(starts_s[0] - bar_s, 0, -bar_s)[::-1]
    after = np.arange(starts_s[-1] + bar_s, duration_s, bar_s)
    pieces = [before]
    for start, end in itertools.pairwise(starts_s):
        gap = (end - start) / bar_s
        n = round(gap) if gap > GAP_BARS else 1
        pieces.append(start + (end - start) / n * np.arange(n))
    inner = np.concatenate([*pieces, starts_s[-1:], after])
    far = EDGE_BARS * bar_s
    return np.concatenate([[0.0], inner[(inner > far) & (inner < duration_s - far)], [duration_s]])
