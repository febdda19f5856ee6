"""Correlate what is heard of tracks with a number that is known of each: users gained, a place on a chart."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from tunescape.discovery.compare.comparison import ALPHA, lacking_feature_sets
from tunescape.discovery.compare.effects import correlation_interval
from tunescape.discovery.compare.groups import Group, find_group
from tunescape.discovery.compare.measures import MEASURES, Measure
from tunescape.discovery.compare.statistics import rank_correlation_test
from tunescape.discovery.compare.track_measures import measures_of, track_measures
from tunescape.errors import DiscoveryError, QueryError
from tunescape.library.records import Track
from tunescape.library.store import Library

__all__ = ["NUMERIC_COLUMNS", "Correlation", "CorrelationTable", "correlate"]

_FEWEST = 5
"""Of fewer tracks even a perfect order is chance once in twelve times, or more often."""


def _is_number(annotation: object) -> bool:
    return annotation in (int, float, int | None, float | None)


NUMERIC_COLUMNS = tuple(field.name for field in dataclasses.fields(Track) if _is_number(field.type))
"""What is known of tracks as numbers."""


@dataclass(frozen=True)
class Correlation:
    """How one measure goes with a column.

    Attributes
    ----------
    measure : Measure
    n : int
        Of so many tracks both are known.
    rho : float
        Spearman's rank correlation, -1 to 1.
    ci_low, ci_high : float
        Its confidence interval of 95 %.
    p_value, p_adjusted : float
        Of the permutation test, alone and together with all other measures.
    """

    measure: Measure
    n: int
    rho: float
    ci_low: float
    ci_high: float
    p_value: float
    p_adjusted: float

    @property
    def significant(self) -> bool:
        """Whether it is more than chance gives, however many measures were looked at."""
        return self.p_adjusted <= ALPHA


@dataclass(frozen=True)
class CorrelationTable:
    """What goes with a column.

    Attributes
    ----------
    group : Group
    column : str
    n : int
        Of so many tracks of the group the column is known.
    correlations : tuple of Correlation
        The most certain first.
    lacking : dict of str to int
        Feature sets that so many of the tracks lack in their current version.
    """

    group: Group
    column: str
    n: int
    correlations: tuple[Correlation, ...]
    lacking: dict[str, int]

    @property
    def significant(self) -> tuple[Correlation, ...]:
        """The correlations that are claimed."""
        return tuple(correlation for correlation in self.correlations if correlation.significant)


def correlate(library: Library, group: str | Group, column: str, *, seed: int = 0) -> CorrelationTable:
    """Correlate every measure of the tracks of a group with a column, by rank.

    Parameters
    ----------
    library : Library
    group : str or Group
        A folder, an M3U playlist or a condition.
    column : str
        One of :data:`NUMERIC_COLUMNS`.
    seed : int
        Chooses the random orders of the permutation test.

    Returns
    -------
    CorrelationTable

    Raises
    ------
    QueryError
        If the group cannot be found, or the column is none, or no number.
    DiscoveryError
        If the column is known of less than five tracks, or does not vary.
    """
    _check_column(column)
    found = group if isinstance(group, Group) else find_group(library, group)
    values = _values(library, found, column)
    track_ids = sorted(values)
    x = measures_of(track_measures(library), track_ids)
    # a column that is itself heard need not be correlated with itself
    others = np.array([measure.quantity.name != column for measure in MEASURES])
    compared = np.flatnonzero((np.isfinite(x).sum(axis=0) >= _FEWEST) & others)
    if not len(compared):
        raise DiscoveryError(
            "too little was heard of these tracks to correlate it",
            hint="`tunescape analyze FOLDER` hears them",
        )
    y = np.array([values[track_id] for track_id in track_ids])
    tested = rank_correlation_test(x[:, compared], y, seed=seed)
    counts = np.isfinite(x[:, compared]).sum(axis=0)
    rows = [
        Correlation(MEASURES[i], n, rho, *correlation_interval(rho, n), p_value, p_adjusted)
        for i, n, rho, p_value, p_adjusted in zip(
            compared, counts.tolist(), *(part.tolist() for part in tested), strict=True
        )
    ]
    ordered = tuple(sorted(rows, key=lambda one: (one.p_adjusted, one.p_value, -abs(one.rho))))
    return CorrelationTable(found, column, len(values), ordered, lacking_feature_sets(library, track_ids))


def _values(library: Library, group: Group, column: str) -> dict[str, float]:
    values = {
        track.track_id: float(value)
        for track in library.tracks()
        if track.track_id in group.track_ids and (value := getattr(track, column)) is not None
    }
    if len(values) < _FEWEST:
        raise DiscoveryError(
            f"{column} is known of {len(values)} of the {len(group.track_ids)} tracks of {group.name!r}",
            hint=f"a correlation needs at least {_FEWEST}",
        )
    if len(set(values.values())) == 1:
        raise DiscoveryError(
            f"{column} is the same for all {len(values)} tracks", hint="correlate with a column that varies"
        )
    return values


def _check_column(column: str) -> None:
    hint = f"the numbers are {', '.join(NUMERIC_COLUMNS)}"
    if column in NUMERIC_COLUMNS:
        return
    if column in {field.name for field in dataclasses.fields(Track)}:
        raise QueryError(f"{column} is no number: it cannot be correlated", hint=hint)
    raise QueryError(f"there is no column {column}", hint=hint)
