"""Standardise and project: the principal axes of a cloud of tracks."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from tunescape.arrays import FloatArray, Vector
from tunescape.discovery.space import Space, space_matrix, track_means
from tunescape.errors import DiscoveryError
from tunescape.library.matrices import TrackMatrix
from tunescape.library.store import Library

__all__ = ["PrincipalAxes", "present_points", "principal_axes"]

STUDY_SPACES = ("douyin18",)
"""Spaces whose features are taken as they are, for the study standardised them within the library; of all
others the unit vectors are."""

_WIDE = 2_000
"""Rows up to which the singular value decomposition of the rows themselves is affordable."""

_ROWS_AT_A_TIME = 2_000
"""Few enough that sums of products in single precision are good to six digits, and are added in double."""


@dataclass(frozen=True)
class PrincipalAxes:
    """A frame fitted to a cloud of points: each dimension standardised, then turned to its principal axes.

    Attributes
    ----------
    mean, scale : np.ndarray [shape=(n_dimensions,), dtype=float64]
        Of the cloud; a dimension that does not vary has scale 1.
    axes : np.ndarray [shape=(n_components, n_dimensions), dtype=float64]
        Orthonormal rows, that of the largest variance first.
    explained : np.ndarray [shape=(n_components,), dtype=float64]
        Share of the variance along each.
    """

    mean: Vector
    scale: Vector
    axes: Vector
    explained: Vector

    def project(self, rows: FloatArray) -> Vector:
        """Return coordinates [shape=(n, n_components)] of points [shape=(n, n_dimensions)] in the frame."""
        turned = (self.axes / self.scale).T
        blocks = [rows[part] @ turned for part in _blocks(len(rows))]
        coordinates: Vector = np.concatenate([np.empty((0, len(self.axes))), *blocks]) - self.mean @ turned
        return coordinates


def principal_axes(rows: FloatArray, *, n_components: int) -> PrincipalAxes:
    """Fit a frame to a cloud of points.

    Parameters
    ----------
    rows : np.ndarray [shape=(n, n_dimensions)]
        n >= 2.
    n_components : int
        From 1 to min(n - 1, n_dimensions).

    Returns
    -------
    PrincipalAxes
        The sign of an axis is such that its largest coefficient is positive, so that it does not hang on the
        library of linear algebra.
    """
    if len(rows) > _WIDE:
        return _axes_of_many(rows, n_components)
    mean = rows.mean(axis=0, dtype=np.float64)
    scale = _scale(mean, rows.std(axis=0, dtype=np.float64))
    standard = (rows - mean) / scale
    if not standard.any():
        axes = np.eye(n_components, rows.shape[1])
        return PrincipalAxes(mean, scale, axes, np.zeros(n_components))
    from sklearn.decomposition import PCA  # takes a second, which many tracks need not wait

    fitted = PCA(n_components, svd_solver="full").fit(standard)
    return PrincipalAxes(mean, scale, _signed(fitted.components_), fitted.explained_variance_ratio_)


def _axes_of_many(rows: FloatArray, n_components: int) -> PrincipalAxes:
    """Fit a frame by the correlations of the dimensions, which are summed up block by block.

    Nothing as large as the rows is made on the way: a memory map stays one.
    """
    n, n_dimensions = rows.shape
    mean = sum(rows[part].sum(axis=0, dtype=np.float64) for part in _blocks(n)) / n
    products = np.zeros((n_dimensions, n_dimensions))
    # half precision, in which wide spaces are kept, is too little to subtract in
    middle = mean.astype(np.result_type(rows.dtype, np.float32))
    for part in _blocks(n):
        centred = rows[part] - middle
        products += centred.T @ centred
    scale = _scale(mean, np.sqrt(np.diagonal(products) / n))
    correlation = products / (n * np.outer(scale, scale))
    total = float(np.trace(correlation))
    if total <= 0:
        return PrincipalAxes(mean, scale, np.eye(n_components, n_dimensions), np.zeros(n_components))
    last = n_dimensions - 1
    variances, axes = eigh(correlation, subset_by_index=(n_dimensions - n_components, last))
    return PrincipalAxes(mean, scale, _signed(axes.T[::-1]), np.maximum(variances[::-1], 0) / total)


def _scale(mean: Vector, deviation: Vector) -> Vector:
    """Return standard deviations, 1 where it is that of a constant: what is left of it after rounding."""
    scale: Vector = np.where(deviation <= 1e-6 * np.maximum(np.abs(mean), 1e-6), 1.0, deviation)
    return scale


def _signed(axes: Vector) -> Vector:
    signs = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])
    signed: Vector = axes * signs[:, np.newaxis]
    return signed


def _blocks(n: int) -> Iterator[slice]:
    return (slice(first, first + _ROWS_AT_A_TIME) for first in range(0, n, _ROWS_AT_A_TIME))


def present_points(library: Library, space: Space) -> TrackMatrix:
    """Return what clusters and maps are made of: the vectors of all tracks that a file is left of.

    Returns
    -------
    TrackMatrix
        Unit vectors of the space; of :data:`STUDY_SPACES` the features themselves.

    Raises
    ------
    DiscoveryError
        If the library holds no track, or none that has the feature sets of the space.
    """
    present = library.track_ids()
    if not present:
        raise DiscoveryError("the library holds no tracks yet", hint="`tunescape analyze FOLDER` fills it")
    is_study = space.name in STUDY_SPACES
    track_ids, rows = _features(library, space) if is_study else space_matrix(library, space)
    kept = np.array([track_id in present for track_id in track_ids], dtype=np.bool_)
    if not kept.any():
        names = ",".join(space.feature_sets)
        raise DiscoveryError(
            f"no track has what the space {space.name} needs ({', '.join(space.feature_sets)})",
            hint=f"`tunescape analyze FOLDER --features {names}` computes it",
        )
    if kept.all():
        return TrackMatrix(track_ids, rows)
    return TrackMatrix([one for one, keep in zip(track_ids, kept, strict=True) if keep], rows[kept])


def _features(library: Library, space: Space) -> TrackMatrix:
    track_ids, means = track_means(library, space.feature_sets)
    parts = [means[block.feature_set][:, block.columns] for block in space.blocks]
    return TrackMatrix(track_ids, np.hstack(parts))
