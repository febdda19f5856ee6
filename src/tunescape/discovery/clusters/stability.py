"""Whether clusters are still the same when a fifth of the tracks is left out."""

import numpy as np
from sklearn.metrics import adjusted_rand_score

from tunescape.arrays import Vector
from tunescape.discovery.clusters.algorithms import partition
from tunescape.discovery.clusters.scores import BEGINNINGS

__all__ = ["N_SUBSAMPLES", "SHARE", "stability"]

N_SUBSAMPLES = 20
SHARE = 0.8
"""Of the points in a subsample."""


def stability(points: Vector, k: int, *, algorithm: str = "kmeans", seed: int = 0) -> float:
    """Return how well clusters of subsamples agree with those of all points.

    Parameters
    ----------
    points : np.ndarray [shape=(n, n_dimensions), dtype=float64]
        More different ones than k.
    k : int > 1
    algorithm : str
        One of :data:`~tunescape.discovery.clusters.algorithms.ALGORITHMS`.
    seed : int

    Returns
    -------
    float
        Mean adjusted Rand index [1]_ over 20 subsamples of 80 %: 1 where they always agree, 0 where no more
        than chance would.

    References
    ----------
    .. [1] L. Hubert and P. Arabie, "Comparing partitions", Journal of Classification 2(1), 1985.
    """
    rng = np.random.default_rng(seed)
    whole = partition(points, k, algorithm=algorithm, seed=seed)
    size = max(k + 1, round(SHARE * len(points)))
    agreement = []
    for _ in range(N_SUBSAMPLES):
        chosen = np.sort(rng.choice(len(points), size, replace=False))
        if len(np.unique(points[chosen], axis=0)) <= k:
            continue  # too many equal points were drawn to be cut into k
        cut = partition(points[chosen], k, algorithm=algorithm, seed=seed, n_init=BEGINNINGS)
        agreement.append(adjusted_rand_score(whole.labels[chosen], cut.labels))
    return float(np.mean(agreement)) if agreement else 0.0
