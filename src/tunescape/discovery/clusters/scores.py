"""How well a cloud of points falls into k clusters, beside how well structureless points would."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

from tunescape.arrays import IntArray, Vector
from tunescape.discovery.clusters.algorithms import partition

__all__ = ["KScore", "ScoreTable", "gap_choice", "score_range", "uniform_reference"]

N_REFERENCES = 20
"""Structureless clouds that each k is held against."""

BEGINNINGS = 4
"""Of k-means, for the scores."""


@dataclass(frozen=True)
class KScore:
    """The five scores of one number of clusters, and what structureless points of the same extent reach.

    Attributes
    ----------
    k : int
    silhouette : float
        From -1 to 1, larger is better [1]_.
    calinski_harabasz : float
        Variance between over variance within clusters, larger is better [2]_.
    davies_bouldin : float
        How much clusters overlap, smaller is better [3]_.
    inertia : float
        Sum of squared distances from the centres; falls with k whatever the data.
    gap : float
        How far the logarithm of the inertia lies below that of structureless points [4]_.
    gap_error : float
        Standard error of the gap, with the simulation error [4]_.
    excess : float
        How far the silhouette lies above the mean one of structureless points.
    spread : float
        Standard deviation of the silhouettes of structureless points.
    second_size : int
        Size of the second largest cluster.

    References
    ----------
    .. [1] P. J. Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster
       analysis", Journal of Computational and Applied Mathematics 20, 1987.
    .. [2] T. Caliński and J. Harabasz, "A dendrite method for cluster analysis", Communications in Statistics
       3(1), 1974.
    .. [3] D. L. Davies and D. W. Bouldin, "A cluster separation measure", IEEE PAMI 1(2), 1979.
    .. [4] R. Tibshirani, G. Walther, T. Hastie, "Estimating the number of clusters in a data set via the gap
       statistic", Journal of the Royal Statistical Society B 63(2), 2001.
    """

    k: int
    silhouette: float
    calinski_harabasz: float
    davies_bouldin: float
    inertia: float
    gap: float
    gap_error: float
    excess: float
    spread: float
    second_size: int


@dataclass(frozen=True)
class ScoreTable:
    """Scores of several numbers of clusters.

    Attributes
    ----------
    rows : tuple of KScore
        By rising k, all above 1.
    gap_of_one : float
        The gap statistic of the cloud as a whole.
    """

    rows: tuple[KScore, ...]
    gap_of_one: float

    def row(self, k: int) -> KScore:
        """Return the scores of one k, which must be among them."""
        return next(row for row in self.rows if row.k == k)


def uniform_reference(points: Vector, rng: np.random.Generator) -> Vector:
    """Scatter points evenly over the box that holds a cloud, its sides along the principal axes.

    Parameters
    ----------
    points : np.ndarray [shape=(n, n_dimensions)]
    rng : np.random.Generator

    Returns
    -------
    np.ndarray [shape=(n, n_dimensions), dtype=float64]
        As many, with the directions of the principal axes: reference (b) of Tibshirani, Walther and Hastie.
    """
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    turned = centred @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    scattered: Vector = rng.uniform(low, high, size=turned.shape) @ axes
    return scattered


def score_range(
    points: Vector,
    ks: Sequence[int],
    *,
    algorithm: str = "kmeans",
    seed: int = 0,
    n_references: int = N_REFERENCES,
) -> ScoreTable:
    """Score several numbers of clusters.

    Parameters
    ----------
    points : np.ndarray [shape=(n, n_dimensions), dtype=float64]
        More different ones than the largest k.
    ks : sequence of int > 1
        Rising.
    algorithm : str
        One of :data:`~tunescape.discovery.clusters.algorithms.ALGORITHMS`.
    seed : int
    n_references : int > 1

    Returns
    -------
    ScoreTable
    """
    rng = np.random.default_rng(seed)
    silhouettes, logs, logs_of_one = [], [], []
    for _ in range(n_references):
        reference = uniform_reference(points, rng)
        cuts = [partition(reference, k, algorithm=algorithm, seed=seed, n_init=BEGINNINGS) for k in ks]
        silhouettes.append([silhouette_score(reference, cut.labels) for cut in cuts])
        logs.append([_log(cut.inertia) for cut in cuts])
        logs_of_one.append(_log(_total(reference)))
    expected, spread = np.mean(silhouettes, axis=0), np.std(silhouettes, axis=0, ddof=1)
    expected_log = np.mean(logs, axis=0)
    error = np.std(logs, axis=0) * np.sqrt(1 + 1 / n_references)
    rows = []
    for i, k in enumerate(ks):
        cut = partition(points, k, algorithm=algorithm, seed=seed, n_init=BEGINNINGS)
        silhouette = float(silhouette_score(points, cut.labels))
        rows.append(
            KScore(
                k=k,
                silhouette=silhouette,
                calinski_harabasz=float(calinski_harabasz_score(points, cut.labels)),
                davies_bouldin=float(davies_bouldin_score(points, cut.labels)),
                inertia=cut.inertia,
                gap=float(expected_log[i]) - _log(cut.inertia),
                gap_error=float(error[i]),
                excess=silhouette - float(expected[i]),
                spread=float(spread[i]),
                second_size=_second_size(cut.labels),
            )
        )
    return ScoreTable(tuple(rows), float(np.mean(logs_of_one)) - _log(_total(points)))


def gap_choice(table: ScoreTable) -> int:
    """Return the number of clusters by the gap statistic alone.

    The smallest k whose gap is no further below that of the next than the latter's standard error; k = 1 is
    among them where the scores begin at 2. The last k where the gap rises to the end.
    """
    first = [(1, table.gap_of_one, 0.0)] if table.rows[0].k == 2 else []
    gaps = [*first, *((row.k, row.gap, row.gap_error) for row in table.rows)]
    for (k, gap, _), (_, after, error) in pairwise(gaps):
        if gap >= after - error:
            return k
    return gaps[-1][0]


def _second_size(labels: IntArray) -> int:
    return int(np.sort(np.bincount(labels))[-2])


def _total(points: Vector) -> float:
    return float(((points - points.mean(axis=0)) ** 2).sum())


def _log(inertia: float) -> float:
    return float(np.log(max(inertia, np.finfo(np.float64).tiny)))
