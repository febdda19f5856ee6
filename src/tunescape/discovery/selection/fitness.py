"""Errors of the pair task for many subsets of the features at once."""

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from tunescape.arrays import FloatArray, IntArray

__all__ = ["subset_errors"]

_CHUNK = 256
"""Subsets judged at a time: the distances of one excerpt to all others then stay in the processor's cache."""


def subset_errors(z: FloatArray, labels: npt.ArrayLike, subsets: npt.NDArray[np.bool_]) -> IntArray:
    """Count for each subset of the features how many excerpts do not find their twin.

    Squared distances add up over the features: those of one excerpt to all later ones, feature by feature,
    times the matrix of subsets give the distances under every subset by one product of matrices. Each pair
    of excerpts is looked at once.

    Parameters
    ----------
    z : np.ndarray [shape=(n, n_features), dtype=float32]
        One row per excerpt, each feature of mean 0 and deviation 1; finite.
    labels : array-like [shape=(n,)]
        The track of each excerpt.
    subsets : np.ndarray [shape=(n_subsets, n_features), dtype=bool]

    Returns
    -------
    np.ndarray [shape=(n_subsets,), dtype=int64]
        As many as :func:`~tunescape.discovery.selection.pairs.twin_errors` finds, up to distances that are
        equal in float32. The empty subset makes every excerpt an error, for it tells nobody apart.
    """
    _, track = np.unique(np.asarray(labels), return_inverse=True)
    order = np.argsort(track, kind="stable")
    points, track = np.ascontiguousarray(z[order], dtype=np.float32), track[order]
    # where the excerpts of the next track begin
    ends = np.searchsorted(track, track, side="right")
    chunks = [subsets[first : first + _CHUNK] for first in range(0, len(subsets), _CHUNK)]
    # such small products are slower on several threads than on one
    with threadpool_limits(limits=1, user_api="blas"):
        counts = [_errors(points, ends, chunk.T.astype(np.float32)) for chunk in chunks]
    return np.concatenate(counts) if counts else np.zeros(0, dtype=np.int64)


def _errors(points: FloatArray, ends: npt.NDArray[np.intp], chosen: FloatArray) -> IntArray:
    """Count errors; ``chosen`` [shape=(n_features, n_subsets)], excerpts of one track lie side by side."""
    n, n_subsets = len(points), chosen.shape[1]
    twin = np.full((n, n_subsets), np.inf, dtype=np.float32)
    other = np.full((n, n_subsets), np.inf, dtype=np.float32)
    buffer = np.empty((n, n_subsets), dtype=np.float32)
    for i in range(n - 1):
        squared = points[i + 1 :] - points[i]
        squared *= squared
        distances = np.matmul(squared, chosen, out=buffer[: n - i - 1])
        split = ends[i] - i - 1
        _keep_nearest(twin, i, i + 1, distances[:split])
        _keep_nearest(other, i, ends[i], distances[split:])
    # who has no twin has nobody to find: the distance to one stayed infinite
    errors: IntArray = ((other <= twin) & np.isfinite(twin)).sum(axis=0, dtype=np.int64)
    return errors


def _keep_nearest(nearest: FloatArray, i: int, first: int, distances: FloatArray) -> None:
    """Let excerpt i and those from ``first`` on know how near they are to each other."""
    if len(distances):
        np.minimum(nearest[i], distances.min(axis=0), out=nearest[i])
        later = nearest[first : first + len(distances)]
        np.minimum(later, distances, out=later)
