"""Compare two groups of tracks, measure by measure."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from tunescape.arrays import Vector
from tunescape.discovery.compare.effects import cliffs_delta, cliffs_delta_interval
from tunescape.discovery.compare.groups import Group, Pair, find_pair
from tunescape.discovery.compare.measures import MEASURES, Measure
from tunescape.discovery.compare.statistics import least_p_value, two_sample_test
from tunescape.discovery.compare.track_measures import SOURCES, measures_of, track_measures
from tunescape.errors import DiscoveryError
from tunescape.library.schema import features
from tunescape.library.store import Library

__all__ = ["ALPHA", "Comparison", "Difference", "compare_groups", "lacking_feature_sets"]

ALPHA = 0.05
"""Probability that a comparison of two groups between which there is no difference claims any."""


@dataclass(frozen=True)
class Difference:
    """How one measure differs between two groups.

    Attributes
    ----------
    measure : Measure
    n_a, n_b : int
        Of so many tracks it is known.
    mean_a, mean_b : float
    effect_size : float
        Cliff's delta, -1 to 1: how much more often a track of A has more of it than one of B, than less.
    ci_low, ci_high : float
        Its confidence interval of 95 %.
    p_value, p_adjusted : float
        Of the permutation test, alone and together with all other measures.
    """

    measure: Measure
    n_a: int
    n_b: int
    mean_a: float
    mean_b: float
    effect_size: float
    ci_low: float
    ci_high: float
    p_value: float
    p_adjusted: float

    @property
    def significant(self) -> bool:
        """Whether it is more than chance gives, however many measures were looked at."""
        return self.p_adjusted <= ALPHA


@dataclass(frozen=True)
class Comparison:
    """What sets two groups apart.

    Attributes
    ----------
    pair : Pair
    differences : tuple of Difference
        Of every measure that is known of at least two tracks of each group; the most certain first.
    lacking : dict of str to int
        Feature sets that so many tracks lack in their current version.
    """

    pair: Pair
    differences: tuple[Difference, ...]
    lacking: dict[str, int]

    @property
    def significant(self) -> tuple[Difference, ...]:
        """The differences that are claimed."""
        return tuple(difference for difference in self.differences if difference.significant)

    @property
    def too_small(self) -> bool:
        """Whether the groups are so small that nothing could be told from chance."""
        return least_p_value(len(self.pair.a.track_ids), len(self.pair.b.track_ids)) > ALPHA


def compare_groups(library: Library, a: str | Group, b: str | Group, *, seed: int = 0) -> Comparison:
    """Compare two groups of tracks in everything that people have words for.

    Parameters
    ----------
    library : Library
    a, b : str or Group
        Folders, M3U playlists or conditions; b may also be ``rest``, everything that is not in a. Tracks that
        are in both count as :class:`~tunescape.discovery.compare.groups.Pair` says.
    seed : int
        Chooses the random splits, where there are too many to look at them all.

    Returns
    -------
    Comparison

    Raises
    ------
    QueryError
        If a group cannot be found or is empty.
    DiscoveryError
        If a group has less than two tracks, or nothing is known of them.
    """
    pair = find_pair(library, a, b)
    members = [sorted(group.track_ids) for group in (pair.a, pair.b)]
    for group in (pair.a, pair.b):
        _refuse_single(group, shared=pair.overlap if pair.kept is None else 0)
    matrix = track_measures(library)
    x_a, x_b = (measures_of(matrix, track_ids) for track_ids in members)
    differences = _differences(x_a, x_b, seed)
    lacking = lacking_feature_sets(library, pair.a.track_ids | pair.b.track_ids)
    if not differences:
        raise DiscoveryError(
            "nothing that could be compared is known of these tracks",
            hint="`tunescape analyze FOLDER` hears them; silence has nothing to compare",
        )
    return Comparison(pair, differences, lacking)


def lacking_feature_sets(library: Library, track_ids: Iterable[str]) -> dict[str, int]:
    """Count, for each feature set that measures are read off, the tracks that lack it; those above 0."""
    wanted = set(track_ids)
    lacking = {}
    with library.connect() as connection:
        for source in SOURCES:
            statement = sa.select(features.c.track_id).where(
                features.c.name == source.name, features.c.version == source.version
            )
            lacking[source.id] = len(wanted - set(connection.execute(statement).scalars()))
    return {name: count for name, count in lacking.items() if count}


def _refuse_single(group: Group, *, shared: int) -> None:
    if len(group.track_ids) >= 2:
        return
    held = "no track" if not group.track_ids else "a single track"
    without = f" beside the {shared} that are in both groups" if shared else ""
    raise DiscoveryError(
        f"{group.name!r} holds {held}{without}: one track has no spread to compare",
        hint="compare groups of at least two tracks, better of ten",
    )


def _differences(x_a: Vector, x_b: Vector, seed: int) -> tuple[Difference, ...]:
    counts = [np.isfinite(x).sum(axis=0) for x in (x_a, x_b)]
    compared = np.flatnonzero((counts[0] >= 2) & (counts[1] >= 2))
    x = np.concatenate([x_a, x_b])
    scaled = np.array([MEASURES[i].scaled(x[:, i]) for i in compared]).reshape(len(compared), len(x)).T
    in_a = np.arange(len(x)) < len(x_a)
    p_values, p_adjusted = two_sample_test(scaled, in_a, seed=seed)
    differences = [
        _difference(MEASURES[i], x_a[:, i], x_b[:, i], float(alone), float(together))
        for i, alone, together in zip(compared, p_values, p_adjusted, strict=True)
    ]
    return tuple(sorted(differences, key=lambda one: (one.p_adjusted, one.p_value, -abs(one.effect_size))))


def _difference(measure: Measure, a: Vector, b: Vector, p_value: float, p_adjusted: float) -> Difference:
    a, b = a[np.isfinite(a)], b[np.isfinite(b)]
    delta = cliffs_delta(a, b)
    low, high = cliffs_delta_interval(delta, len(a), len(b))
    return Difference(
        measure, len(a), len(b), float(a.mean()), float(b.mean()), delta, low, high, p_value, p_adjusted
    )
