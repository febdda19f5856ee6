"""Matrices derived from a library, kept beside it as memory-mapped files."""

import hashlib
import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray
from tunescape.library.settled import forget_outdated
from tunescape.library.store import Library
from tunescape.whole_file import is_leftover, partial_path

__all__ = [
    "TrackMatrix",
    "cached_matrix",
    "dot_rows",
    "mean_batches",
    "mean_over_segments",
    "streamed_matrix",
]

_BATCH_TRACKS = 512
"""Tracks in memory at a time while a matrix is built: 50 MB of 25,632 dimensions."""

_IN_EXPRESSION = "+"
"""What stands for a sign in names of files: names of spaces have none, expressions such as ``a*0.5+b`` do."""

_KEPT_EXPRESSIONS = 8
_KEPT_RECIPES = 2
"""So many matrices of expressions, and of each name, are kept: what people try out must not fill the disk."""

_ROWS_IN_CACHE = 64
"""Rows of half precision that are converted at a time."""


class TrackMatrix(NamedTuple):
    """One row per track.

    Attributes
    ----------
    track_ids : list of str
        Sorted.
    rows : np.ndarray [shape=(n_tracks, n_dimensions), dtype=float32 or float16]
        Usually a read-only memory map.
    """

    track_ids: list[str]
    rows: FloatArray

    def take(self, rows: Sequence[int] | slice = slice(None)) -> FloatArray:
        """Return some rows, by default all, in memory and as float32."""
        return np.asarray(self.rows[rows], dtype=np.float32)


def dot_rows(rows: FloatArray, vector: FloatArray) -> FloatArray:
    """Return the dot product of each row with a vector, in float32, whatever the rows are kept in.

    Parameters
    ----------
    rows : np.ndarray [shape=(n, n_dimensions), dtype=float32 or float16]
    vector : np.ndarray [shape=(n_dimensions,)]

    Returns
    -------
    np.ndarray [shape=(n,), dtype=float32]
    """
    if rows.dtype == np.float32:
        return rows @ vector
    # a product of half precision would turn all rows into float32 at once; and looking numbers up takes a
    # third of the time in which NumPy converts them
    singles, bits = _all_halves(), rows.view(np.uint16)
    products = np.empty(len(rows), np.float32)
    for first in range(0, len(rows), _ROWS_IN_CACHE):
        block = slice(first, first + _ROWS_IN_CACHE)
        np.matmul(singles[bits[block]], vector, out=products[block])
    return products


@lru_cache(maxsize=1)
def _all_halves() -> FloatArray:
    """Return every number of half precision as float32, by its bits."""
    return np.arange(2**16, dtype=np.uint16).view(np.float16).astype(np.float32)


def mean_over_segments(library: Library, name: str, *, version: int, n_dimensions: int) -> TrackMatrix:
    """Read a feature set of all tracks, each averaged over its segments."""
    track_ids, rows = [], []
    for track_id, matrix in library.iterate_features(name, version=version):
        track_ids.append(track_id)
        rows.append(matrix.mean(axis=0, dtype=np.float64).astype(np.float32))
    return TrackMatrix(track_ids, np.stack(rows) if rows else np.zeros((0, n_dimensions), np.float32))


def mean_batches(
    library: Library,
    feature_sets: Mapping[str, tuple[int, int]],
    *,
    read: Mapping[str, Callable[[Library], Iterator[tuple[str, npt.NDArray[Any]]]]] | None = None,
    track_ids: Sequence[str] | None = None,
) -> Iterator[tuple[list[str], dict[str, FloatArray]]]:
    """Stream feature sets, each averaged over its segments, of the tracks that have all of them.

    Parameters
    ----------
    library : Library
    feature_sets : mapping of str to (int, int)
        Version and number of dimensions, by name; at least one.
    read : mapping of str to callable, optional
        What yields (track_id, matrix), sorted, for names that are no stored feature set.
    track_ids : sequence of str, optional
        Of these tracks only.

    Yields
    ------
    track_ids : list of str
        At most 512, sorted, from the first batch to the last; at least one batch, if an empty one.
    means : dict of str to np.ndarray [shape=(n_tracks, n_dimensions), dtype=float32]
        By feature set, a row a track.
    """
    others, wanted = read or {}, frozenset(track_ids or ())
    streams = [
        (one for one in others[name](library) if track_ids is None or one[0] in wanted)
        if name in others
        else library.iterate_features(name, version=version, track_ids=track_ids)
        for name, (version, _) in feature_sets.items()
    ]
    tracks = _joined(streams)
    batch = list(itertools.islice(tracks, _BATCH_TRACKS))
    while True:
        means = {
            name: _means([matrices[i] for _, matrices in batch], n_dimensions)
            for i, (name, (_, n_dimensions)) in enumerate(feature_sets.items())
        }
        yield [track_id for track_id, _ in batch], means
        batch = list(itertools.islice(tracks, _BATCH_TRACKS))
        if not batch:
            return


def _means(matrices: Sequence[npt.NDArray[Any]], n_dimensions: int) -> FloatArray:
    if len({len(matrix) for matrix in matrices}) == 1:
        # nearly always: one mean over all of them takes a fifth of the time of many
        mean: FloatArray = np.stack(matrices).mean(axis=1, dtype=np.float64).astype(np.float32)
        return mean
    means = [matrix.mean(axis=0, dtype=np.float64) for matrix in matrices]
    return np.array(means, dtype=np.float32).reshape(len(matrices), n_dimensions)


def _joined(
    streams: Sequence[Iterator[tuple[str, npt.NDArray[Any]]]],
) -> Iterator[tuple[str, list[npt.NDArray[Any]]]]:
    """Yield the tracks that all streams have; each is sorted by track id."""
    heads = [next(stream, None) for stream in streams]
    while True:
        known = [head for head in heads if head is not None]
        if len(known) < len(streams):
            return
        last = max(track_id for track_id, _ in known)
        if all(track_id == last for track_id, _ in known):
            yield last, [matrix for _, matrix in known]
            heads = [next(stream, None) for stream in streams]
        else:
            heads = [
                head if head[0] == last else next(stream, None)
                for head, stream in zip(known, streams, strict=True)
            ]


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
    return streamed_matrix(library, name, recipe=recipe, batches=lambda: iter([build()]))


def streamed_matrix(
    library: Library, name: str, *, recipe: str, batches: Callable[[], Iterator[TrackMatrix]]
) -> TrackMatrix:
    """Return a derived matrix that is built batch by batch, as :func:`cached_matrix` does a whole one.

    Parameters
    ----------
    library, name, recipe
        As there.
    batches : callable
        Yields at least one batch of rows, of one width and dtype; called again if they cannot be written.

    Returns
    -------
    TrackMatrix
    """
    digest = hashlib.blake2b(recipe.encode(), digest_size=6).hexdigest()
    safe = "".join(letter if letter.isalnum() or letter in "-_" else _IN_EXPRESSION for letter in name)[:48]
    family = f"{safe}.{digest}"
    # the revision in the name makes a file immutable: a reader never sees a matrix change under it
    stem = library.cache_path / f"{family}.r{library.revision()}"
    cached = _load(stem)
    if cached is not None:
        return cached
    try:
        library.cache_path.mkdir(exist_ok=True)
        _save(stem, batches)
    except OSError:
        return _gathered(batches())  # no room, or a read-only library: slower next time, not wrong
    forget_outdated(library, family, current=stem.name)
    _forget_unused(library.cache_path)
    return _load(stem) or _gathered(batches())


def _gathered(batches: Iterator[TrackMatrix]) -> TrackMatrix:
    ids, rows = zip(*batches, strict=True)
    return TrackMatrix([track_id for batch in ids for track_id in batch], np.concatenate(rows))


def _load(stem: Path) -> TrackMatrix | None:
    with suppress(OSError):
        os.utime(f"{stem}.ids.npy")  # used now: others are forgotten before
    try:
        # the ids are written last: where they lie, the rows are whole
        track_ids = np.load(f"{stem}.ids.npy").astype("U32").tolist()
        rows = np.load(f"{stem}.rows.npy", mmap_mode="r")
    except (OSError, ValueError, EOFError):
        return None
    return TrackMatrix(track_ids, rows) if len(rows) == len(track_ids) else None


def _forget_unused(cache: Path) -> None:
    """Delete what was not asked for for the longest time, beyond so many; whoever reads it still goes on."""
    groups: dict[str, dict[str, float]] = {}
    for path in cache.iterdir():
        with suppress(OSError):  # another process may be faster
            if is_leftover(path):
                path.unlink()
            elif path.suffix == ".npy":
                name, digest = path.name.split(".")[:2]
                families = groups.setdefault(_IN_EXPRESSION if _IN_EXPRESSION in name else name, {})
                family = f"{name}.{digest}"
                families[family] = max(families.get(family, 0.0), path.stat().st_mtime)
    for group, families in groups.items():
        kept = _KEPT_EXPRESSIONS if group == _IN_EXPRESSION else _KEPT_RECIPES
        for family in sorted(families, key=families.__getitem__)[:-kept]:
            for path in cache.glob(f"{family}.r*"):
                path.unlink(missing_ok=True)


def _save(stem: Path, batches: Callable[[], Iterator[TrackMatrix]]) -> None:
    track_ids: list[str] = []
    with partial_path(f"{stem}.rows.npy") as partial, partial.open("xb") as file:
        for batch in batches():
            if not track_ids:
                _write_header(file, batch.rows, n_rows=0)
            file.write(np.ascontiguousarray(batch.rows).data)
            track_ids += batch.track_ids
        file.seek(0)
        # NumPy leaves room for any number of rows: the header stays as long as it was
        _write_header(file, batch.rows, n_rows=len(track_ids))
    with partial_path(f"{stem}.ids.npy") as partial, partial.open("xb") as file:
        np.save(file, np.array(track_ids, dtype="S32"))


def _write_header(file: BinaryIO, rows: FloatArray, *, n_rows: int) -> None:
    shape = (n_rows, *rows.shape[1:])
    header = {"descr": rows.dtype.str, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
