"""Matrices derived from a library, kept beside it as memory-mapped files."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.library.store import Library

__all__ = ["TrackMatrix", "cached_matrix", "mean_over_segments"]


class TrackMatrix(NamedTuple):
    """One row per track.

    Attributes
    ----------
    track_ids : list of str
        Sorted.
    rows : np.ndarray [shape=(n_tracks, n_dimensions), dtype=float32]
        Usually a read-only memory map.
    """

    track_ids: list[str]
    rows: FloatArray


def mean_over_segments(library: Library, name: str, *, version: int, n_dimensions: int) -> TrackMatrix:
    """Read a feature set of all tracks, each averaged over its segments."""
    track_ids, rows = [], []
    for track_id, matrix in library.iterate_features(name, version=version):
        track_ids.append(track_id)
        rows.append(matrix.mean(axis=0, dtype=np.float64).astype(np.float32))
    return TrackMatrix(track_ids, np.stack(rows) if rows else np.zeros((0, n_dimensions), np.float32))


def cached_matrix(
    library: Library, name: str, *, recipe: str, build: Callable[[], TrackMatrix]
) -> TrackMatrix:
    """Return a derived matrix, building it only if the library or its recipe changed.

    Parameters
    ----------
    library : Library
    name : str
        For people who look into the folder.
    recipe : str
        Everything that shapes the numbers besides the library's content.
    build : callable

    Returns
    -------
    TrackMatrix
        Memory-mapped from the cache; in memory where the cache cannot be written.
    """
    digest = hashlib.blake2b(recipe.encode(), digest_size=6).hexdigest()
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)[:48]
    family = f"{safe}.{digest}"
    # the revision in the name makes a file immutable: a reader never sees a matrix change under it
    stem = library.cache_path / f"{family}.r{library.revision()}"
    cached = _load(stem)
    if cached is not None:
        return cached
    built = build()
    try:
        library.cache_path.mkdir(exist_ok=True)
        _save(stem, built)
    except OSError:
        return built  # no room, or a read-only library: slower next time, not wrong
    for old in library.cache_path.glob(f"{family}.r*"):
        if not old.name.startswith(f"{stem.name}."):
            old.unlink(missing_ok=True)
    return _load(stem) or built


def _load(stem: Path) -> TrackMatrix | None:
    try:
        # the ids are written last: where they lie, the rows are whole
        track_ids = np.load(f"{stem}.ids.npy").astype("U32").tolist()
        rows = np.load(f"{stem}.rows.npy", mmap_mode="r")
    except (OSError, ValueError, EOFError):
        return None
    return TrackMatrix(track_ids, rows) if len(rows) == len(track_ids) else None


def _save(stem: Path, matrix: TrackMatrix) -> None:
    _replace(Path(f"{stem}.rows.npy"), matrix.rows)
    _replace(Path(f"{stem}.ids.npy"), np.array(matrix.track_ids, dtype="S32"))


def _replace(path: Path, array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> None:
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            np.save(file, array)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
