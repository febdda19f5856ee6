"""What a dimension of a space may mean: the quantities with a name that rise and fall with it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, stdtrit

from tunescape.arrays import FloatArray, Vector
from tunescape.discovery.compare.measures import MEASURES, Measure
from tunescape.discovery.compare.statistics import ranks
from tunescape.discovery.compare.track_measures import measures_of, track_measures
from tunescape.discovery.space import Space, track_means
from tunescape.errors import DiscoveryError
from tunescape.library.matrices import TrackMatrix
from tunescape.library.store import Library

__all__ = [
    "FEW_TRACKS",
    "NAMED",
    "Activations",
    "Association",
    "activations",
    "associations",
    "rank_correlations",
]

NAMED: tuple[Measure, ...] = tuple(
    measure for measure in MEASURES if measure.words["en"].more and not measure.of_intro
)
"""The measures that people have a word for: tags, loudness, tempo, brightness, ..."""

FEW_TRACKS = 30
"""With fewer, what a dimension goes with may be a matter of which tracks happen to be there."""

_MOST_TRACKS = 5000
"""Tracks over which a correlation is taken, evenly spread, where there are more: its error is then 0.014."""

_ALPHA = 0.05


class Activations(NamedTuple):
    """How far each track is from the average in each dimension of a space.

    Attributes
    ----------
    track_ids : list of str
    rows : np.ndarray [shape=(n_tracks, n_dimensions), dtype=float32]
        In standard deviations, before vectors are brought to unit length.
    """

    track_ids: list[str]
    rows: FloatArray


class Association(NamedTuple):
    """A measure that rises (rho > 0) or falls (rho < 0) with a dimension.

    Attributes
    ----------
    measure : Measure
    rho : float
        Spearman's rank correlation, -1 to 1.
    n : int
        Over so many tracks.
    """

    measure: Measure
    rho: float
    n: int

    @property
    def title(self) -> str:
        """What the measure is called: ``tag “jazz”``, ``brightness``."""
        return title_of(self.measure)


def title_of(measure: Measure) -> str:
    """Return what a measure is called in English, tags as such."""
    return measure.words["en"].title


def activations(library: Library, space: Space, *, track_ids: Sequence[str] | None = None) -> Activations:
    """Return the activation of every dimension by every track that has a place in a space.

    Parameters
    ----------
    library : Library
    space : Space
    track_ids : sequence of str, optional
        Only by these tracks.

    Raises
    ------
    DiscoveryError
        If no track has.
    """
    present = library.track_ids()
    heard, means = track_means(library, space.sources, track_ids=track_ids)
    kept = [i for i, track_id in enumerate(heard) if track_id in present]
    if not kept:
        raise DiscoveryError(
            f"no track has a place in the space {space.name}",
            path=library.path,
            hint=f"`tunescape analyze FOLDER --features {','.join(space.feature_sets)}` hears them",
        )
    rows = np.hstack([block.scaled(means[block.feature_set][kept]) for block in space.blocks])
    return Activations([heard[i] for i in kept], rows)


def associations(
    library: Library,
    active: Activations,
    columns: Sequence[int],
    *,
    measures: TrackMatrix | None = None,
) -> list[list[Association]]:
    """Find for dimensions which named measures go with them, beyond chance.

    Parameters
    ----------
    library : Library
    active : Activations
    columns : sequence of int
        Positions of the dimensions.
    measures : TrackMatrix, optional
        Of the tracks, as :func:`~tunescape.discovery.compare.track_measures.track_measures` has them of all
        tracks of the library, which is the default.

    Returns
    -------
    list of list of Association
        A list a dimension, the closest first. Those that chance alone would show in one of twenty dimensions,
        with as many measures looked at, are left out (Student's t, Bonferroni); so few tracks have none.
    """
    step = -(-len(active.track_ids) // _MOST_TRACKS)
    track_ids = active.track_ids[::step]
    positions = [MEASURES.index(measure) for measure in NAMED]
    known = track_measures(library) if measures is None else measures
    measured = measures_of(known, track_ids)[:, positions]
    rho, n = rank_correlations(active.rows[::step][:, list(columns)], measured)
    least = _least_rho(n, n_tests=len(NAMED))
    return [
        [
            Association(NAMED[i], float(row[i]), int(n[i]))
            for i in np.argsort(-np.abs(row), kind="stable").tolist()
            if abs(row[i]) > least[i]
        ]
        for row in rho
    ]


def rank_correlations(x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Vector, npt.NDArray[np.int64]]:
    """Correlate every column of x with every one of y, by Spearman's rho.

    Parameters
    ----------
    x : array-like [shape=(n, n_x)]
        Finite.
    y : array-like [shape=(n, n_y)]
        Not-a-number where it is not known of a track; such tracks do not count for this column.

    Returns
    -------
    rho : np.ndarray [shape=(n_x, n_y), dtype=float64]
        0 where one of both does not vary.
    n : np.ndarray [shape=(n_y,), dtype=int64]
        Tracks that counted.
    """
    known_x, known_y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    known = np.isfinite(known_y)
    rho = np.zeros((known_x.shape[1], known_y.shape[1]))
    # most columns are known of the same tracks: x is ranked once for all of them
    masks, kind = np.unique(known, axis=1, return_inverse=True)
    for i, mask in enumerate(masks.T):
        columns = np.flatnonzero(kind.ravel() == i)
        if mask.sum() > 1:
            rho[:, columns] = _standard(known_x[mask]).T @ _standard(known_y[mask][:, columns])
    return np.clip(rho, -1, 1), known.sum(axis=0)


def _standard(values: Vector) -> Vector:
    """Rank columns, and bring the ranks to mean 0 and length 1; 0 where they do not vary."""
    ranked = ranks(values)
    ranked -= ranked.mean(axis=0)
    length = np.linalg.norm(ranked, axis=0)
    standard: Vector = ranked / np.where(length > 0, length, 1)
    return standard


def _least_rho(n: npt.NDArray[np.int64], *, n_tests: int) -> Vector:
    """Return the correlation that chance exceeds in one of twenty families of tests."""
    freedom = np.maximum(n - 2, 1)
    t = stdtrit(freedom, 1 - _ALPHA / (2 * n_tests))
    # of few tracks even a perfect order is chance too often: there are n! of them
    too_few = np.log(2) - gammaln(n + 1) > np.log(_ALPHA / n_tests)
    least: Vector = np.where(too_few, 1.0, t / np.sqrt(freedom + t**2))
    return least
