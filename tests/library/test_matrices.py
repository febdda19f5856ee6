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


def names_of(library: Library) -> set[str]:
    return {path.name.split(".")[0] for path in library.cache_path.glob("*.npy")}


def test_of_expressions_the_last_used_are_kept(library: Library) -> None:
    named = cached_matrix(library, "named", recipe="n", build=Builder(library))
    build = Builder(library)
    matrices = [cached_matrix(library, f"a*{i}", recipe=str(i), build=build) for i in range(8)]
    expected = np.array(matrices[1].rows)
    # the named one is the oldest, then come the others in their order
    for path in library.cache_path.iterdir():
        i = int(path.name[2]) if path.name.startswith("a") else -1
        os.utime(path, (1000 + i, 1000 + i))
    cached_matrix(library, "a*0", recipe="0", build=build)
    assert build.count == 8
    cached_matrix(library, "a*8", recipe="8", build=build)
    assert names_of(library) == {"named", *(f"a+{i}" for i in (0, 2, 3, 4, 5, 6, 7, 8))}
    # who is reading what was forgotten reads on
    assert isinstance(matrices[1].rows, np.memmap)
    np.testing.assert_array_equal(matrices[1].rows, expected)
    np.testing.assert_array_equal(cached_matrix(library, "a*1", recipe="1", build=build).rows, expected)
    assert len(named.track_ids) == 3


def test_of_recipes_of_one_name_the_last_two_are_kept(library: Library) -> None:
    build = Builder(library)
    for recipe in "123":
        for path in library.cache_path.glob("*"):
            os.utime(path, (1000 + int(recipe), 1000 + int(recipe)))
        cached_matrix(library, "a", recipe=recipe, build=build)
        cached_matrix(library, f"b{recipe}", recipe=recipe, build=build)
    assert names_of(library) == {"a", "b1", "b2", "b3"}
    assert len(list(library.cache_path.glob("a.*.rows.npy"))) == 2
    cached_matrix(library, "a", recipe="3", build=build)
    assert build.count == 6


def test_what_a_killed_process_left_is_forgotten(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.cache_path.mkdir()
    begun = library.cache_path / ".a.0123456789ab.r1.rows.npy.0123456789abcdef.part"
    begun.touch()
    cached_matrix(library, "a", recipe="1", build=Builder(library))
    assert begun.exists()  # somebody may be writing to it
    monkeypatch.setattr("tunescape.whole_file._ABANDONED_S", -1)
    cached_matrix(library, "a", recipe="2", build=Builder(library))
    assert not begun.exists()


def test_others_may_read_the_cache_who_may_read_the_library(library: Library) -> None:
    cached_matrix(library, "a", recipe="1", build=Builder(library))
    (library.path / "another").touch()
    expected = (library.path / "another").stat().st_mode
    assert {path.stat().st_mode for path in library.cache_path.iterdir()} == {expected}


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
