"""A sharper cosine: what is nearly the same counts, what is a little alike hardly does.

Rhythms are either the same dance or they are not: a cosine of 0.3 between two patterns says next to nothing,
yet in a sum with timbre many of them drown what timbre knows. So patterns are compared by a polynomial of
their cosine c, ``(c**2 + 2 a c) / (1 + 2 a)``. It is itself a scalar product: of the products of all pairs of
coordinates, and the coordinates. To keep these few, patterns are first turned onto their principal axes.
"""

import csv
import io
from functools import lru_cache

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.errors import DiscoveryError
from tunescape.weights import read_weights

__all__ = ["AXES", "LINEAR", "axis_names", "principal_axes_of_rhythm", "sharpened"]

AXES = "rhythm_axes.csv"
"""Principal axes of rhythmic patterns; see weights/NOTICE."""

LINEAR = 0.15
"""The a of the polynomial: enough that opposite patterns (c = -0.7) are not alike."""


def sharpened(vectors: FloatArray) -> FloatArray:
    """Turn vectors into ones whose cosine is a sharper function of theirs.

    Parameters
    ----------
    vectors : np.ndarray [shape=(n, d)]

    Returns
    -------
    np.ndarray [shape=(n, d + d (d + 1) / 2), dtype=float32]
        The coordinates, times ``sqrt(2 a)`` and the vector's length; then the products of all pairs of them,
        those of two different ones times ``sqrt(2)``. The cosine of two such is
        ``(c**2 + 2 a c) / (1 + 2 a)``, their length ``sqrt(1 + 2 a)`` times the square of what it was.
    """
    rows, columns = np.triu_indices(vectors.shape[1])
    products = vectors[:, rows] * vectors[:, columns]
    products *= np.where(rows == columns, 1, np.sqrt(2)).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    spread: FloatArray = np.hstack([np.sqrt(2 * LINEAR) * lengths * vectors, products]).astype(np.float32)
    return spread


def axis_names(n_axes: int) -> tuple[str, ...]:
    """Name what :func:`sharpened` makes of so many coordinates: ``pattern.01``, ``pattern.01.02``."""
    single = (f"pattern.{i + 1:02d}" for i in range(n_axes))
    pairs = (f"pattern.{i + 1:02d}.{j + 1:02d}" for i, j in zip(*np.triu_indices(n_axes), strict=True))
    return (*single, *pairs)


@lru_cache(maxsize=1)
def principal_axes_of_rhythm(dimensions: tuple[str, ...]) -> FloatArray:
    """Return the directions in which z-scored rhythmic patterns differ most, frozen from reference music.

    Parameters
    ----------
    dimensions : tuple of str
        Of the patterns, in order.

    Returns
    -------
    np.ndarray [shape=(25, len(dimensions)), dtype=float32]
        Orthogonal rows of length 1. Shared, so read-only.

    Raises
    ------
    DiscoveryError
        If those that are shipped are of other dimensions.
    """
    table = list(csv.reader(io.StringIO(read_weights(AXES).decode())))[1:]
    if tuple(row[0] for row in table) != dimensions:
        raise DiscoveryError("no axes are shipped for these dimensions of rhythm")
    axes: FloatArray = np.array([row[1:] for row in table], dtype=np.float32).T.copy()
    axes.flags.writeable = False
    return axes
