"""The pair task: each excerpt of a track is to find another one of the same track among all."""

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist

__all__ = ["twin_errors"]

_ROWS = 256
"""Excerpts compared with all others at a time."""


def twin_errors(
    vectors: npt.NDArray[np.floating],
    labels: npt.ArrayLike,
    *,
    metric: Literal["euclidean", "cosine"] = "euclidean",
) -> npt.NDArray[np.bool_]:
    """Tell which excerpts do not have one of their own track as nearest neighbour.

    Parameters
    ----------
    vectors : np.ndarray [shape=(n, n_dimensions)]
        One row per excerpt, finite.
    labels : array-like [shape=(n,)]
        The track of each excerpt.
    metric : {"euclidean", "cosine"}

    Returns
    -------
    np.ndarray [shape=(n,), dtype=bool]
        True where an excerpt of another track is as near as the nearest of its own, or nearer: what cannot be
        told apart is not found. An excerpt that is the only one of its track is never an error.

    References
    ----------
    .. [1] C. Peccei, "Mapping your music collection", https://www.christianpeccei.com/musicmap/
    """
    points = np.asarray(vectors, dtype=np.float64)
    if metric == "cosine":
        # between unit vectors the order of distances is that of angles
        length = np.linalg.norm(points, axis=1, keepdims=True)
        points = points / np.where(length > 0, length, 1)
    _, track = np.unique(np.asarray(labels), return_inverse=True)
    errors = np.zeros(len(points), dtype=bool)
    for first in range(0, len(points), _ROWS):
        rows = np.arange(first, min(first + _ROWS, len(points)))
        distances = cdist(points[rows], points, "sqeuclidean")
        own = track[rows, np.newaxis] == track
        others = np.where(own, np.inf, distances).min(axis=1)
        own[np.arange(len(rows)), rows] = False
        twin = np.where(own, distances, np.inf).min(axis=1)
        errors[rows] = own.any(axis=1) & (others <= twin)
    return errors
