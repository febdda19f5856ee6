"""The map of a library: a place in the plane for every track, which stays where it is."""

import hashlib
import io
import os
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from threadpoolctl import threadpool_limits

from tunescape.arrays import Vector
from tunescape.discovery.projection import STUDY_SPACES, PrincipalAxes, present_points, principal_axes
from tunescape.discovery.space import Space
from tunescape.errors import DiscoveryError, LibraryError
from tunescape.library.matrices import TrackMatrix
from tunescape.library.store import Library
from tunescape.whole_file import replacing

__all__ = ["METHODS", "LibraryLayout", "library_layout"]

METHODS = ("pca", "tsne")

LEAST_TRACKS = 3
MOST_NEW = 0.2
"""Share of tracks that came after the map was made, from which it is made anew."""

MOST_EMBEDDED = 5_000
"""Tracks that t-SNE places; of more, a random sample, and the others beside their neighbours."""

_COMPONENTS = 50
_NEIGHBOURS = 5
_PERPLEXITY = 30.0
_SPREAD = 1e-4
"""Standard deviation of the first coordinate at the beginning of t-SNE, as is usual [3]."""


@dataclass(frozen=True)
class LibraryLayout:
    """Where tracks lie on a map.

    Attributes
    ----------
    track_ids : list of str
        Sorted.
    coordinates : np.ndarray [shape=(n, 2), dtype=float64]
    method : str
        One of :data:`METHODS`.
    n_placed : int
        How many tracks came after the map was made, and were put where they belong on it.
    """

    track_ids: list[str]
    coordinates: Vector
    method: str
    n_placed: int


@dataclass(frozen=True)
class _Map:
    """A map as it is kept: places of all tracks it ever placed, and how many of them it was made of."""

    places: Mapping[str, Vector]
    n_fitted: int
    frame: PrincipalAxes


def library_layout(library: Library, space: Space, *, method: str = "pca", seed: int = 0) -> LibraryLayout:
    """Return a place in the plane for every track that a file is left of.

    A map is kept in the library's cache. As long as no more than a fifth of its tracks are new, those that
    were there stay exactly where they were: new ones are projected on the same axes (``pca``), or put between
    the five tracks they sound most like (``tsne``). Then a new map is made, the old places being where t-SNE
    begins.

    Parameters
    ----------
    library : Library
    space : Space
    method : {"pca", "tsne"}
        Principal components [1]_ show the main differences of all; t-distributed stochastic neighbour
        embedding [2]_ shows who is close to whom.
    seed : int

    Returns
    -------
    LibraryLayout

    Raises
    ------
    DiscoveryError
        If there is no such method, or there are fewer than three tracks.

    References
    ----------
    .. [1] K. Pearson, "On lines and planes of closest fit to systems of points in space", Philosophical
       Magazine 2, 1901.
    .. [2] L. van der Maaten and G. Hinton, "Visualizing data using t-SNE", Journal of Machine Learning
       Research 9, 2008.
    .. [3] D. Kobak and P. Berens, "The art of using t-SNE for single-cell transcriptomics", Nature
       Communications 10, 2019 (begin with principal components, embed the rest beside their neighbours).
    """
    if method not in METHODS:
        raise DiscoveryError(f"there is no map by {method!r}", hint=f"choose from {', '.join(METHODS)}")
    matrix = present_points(library, space)
    if len(matrix.track_ids) < LEAST_TRACKS:
        raise DiscoveryError(
            f"a map needs {LEAST_TRACKS} tracks, and there are {len(matrix.track_ids)}",
            hint="`tunescape analyze FOLDER` adds more",
        )
    path = _path(library, space, method, seed)
    with threadpool_limits(1):
        kept = _load(path)
        drawn = _extended(kept, matrix, method) if kept is not None else None
        if drawn is None:
            drawn = _drawn(matrix, method, seed, kept)
    if drawn is not kept:
        _save(library, path, drawn)
    coordinates = np.stack([drawn.places[track_id] for track_id in matrix.track_ids])
    return LibraryLayout(matrix.track_ids, coordinates, method, max(0, len(drawn.places) - drawn.n_fitted))


def _drawn(matrix: TrackMatrix, method: str, seed: int, before: _Map | None) -> _Map:
    rows = matrix.take()
    if method == "pca":
        frame = principal_axes(rows, n_components=2)
        places = frame.project(rows)
    else:
        frame = principal_axes(rows, n_components=min(_COMPONENTS, len(rows) - 1, rows.shape[1]))
        places = _embedded(frame.project(rows), matrix.track_ids, seed, before)
    return _Map(dict(zip(matrix.track_ids, places, strict=True)), len(places), frame)


def _embedded(points: Vector, track_ids: list[str], seed: int, before: _Map | None) -> Vector:
    n = len(points)
    chosen = np.arange(n)
    if n > MOST_EMBEDDED:
        chosen = np.sort(np.random.default_rng(seed).choice(n, MOST_EMBEDDED, replace=False))
    start = points[:, :2]
    if before is not None:
        known = np.array([track_id in before.places for track_id in track_ids])
        if known.sum() > _NEIGHBOURS:
            start = np.empty((n, 2))
            start[known] = [before.places[one] for one in np.array(track_ids)[known].tolist()]
            start[~known] = _between(points[~known], points[known], start[known])
    start = start[chosen] - start[chosen].mean(axis=0)
    start = start * (_SPREAD / max(float(start[:, 0].std()), 1e-12))
    from sklearn.manifold import TSNE  # a second, of which principal components have no need

    perplexity = min(_PERPLEXITY, (len(chosen) - 1) / 3)
    tsne = TSNE(perplexity=perplexity, init=start.astype(np.float32), random_state=seed, n_jobs=1)
    embedded = tsne.fit_transform(points[chosen]).astype(np.float64)
    places = np.empty((n, 2))
    places[chosen] = embedded
    others = np.setdiff1d(np.arange(n), chosen)
    places[others] = _between(points[others], points[chosen], embedded)
    return places


def _between(points: Vector, known: Vector, places: Vector) -> Vector:
    """Put points between the places of those that they are nearest to, closest to the nearest."""
    if not len(points):
        return np.empty((0, 2))
    from sklearn.neighbors import NearestNeighbors

    neighbours = NearestNeighbors(n_neighbors=min(_NEIGHBOURS, len(known))).fit(known)
    distance, index = neighbours.kneighbors(points)
    weights = 1 / np.maximum(distance, 1e-9)
    weights /= weights.sum(axis=1, keepdims=True)
    between: Vector = (weights[:, :, np.newaxis] * places[index]).sum(axis=1)
    return between


def _extended(kept: _Map, matrix: TrackMatrix, method: str) -> _Map | None:
    """Place new tracks on a map that is there; None where there are too many of them."""
    known = np.array([track_id in kept.places for track_id in matrix.track_ids])
    if known.all():
        return kept
    new = [track_id for track_id, old in zip(matrix.track_ids, known, strict=True) if not old]
    placed_before = len(kept.places) - kept.n_fitted
    if not known.any() or placed_before + len(new) > MOST_NEW * kept.n_fitted:
        return None
    if method == "pca":
        places = kept.frame.project(matrix.take(np.flatnonzero(~known).tolist()))
    else:
        points = kept.frame.project(matrix.take())
        old = np.stack([kept.places[one] for one in np.array(matrix.track_ids)[known].tolist()])
        places = _between(points[~known], points[known], old)
    return _Map({**kept.places, **dict(zip(new, places, strict=True))}, kept.n_fitted, kept.frame)


def _path(library: Library, space: Space, method: str, seed: int) -> Path:
    # what shapes the numbers: the space, whether its vectors or its features are taken, and the seed
    recipe = f"{space.recipe} {space.name in STUDY_SPACES} {seed}"
    digest = hashlib.blake2b(recipe.encode(), digest_size=6).hexdigest()
    return library.cache_path / f"map.{method}.{digest}.npz"


def _load(path: Path) -> _Map | None:
    try:
        # read whole: numpy leaves a file open that is no archive
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            track_ids = stored["track_ids"].astype("U32").tolist()
            places, n_fitted = stored["places"], int(stored["n_fitted"])
            frame = PrincipalAxes(*(stored[name] for name in ("mean", "scale", "axes", "explained")))
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return None  # none yet, or a damaged one: it is made again
    if places.shape != (len(track_ids), 2) or not np.isfinite(places).all():
        return None
    return _Map(dict(zip(track_ids, places, strict=True)), n_fitted, frame)


def _save(library: Library, path: Path, drawn: _Map) -> None:
    arrays: dict[str, Any] = {
        "track_ids": np.array(list(drawn.places), dtype="S32"),
        "places": np.stack(list(drawn.places.values())),
        "n_fitted": np.array(drawn.n_fitted),
        **{name: getattr(drawn.frame, name) for name in ("mean", "scale", "axes", "explained")},
    }
    # a library that cannot be written to is drawn anew each time, and always the same
    with suppress(LibraryError, OSError):
        os.makedirs(library.cache_path, exist_ok=True)
        with replacing(path, error=LibraryError) as file:
            np.savez(cast(IO[bytes], file), **arrays)
