"""What was heard is heard once, wherever the library knows the track."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from shelf import Shelf

from tunescape.errors import LibraryError, QueryError
from tunescape.interfaces.annotated import annotated
from tunescape.library.schema import files


class Ear:
    def __init__(self) -> None:
        self.heard: list[str] = []

    def __call__(self, path: str) -> dict[str, Any]:
        self.heard.append(path)
        return {"times": len(self.heard)}


def test_heard_once_by_path_id_and_title(copied: Shelf) -> None:
    ear = Ear()
    path = copied.path("moon.m4a")
    first = annotated(path, copied.library_path, "beats@1", ear)
    again = [
        annotated(query, copied.library_path, "beats@1", ear)
        for query in (path, first.track_id or "", "blue moon")
    ]
    assert [one.document for one in (first, *again)] == [{"times": 1}] * 4
    assert ear.heard == [path]
    assert again[2].name == "The Sines - Blue Moon"
    assert annotated(path, copied.library_path, "beats@2", ear).document == {"times": 2}


def test_a_file_that_changed_is_another_track(copied: Shelf) -> None:
    ear = Ear()
    path = copied.path("moon.m4a")
    with copied.library.transaction() as connection:  # as if it had been heard before it changed
        connection.execute(sa.update(files).values(mtime_ns=0))
    found = annotated(path, copied.library_path, "beats@1", ear)
    assert (found.track_id, found.document) == (None, {"times": 1})
    assert annotated(path, copied.library_path, "beats@1", ear).document == {"times": 2}


def test_a_file_outside_any_library_is_heard_each_time(copied: Shelf, tmp_path: Path) -> None:
    ear = Ear()
    other = tmp_path / "other.flac"
    other.touch()
    for library in (copied.library_path, tmp_path / "no library"):
        assert annotated(str(other), library, "beats@1", ear).track_id is None
    assert ear.heard == [str(other)] * 2


def test_what_is_no_track_is_said(copied: Shelf, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="no track matches"):
        annotated("nothing of the kind", copied.library_path, "beats@1", Ear())
    with pytest.raises(LibraryError, match="no library"):
        annotated("a title", tmp_path / "no library", "beats@1", Ear())
