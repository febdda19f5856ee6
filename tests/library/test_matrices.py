"""Derived matrices are rebuilt when stale, and only then."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tunescape.library.matrices import TrackMatrix, cached_matrix, mean_over_segments
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch


@pytest.fixture
def library(tmp_path: Path, invent: Callable[..., Description]) -> Library:
    library = Library(tmp_path / "library", create=True)
    write_batch(library, [invent(i, f"/m/{i}.flac") for i in range(3)], segmentation="4x15")
    return library


class Builder:
    """Counts how often a matrix is built."""

    def __init__(self, library: Library) -> None:
        self.library, self.count = library, 0

    def __call__(self) -> TrackMatrix:
        self.count += 1
        return mean_over_segments(self.library, "statistical", version=1, n_dimensions=42)


def test_means_are_those_of_the_segments(library: Library, invent: Callable[..., Description]) -> None:
    matrix = Builder(library)()
    assert matrix.track_ids == sorted(matrix.track_ids)
    expected = {invent(i).track_id: invent(i).features["statistical"].mean(axis=0) for i in range(3)}
    for track_id, row in zip(matrix.track_ids, matrix.rows, strict=True):
        np.testing.assert_allclose(row, expected[track_id], rtol=1e-5)


def test_a_matrix_is_built_once_and_again_when_the_library_or_recipe_changes(
    library: Library, invent: Callable[..., Description]
) -> None:
    build = Builder(library)
    first = cached_matrix(library, "a", recipe="1", build=build)
    again = cached_matrix(library, "a", recipe="1", build=build)
    assert build.count == 1
    assert isinstance(again.rows, np.memmap)
    np.testing.assert_array_equal(first.rows, again.rows)
    cached_matrix(library, "a", recipe="2", build=build)
    assert build.count == 2
    write_batch(library, [invent(9, "/m/9.flac")], segmentation="4x15")
    assert len(cached_matrix(library, "a", recipe="1", build=build).track_ids) == 4
    assert build.count == 3
    # the outdated one is gone
    assert len(list(library.cache_path.glob("a.*rows.npy"))) == 2


@pytest.mark.parametrize("damage", ["no ids", "truncated rows", "empty ids", "rubbish"])
def test_a_half_written_matrix_is_never_read(library: Library, damage: str) -> None:
    build = Builder(library)
    whole = cached_matrix(library, "a", recipe="1", build=build)
    expected = np.array(whole.rows)
    (rows,) = library.cache_path.glob("*.rows.npy")
    (ids,) = library.cache_path.glob("*.ids.npy")
    match damage:
        case "no ids":
            ids.unlink()
        case "truncated rows":
            os.truncate(rows, rows.stat().st_size // 2)
        case "empty ids":
            os.truncate(ids, 0)
        case "rubbish":
            ids.write_bytes(b"\x80\x04rubbish" * 50)
    np.testing.assert_array_equal(cached_matrix(library, "a", recipe="1", build=build).rows, expected)
    assert build.count == 2


def test_a_cache_that_cannot_be_written_costs_only_time(library: Library) -> None:
    library.cache_path.write_text("in the way")
    build = Builder(library)
    assert len(cached_matrix(library, "a", recipe="1", build=build).track_ids) == 3


def test_an_empty_library_has_an_empty_matrix(tmp_path: Path) -> None:
    library = Library(tmp_path / "empty", create=True)
    matrix = cached_matrix(library, "a", recipe="1", build=Builder(library))
    assert matrix.track_ids == []
    assert matrix.rows.shape == (0, 42)
