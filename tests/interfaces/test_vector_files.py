"""Exported vectors: the same numbers in every format, and those of the library."""

import csv
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from shelf import Shelf

from tunescape.discovery.space import parse_space
from tunescape.errors import DiscoveryError, ExportError
from tunescape.features.registry import FEATURE_SETS, resolve_feature_sets
from tunescape.interfaces.documents import shown
from tunescape.interfaces.vector_files import VECTOR_FORMATS, VectorTable, export_vectors, vector_table
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

EXPORTED = [name for name in resolve_feature_sets("default") if name != "fingerprint"]


def read_parquet(path: Path) -> VectorTable:
    table = pq.read_table(path)
    assert table.column_names == ["track_id", "path", "vector"]
    dimensions = table.schema.field("vector").metadata[b"dimensions"].decode().split("\n")
    vectors = np.array(table["vector"].to_pylist(), dtype=np.float32).reshape(-1, len(dimensions))
    return VectorTable(table["track_id"].to_pylist(), table["path"].to_pylist(), vectors, tuple(dimensions))


def read_csv(path: Path) -> VectorTable:
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head[:2] == ["track_id", "path"]
    vectors = np.array([row[2:] for row in rows], dtype=np.float32)
    return VectorTable([row[0] for row in rows], [row[1] for row in rows], vectors, tuple(head[2:]))


def read_npz(path: Path) -> VectorTable:
    with np.load(path, allow_pickle=False) as file:
        assert sorted(file) == ["dimensions", "path", "track_id", "vectors"]
        return VectorTable(
            file["track_id"].tolist(),
            file["path"].tolist(),
            file["vectors"],
            tuple(file["dimensions"].tolist()),
        )


READERS = {".parquet": read_parquet, ".csv": read_csv, ".npz": read_npz}


@pytest.mark.parametrize("name", [*EXPORTED, "default", "statistical*0.5+musicnn"])
def test_every_track_has_one_row_with_a_value_for_every_dimension(shelf: Shelf, name: str) -> None:
    table = vector_table(shelf.library, name)
    tracks = {track.track_id: shown(track.path) for track in shelf.library.tracks()}
    assert table.track_ids == sorted(tracks)
    assert table.paths == [tracks[track_id] for track_id in table.track_ids]
    assert table.vectors.shape == (len(tracks), len(table.dimensions))
    assert np.isfinite(table.vectors).all()


@pytest.mark.parametrize("name", ["statistical", "musicnn"])
def test_a_feature_set_has_plain_values_averaged_over_segments(shelf: Shelf, name: str) -> None:
    table = vector_table(shelf.library, name)
    declared = FEATURE_SETS[name]
    assert table.dimensions == declared.dimensions
    for track_id, vector in zip(table.track_ids, table.vectors, strict=True):
        stored = shelf.library.feature_matrix(track_id, name, version=declared.version)
        assert stored is not None
        np.testing.assert_allclose(vector, stored.astype(np.float64).mean(axis=0), rtol=1e-5, atol=1e-6)


def test_a_feature_set_may_be_named_as_status_names_it(shelf: Shelf) -> None:
    named, versioned = (vector_table(shelf.library, name) for name in ("musicnn", FEATURE_SETS["musicnn"].id))
    assert np.array_equal(named.vectors, versioned.vectors)
    with pytest.raises(DiscoveryError, match="musicnn@999"):
        vector_table(shelf.library, "musicnn@999")


@pytest.mark.parametrize("name", ["default", "musicnn + statistical*2"])
def test_a_space_has_unit_vectors_whose_products_are_similarities(shelf: Shelf, name: str) -> None:
    table = vector_table(shelf.library, name)
    space = parse_space(name)
    assert table.dimensions == space.dimensions
    np.testing.assert_allclose(np.linalg.norm(table.vectors, axis=1), 1, rtol=1e-5)
    matrices = {
        needed: shelf.library.feature_matrix(table.track_ids[0], needed, version=FEATURE_SETS[needed].version)
        for needed in space.feature_sets
    }
    present = {needed: matrix for needed, matrix in matrices.items() if matrix is not None}
    np.testing.assert_allclose(table.vectors[0], space.embed(present), atol=1e-5)


@pytest.mark.parametrize("name", ["statistical", "default"])
@pytest.mark.parametrize("suffix", VECTOR_FORMATS)
def test_every_format_gives_back_exactly_what_was_exported(
    shelf: Shelf, tmp_path: Path, name: str, suffix: str
) -> None:
    table = vector_table(shelf.library, name)
    export_vectors(table, tmp_path / f"vectors{suffix}")
    read = READERS[suffix](tmp_path / f"vectors{suffix}")
    assert (read.track_ids, read.paths, read.dimensions) == (table.track_ids, table.paths, table.dimensions)
    np.testing.assert_array_equal(read.vectors, table.vectors)
    assert os.listdir(tmp_path) == [f"vectors{suffix}"]


@pytest.mark.parametrize("suffix", VECTOR_FORMATS)
def test_capitals_and_odd_names_are_written_where_they_were_asked_for(
    shelf: Shelf, tmp_path: Path, suffix: str
) -> None:
    target = Path(os.path.join(tmp_path, os.fsdecode(b"caf\xe9 s3:" + suffix.upper().encode())))
    export_vectors(vector_table(shelf.library, "statistical"), target)
    assert os.listdir(tmp_path) == [target.name]
    assert READERS[suffix](target.rename(tmp_path / f"plain{suffix}")).vectors.shape == (6, 42)


def test_paths_that_are_not_utf_8_are_told_by_escapes(shelf: Shelf) -> None:
    paths = vector_table(shelf.library, "statistical").paths
    assert [path for path in paths if "caf" in path] == [f"{shelf.music}/caf\\xe9.flac"]


def test_tracks_without_the_feature_set_are_left_out(
    tmp_path: Path, invent: Callable[..., Description]
) -> None:
    whole, part = invent(1, b"/whole.mp3"), invent(2, b"/part.mp3")
    part = invent(2, b"/part.mp3", features={"statistical": part.features["statistical"]})
    library = Library(tmp_path, create=True)
    write_batch(library, [whole, part], segmentation="4x15")
    assert vector_table(library, "statistical").paths == ["/whole.mp3", "/part.mp3"]
    assert vector_table(library, "rhythm").paths == ["/whole.mp3"]
    assert vector_table(library, "default").paths == ["/whole.mp3"]


@pytest.mark.parametrize("name", ["statistical", "default"])
def test_an_empty_library_is_an_error_with_a_way_out(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=rf"no track in .* has {name}; `tunescape analyze FOLDER` first"):
        vector_table(Library(tmp_path, create=True), name)


def test_fingerprints_are_no_vectors(shelf: Shelf) -> None:
    with pytest.raises(ExportError, match="export another feature set"):
        vector_table(shelf.library, "fingerprint")
    with pytest.raises(DiscoveryError, match="there is no space 'fingerprint'"):
        vector_table(shelf.library, "musicnn+fingerprint")


def test_an_unknown_name_is_refused(shelf: Shelf) -> None:
    with pytest.raises(DiscoveryError, match="`tunescape spaces` lists them"):
        vector_table(shelf.library, "musicmm")


@pytest.mark.parametrize("name", ["v", "v.txt", "v.xlsx", ".csv"])
def test_an_unknown_extension_is_refused_with_the_known_ones(shelf: Shelf, tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"use \.parquet, \.csv, \.npz"):
        export_vectors(vector_table(shelf.library, "statistical"), tmp_path / name)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("suffix", VECTOR_FORMATS)
@pytest.mark.parametrize("place", ["nowhere/v", "a file/v", "folder"])
def test_what_cannot_be_written_is_an_error_and_leaves_nothing(
    shelf: Shelf, tmp_path: Path, place: str, suffix: str
) -> None:
    (tmp_path / "a file").touch()
    (tmp_path / f"folder{suffix}").mkdir()
    with pytest.raises(ExportError, match="cannot be written"):
        export_vectors(vector_table(shelf.library, "statistical"), tmp_path / f"{place}{suffix}")
    assert sorted(os.listdir(tmp_path)) == ["a file", f"folder{suffix}"]
