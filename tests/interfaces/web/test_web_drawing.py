"""A map is drawn once, however many want it at a time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tunescape.discovery import layout
from tunescape.errors import DiscoveryError
from tunescape.interfaces.web.services import drawing as drawing_module
from tunescape.interfaces.web.services.drawing import drawing
from tunescape.interfaces.web.services.kept_map import make_points, write_points
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

_PATIENCE_S = 240.0


@pytest.fixture
def library(tmp_path: Path, invent: Callable[..., Description]) -> Library:
    library = Library(tmp_path / "library", create=True)
    write_batch(library, [invent(i, f"/m/{i}.flac") for i in range(12)], segmentation="4x15")
    return library


class _Asked(FileLock):
    """Tells when a second one asks for a lock."""

    second = threading.Event()
    first = threading.Event()

    def acquire(self, *args: Any, **kwargs: Any) -> Any:
        (self.second if self.first.is_set() else self.first).set()
        return super().acquire(*args, **kwargs)


def test_whoever_comes_second_waits_for_the_first(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = layout.library_layout

    def slowly(*args: Any, **kwargs: Any) -> layout.LibraryLayout:
        drawn.append(kwargs["method"])
        assert _Asked.second.wait(_PATIENCE_S)
        return draw(*args, **kwargs)

    monkeypatch.setattr(layout, "library_layout", slowly)
    monkeypatch.setattr(drawing_module, "FileLock", _Asked)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(write_points, library, "pca")
        assert _Asked.first.wait(_PATIENCE_S)
        second = pool.submit(make_points, str(library.path), "pca")
        assert first.result(_PATIENCE_S) == second.result(_PATIENCE_S) == f"pca.{library.revision()}"
    assert drawn == ["pca"]


def test_other_maps_are_not_waited_for(library: Library) -> None:
    with drawing(library, "default", "tsne"), drawing(library, "rhythm", "pca"):
        assert write_points(library, "pca") == f"pca.{library.revision()}"


def test_whoever_fails_keeps_nobody_waiting(tmp_path: Path) -> None:
    empty = Library(tmp_path / "empty", create=True)
    for _ in range(2):
        with pytest.raises(DiscoveryError, match="tracks"):
            write_points(empty, "pca")


def test_where_nothing_can_be_written_nobody_waits(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    library.cache_path.write_bytes(b"in the way")
    with drawing(library, "default", "pca"), drawing(library, "default", "pca"):
        assert library.cache_path.read_bytes() == b"in the way"
