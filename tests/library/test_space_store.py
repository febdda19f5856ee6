"""A library keeps spaces of one's own."""

import time
from pathlib import Path

import pytest

from tunescape.errors import LibraryError
from tunescape.library.space_store import remove_space, store_space, stored_spaces
from tunescape.library.store import Library


def test_spaces_are_kept_replaced_and_forgotten(tmp_path: Path) -> None:
    library = Library(tmp_path, create=True)
    assert stored_spaces(library) == []
    before = time.time()
    assert not store_space(library, "b", {"blocks": [1.5, "夜"]})
    assert not store_space(library, "a", {"blocks": []})
    assert store_space(library, "a", {"blocks": [2]})
    kept = stored_spaces(Library(tmp_path))
    assert [(one.name, one.recipe) for one in kept] == [
        ("a", {"blocks": [2]}),
        ("b", {"blocks": [1.5, "夜"]}),
    ]
    assert all(before <= one.made_at <= time.time() for one in kept)
    remove_space(library, "a")
    assert [one.name for one in stored_spaces(library)] == ["b"]
    with pytest.raises(LibraryError, match="has no space of its own named 'a'"):
        remove_space(library, "a")


def test_a_space_makes_no_matrix_stale(tmp_path: Path) -> None:
    library = Library(tmp_path, create=True)
    revision = library.revision()
    store_space(library, "a", {})
    assert library.revision() == revision
