"""A large library answers as it was when it was last settled; a small one as it is."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tunescape.library.check import check_library
from tunescape.library.matrices import TrackMatrix, cached_matrix, mean_over_segments
from tunescape.library.records import Description
from tunescape.library.settled import MANY_TRACKS, SETTLED_NAME, Settled, last_settled, settle, settled
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

Invent = Callable[..., Description]


@pytest.fixture
def library(tmp_path: Path, invent: Invent) -> Library:
    library = Library(tmp_path / "library", create=True)
    write_batch(library, [invent(i, f"/m/{i}.flac") for i in range(3)], segmentation="4x15")
    return library


def means(library: Library) -> TrackMatrix:
    def build() -> TrackMatrix:
        return mean_over_segments(library, "statistical", version=1, n_dimensions=42)

    return cached_matrix(library, "a", recipe="1", build=build)


def hear_one_more(library: Library, invent: Invent, number: int) -> None:
    write_batch(library, [invent(number, f"/m/{number}.flac")], segmentation="4x15")


def test_what_was_derived_answers_until_it_is_settled_again(library: Library, invent: Invent) -> None:
    means(library)
    settle(library, Settled(library.revision(), MANY_TRACKS))
    hear_one_more(library, invent, 3)
    assert len(means(settled(library)).track_ids) == 3
    # somebody who wants the present has it, and leaves the rest as it is
    assert len(means(library).track_ids) == 4
    hear_one_more(library, invent, 4)
    assert len(means(library).track_ids) == 5
    earlier = means(settled(library))
    assert len(earlier.track_ids) == 3
    assert isinstance(earlier.rows, np.memmap)
    # its tracks are those of now
    assert len(settled(library).track_ids()) == 5
    settle(library, Settled(library.revision(), MANY_TRACKS))
    assert settled(library) is library
    assert len(list(library.cache_path.glob("a.*.rows.npy"))) == 1


def test_a_small_library_and_one_never_settled_are_as_they_are(library: Library, invent: Invent) -> None:
    assert settled(library) is library
    settle(library, Settled(library.revision(), MANY_TRACKS - 1))
    hear_one_more(library, invent, 3)
    assert settled(library) is library


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"revision": null, "n_tracks": 3}', "\x00"])
def test_a_damaged_note_counts_as_none(library: Library, text: str) -> None:
    library.cache_path.mkdir(exist_ok=True)
    (library.cache_path / SETTLED_NAME).write_text(text)
    assert last_settled(library) is None
    assert settled(library) is library


def test_the_note_is_no_problem_of_the_library(library: Library) -> None:
    settle(library, Settled(0, MANY_TRACKS))
    (library.cache_path / "map_points.pca.0.npz").write_bytes(b"")
    (library.cache_path / "drawing.0123456789ab.lock").touch()
    assert not [one for one in check_library(library) if "cache" in one.kind]
