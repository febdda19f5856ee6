"""What is derived is made before somebody asks: of large libraries, when they are quiet."""

import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tunescape.interfaces.web import warming
from tunescape.interfaces.web.services.kept_map import cached_token
from tunescape.interfaces.web.warming import Warmer, warm
from tunescape.library import settled as settled_module
from tunescape.library.jobs import queue_job, start_job
from tunescape.library.records import Description
from tunescape.library.settled import Settled, last_settled
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

Invent = Callable[..., Description]


@pytest.fixture
def library(tmp_path: Path, invent: Invent) -> Library:
    library = Library(tmp_path / "library", create=True)
    write_batch(library, [invent(i, f"/m/{i}.flac") for i in range(40)], segmentation="4x15")
    return library


@pytest.fixture
def begun(library: Library, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The revisions for which something was begun; nothing is."""
    revisions: list[int] = []
    monkeypatch.setattr(warming, "MANY_TRACKS", 10)
    monkeypatch.setattr(Warmer, "_begin", lambda _: revisions.append(library.revision()))
    return revisions


def hear_one_more(library: Library, invent: Invent, number: int) -> None:
    write_batch(library, [invent(number, f"/m/{number}.flac")], segmentation="4x15")


def test_what_is_made_is_found(library: Library, monkeypatch: pytest.MonkeyPatch, invent: Invent) -> None:
    monkeypatch.setattr(settled_module, "MANY_TRACKS", 10)
    warm(str(library.path))
    revision = library.revision()
    assert last_settled(library) == Settled(revision, 40)
    made = {path.name.split(".")[0] for path in library.cache_path.glob(f"*.r{revision}.*")}
    assert made == {"default", "musicnn", "topics"}
    assert cached_token(library, "pca") == f"pca.{revision}"
    # and stays while more is heard
    hear_one_more(library, invent, 40)
    assert cached_token(library, "pca") == f"pca.{revision}"


def test_it_begins_when_the_library_has_changed_and_is_quiet(
    library: Library, begun: list[int], invent: Invent, monkeypatch: pytest.MonkeyPatch
) -> None:
    warmer = Warmer(library)
    warmer.look_once()
    assert begun == []
    monkeypatch.setattr(warming, "_QUIET_S", 0.0)
    warmer.look_once()
    warmer.look_once()
    assert begun == [library.revision()]
    monkeypatch.setattr(warming, "_QUIET_S", 60.0)
    hear_one_more(library, invent, 40)
    warmer.look_once()
    assert len(begun) == 1
    monkeypatch.setattr(warming, "_QUIET_S", 0.0)
    warmer.look_once()
    assert begun[1:] == [library.revision()]


def test_an_analysis_is_waited_for_but_not_for_ever(
    library: Library, begun: list[int], invent: Invent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "_QUIET_S", 0.0)
    warmer = Warmer(library)
    warmer.look_once()
    start_job(library, queue_job(library, "analyze", {}).job_id, os.getpid())
    hear_one_more(library, invent, 40)
    warmer.look_once()
    warmer.look_once()
    assert len(begun) == 1
    monkeypatch.setattr(warming, "_WHILE_BUSY_S", 0.0)
    warmer.look_once()
    assert len(begun) == 2


def test_a_small_library_is_left_alone(library: Library, begun: list[int]) -> None:
    library_of_none = Library(library.path.parent / "other", create=True)
    Warmer(library_of_none).look_once()
    assert begun == []


def test_it_works_in_a_process_of_its_own_and_ends_that_with_itself(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "MANY_TRACKS", 10)
    monkeypatch.setattr(warming, "_QUIET_S", 0.0)
    warmer = Warmer(library)
    warmer.look_once()
    (process,) = [one for one in multiprocessing.active_children() if one.name == "warming"]
    warmer.stop()
    assert process.exitcode is not None
