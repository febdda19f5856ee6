"""Means and standard deviations by which spaces scale dimensions: shipped ones, or those of a library."""

import csv
import io
from functools import lru_cache

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.errors import DiscoveryError
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.matrices import TrackMatrix, cached_matrix, mean_batches
from tunescape.library.store import Library
from tunescape.weights import read_weights

__all__ = ["STATISTICS", "fitted_zscores", "zscore_statistics"]

STATISTICS = "zscore_gtzan60.csv"
"""Means and standard deviations of the shipped z-scores; see weights/NOTICE."""


@lru_cache(maxsize=32)
def zscore_statistics(feature_set: str) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation of each dimension, frozen from reference music.

    Parameters
    ----------
    feature_set : str

    Returns
    -------
    mean, std : np.ndarray [shape=(n_dimensions,), dtype=float32]

    Raises
    ------
    DiscoveryError
        If none are shipped for the version of the feature set.
    """
    declared = FEATURE_SETS[feature_set]
    lines = csv.DictReader(io.StringIO(read_weights(STATISTICS).decode()))
    table = {row["dimension"]: row for row in lines if row["feature_set"] == declared.id}
    if tuple(table) != declared.dimensions:
        raise DiscoveryError(f"no z-score statistics are shipped for {declared.id}")
    mean, std = (np.array([row[name] for row in table.values()], np.float32) for name in ("mean", "std"))
    return mean, std


def fitted_zscores(library: Library, feature_set: str) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation of each dimension over the tracks of a library.

    Parameters
    ----------
    library : Library
    feature_set : str
        Of a plugin, for which nothing can be shipped.

    Returns
    -------
    mean, std : np.ndarray [shape=(n_dimensions,), dtype=float32]
        From the cache where it is current. A dimension that does not vary has std 1; without tracks all have
        mean 0 and std 1.
    """
    declared = FEATURE_SETS[feature_set]

    def build() -> TrackMatrix:
        n_dimensions = len(declared.dimensions)
        # sums of differences from the first track: of large values with a small spread nothing is lost
        n, first = 0, None
        sums, squares = np.zeros(n_dimensions), np.zeros(n_dimensions)
        for _, means in mean_batches(library, {feature_set: (declared.version, n_dimensions)}):
            rows = means[feature_set].astype(np.float64)
            if not len(rows):
                continue
            first = rows[0].copy() if first is None else first
            rows -= first
            n += len(rows)
            sums += rows.sum(axis=0)
            squares += (rows**2).sum(axis=0)
        offset = np.zeros(n_dimensions) if first is None else first
        mean = sums / max(n, 1)
        std = np.sqrt(np.maximum(squares / max(n, 1) - mean**2, 0))
        std[std <= 1e-6 * np.maximum(np.abs(offset + mean), 1e-6)] = 1.0
        return TrackMatrix(["mean", "std"], np.stack([offset + mean, std]).astype(np.float32))

    mean, std = cached_matrix(library, f"zscores-{feature_set}", recipe=declared.id, build=build).rows
    return np.array(mean), np.array(std)
