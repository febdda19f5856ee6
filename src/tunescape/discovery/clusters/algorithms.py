"""Cut a cloud of points into k clusters: k-means and its relatives."""

from typing import NamedTuple

import numpy as np
from sklearn.cluster import BisectingKMeans, KMeans, MiniBatchKMeans

from tunescape.arrays import IntArray, Vector

__all__ = ["ALGORITHMS", "Partition", "group_means", "partition", "settled"]

ALGORITHMS = {
    "kmeans": "k-means",
    "minibatch": "mini-batch k-means",
    "bisecting": "bisecting k-means",
}
"""Names, and what they are called in sentences."""

_KINDS = {"kmeans": KMeans, "minibatch": MiniBatchKMeans, "bisecting": BisectingKMeans}


class Partition(NamedTuple):
    """A cloud of points, cut into clusters.

    Attributes
    ----------
    labels : np.ndarray [shape=(n,), dtype=int64]
        Which cluster each point is in: from 0, the largest, to k - 1.
    centres : np.ndarray [shape=(k, n_dimensions), dtype=float64]
        Means of the clusters.
    inertia : float
        Sum of the squared distances of all points from the centres of their clusters.
    """

    labels: IntArray
    centres: Vector
    inertia: float


def partition(
    points: Vector, k: int, *, algorithm: str = "kmeans", seed: int = 0, n_init: int = 10
) -> Partition:
    """Cut a cloud of points into clusters.

    Parameters
    ----------
    points : np.ndarray [shape=(n, n_dimensions), dtype=float64]
        At least k different ones.
    k : int > 0
    algorithm : str
        One of :data:`ALGORITHMS`.
    seed : int
    n_init : int > 0
        So many beginnings, of which the one with the least inertia counts.

    Returns
    -------
    Partition

    References
    ----------
    .. [1] D. Arthur and S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.
    .. [2] D. Sculley, "Web-scale k-means clustering", WWW 2010 (mini-batch).
    .. [3] M. Steinbach, G. Karypis, V. Kumar, "A comparison of document clustering techniques", KDD 2000
       (bisecting).
    """
    beginnings = {"init": "k-means++"} if algorithm == "bisecting" else {}
    found = _KINDS[algorithm](k, n_init=n_init, random_state=seed, **beginnings).fit_predict(points)
    return _partition(points, found.astype(np.int64))


def _partition(points: Vector, found: IntArray) -> Partition:
    labels = _by_size(found)
    centres = group_means(points, labels)
    return Partition(labels, centres, float(((points - centres[labels]) ** 2).sum()))


def settled(points: Vector, cut: Partition, before: IntArray) -> Partition:
    """Return the clusters that grow out of earlier ones, where they are about as good.

    k-means of a library that has grown by a few tracks may end in another optimum that is hardly better, and
    turn clusters over that people have got used to.

    Parameters
    ----------
    points : np.ndarray [shape=(n, n_dimensions), dtype=float64]
    cut : Partition
        What was found without looking back.
    before : np.ndarray [shape=(n,), dtype=int64]
        The cluster that each point was in: from 0 to k - 1, or -1 for a point that is new. Each has a member.

    Returns
    -------
    Partition
        By k-means from the means of the earlier clusters, where its inertia is at most 2 % larger.
    """
    known = before >= 0
    start = group_means(points[known], before[known])
    if len(start) != len(cut.centres):
        return cut
    labels = KMeans(len(start), init=start, n_init=1).fit_predict(points).astype(np.int64)
    if len(np.unique(labels)) < len(start):
        return cut
    grown = _partition(points, labels)
    return grown if grown.inertia <= 1.02 * cut.inertia else cut


def group_means(points: Vector, labels: IntArray) -> Vector:
    """Return the mean of each cluster [shape=(k, n_dimensions)] of labels 0 to k - 1."""
    return np.stack([points[labels == label].mean(axis=0) for label in range(int(labels.max()) + 1)])


def _by_size(labels: IntArray) -> IntArray:
    """Renumber clusters, the largest first; of equal ones that whose first point comes first."""
    values, first, inverse, counts = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -counts))
    rank = np.empty(len(values), np.int64)
    rank[order] = np.arange(len(values))
    return rank[inverse]
