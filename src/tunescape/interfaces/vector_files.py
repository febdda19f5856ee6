"""Feature sets and spaces as files for other programs: Parquet, CSV, NumPy."""

import csv
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.discovery.own_spaces import find_space
from tunescape.discovery.space import space_matrix
from tunescape.errors import ExportError
from tunescape.features.registry import FEATURE_SETS
from tunescape.interfaces.documents import shown
from tunescape.library.matrices import mean_over_segments
from tunescape.library.store import Library
from tunescape.whole_file import replacing

__all__ = ["VECTOR_FORMATS", "VectorTable", "export_vectors", "vector_table"]


@dataclass(frozen=True)
class VectorTable:
    """One vector per track.

    Attributes
    ----------
    track_ids, paths : list of str
    vectors : np.ndarray [shape=(n_tracks, n_dimensions), dtype=float32]
    dimensions : tuple of str
    """

    track_ids: list[str]
    paths: list[str]
    vectors: FloatArray
    dimensions: tuple[str, ...]


def vector_table(library: Library, name: str) -> VectorTable:
    """Collect one vector per track.

    Parameters
    ----------
    library : Library
    name : str
        A feature set (its plain values, averaged over the segments of a track), with or without its version
        (``musicnn``, ``musicnn@1``), or a space or an expression of spaces (unit vectors).

    Raises
    ------
    ExportError
        If no track has it, or it cannot be averaged.
    DiscoveryError
        If there is no such feature set or space.
    """
    if name == "fingerprint":
        raise ExportError("fingerprints are bits for comparing recordings", hint="export another feature set")
    base = name.partition("@")[0]
    if base in FEATURE_SETS and name == FEATURE_SETS[base].id:
        name = base
    if name in FEATURE_SETS:
        dimensions = FEATURE_SETS[name].dimensions
        version = FEATURE_SETS[name].version
        matrix = mean_over_segments(library, name, version=version, n_dimensions=len(dimensions))
    else:
        space = find_space(library, name)
        dimensions = space.dimensions
        matrix = space_matrix(library, space)
    paths = {track.track_id: shown(track.path) for track in library.tracks()}
    present = [i for i, track_id in enumerate(matrix.track_ids) if track_id in paths]
    if not present:
        extra = f" --features {name}" if name in FEATURE_SETS and not FEATURE_SETS[name].by_default else ""
        hint = f"`tunescape analyze FOLDER{extra}` first"
        raise ExportError(f"no track in {library.path} has {name}", hint=hint)
    track_ids = [matrix.track_ids[i] for i in present]
    return VectorTable(track_ids, [paths[i] for i in track_ids], matrix.take(present), dimensions)


def export_vectors(table: VectorTable, path: str | os.PathLike[str]) -> None:
    """Write a table; the extension chooses the format.

    Parameters
    ----------
    table : VectorTable
    path : str or PathLike
        ``.parquet``: ``track_id``, ``path``, ``vector``; ``.csv``: ``track_id``, ``path``, then a column
        a dimension; ``.npz``: ``track_id``, ``path``, ``vectors``, ``dimensions``.

    Raises
    ------
    ExportError
        If the extension is unknown, or the file cannot be written.
    """
    target = Path(path)
    write = VECTOR_FORMATS.get(target.suffix.lower())
    if write is None:
        hint = f"use {', '.join(VECTOR_FORMATS)}"
        raise ExportError("has no extension of a table", path=path, hint=hint)
    with replacing(path) as file:
        write(table, file)


def _parquet(table: VectorTable, file: BinaryIO) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    width = len(table.dimensions)
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(np.ascontiguousarray(table.vectors).ravel()), width)
    # the names of the dimensions travel in the schema: a list column has none of its own
    described = pa.field("vector", vectors.type, metadata={"dimensions": "\n".join(table.dimensions)})
    schema = pa.schema([("track_id", pa.string()), ("path", pa.string()), described])
    pq.write_table(pa.table([table.track_ids, table.paths, vectors], schema=schema), file)


def _csv(table: VectorTable, file: BinaryIO) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    rows = csv.writer(text)
    rows.writerow(["track_id", "path", *table.dimensions])
    for track_id, name, vector in zip(table.track_ids, table.paths, table.vectors, strict=True):
        rows.writerow([track_id, name, *(f"{value:.9g}" for value in vector)])
    text.detach()


def _npz(table: VectorTable, file: BinaryIO) -> None:
    np.savez_compressed(
        file,
        track_id=np.array(table.track_ids),
        path=np.array(table.paths),
        vectors=table.vectors,
        dimensions=np.array(table.dimensions),
    )


VECTOR_FORMATS: dict[str, Callable[[VectorTable, BinaryIO], None]] = {
    ".parquet": _parquet,
    ".csv": _csv,
    ".npz": _npz,
}
"""Writers, by extension."""
