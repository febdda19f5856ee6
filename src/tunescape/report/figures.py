"""The figures of a report as data: what is drawn, before anything draws it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tunescape.arrays import Vector

__all__ = ["Bars", "Curves", "Figure", "Interval", "Intervals", "Points"]


_MOST_LABELS = 12


@dataclass(frozen=True)
class Bars:
    """How many tracks, or which share of them, has what.

    Attributes
    ----------
    labels : tuple of str
        One a bar.
    series : tuple of (str, tuple of float)
        A name, and the height of each bar; several stand side by side.
    label_title, height_title : str
    horizontal : bool
        For labels that are words.
    """

    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    label_title: str
    height_title: str
    horizontal: bool = False

    @property
    def label_step(self) -> int:
        """Each such label is written, so that upright bars have room for theirs."""
        return 1 if self.horizontal else -(-len(self.labels) // _MOST_LABELS)

    @property
    def are_counts(self) -> bool:
        """Whether all heights are whole numbers."""
        return all(float(height).is_integer() for _, heights in self.series for height in heights)

    @property
    def highest(self) -> float:
        """Height of the highest bar."""
        return max(height for _, heights in self.series for height in heights)


@dataclass(frozen=True)
class Interval:
    """A value with its confidence interval, what it is of, and a sentence about it."""

    label: str
    value: float
    low: float
    high: float
    detail: str


@dataclass(frozen=True)
class Intervals:
    """Values between -1 and 1 with their confidence intervals, the uppermost first.

    Attributes
    ----------
    rows : tuple of Interval
    title : str
        Of the axis.
    less, more : str
        What values below and above 0 mean.
    """

    rows: tuple[Interval, ...]
    title: str
    less: str
    more: str


@dataclass(frozen=True)
class Points:
    """A map of tracks.

    Attributes
    ----------
    coordinates : np.ndarray [shape=(n, 2), dtype=float64]
    names : tuple of str
        What the points are called.
    values : tuple of float or str or None
        What they are coloured by: numbers on a scale, or groups; None is grey.
    label : str
        What the values are.
    logarithmic : bool
        Whether ratios of the values count, all of which are above 0.
    """

    coordinates: Vector
    names: tuple[str, ...]
    values: tuple[float | str | None, ...]
    label: str
    logarithmic: bool = False


@dataclass(frozen=True)
class Curves:
    """The scores of every number of clusters, as a clustering has them, and the number that was chosen.

    Attributes
    ----------
    scores : tuple of mapping
        Rows as :func:`~tunescape.report.cluster_pictures.plot_score` reads them.
    k : int
    titles : mapping of str to str
        How to read each score.
    k_title : str
    """

    scores: tuple[Mapping[str, Any], ...]
    k: int
    titles: Mapping[str, str]
    k_title: str


Figure = Bars | Intervals | Points | Curves
