"""The REST API on the shelf, asked as a browser would."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from api_client import Api
from shelf import Shelf

from tunescape.interfaces.web.settings import WebSettings
from tunescape.interfaces.web.state import WebState


def _open(shelf: Shelf, **settings: Any) -> Iterator[Api]:
    state = WebState(WebSettings(library=shelf.library_path, **settings))
    yield Api(state)
    state.workers.stop()


@pytest.fixture(scope="session")
def api(shelf: Shelf) -> Iterator[Api]:
    """The API on a library that is not to be changed."""
    yield from _open(shelf)


@pytest.fixture
def own(copied: Shelf) -> Iterator[Api]:
    """The API on a library of its own, in which folders below the music may be added."""
    yield from _open(copied, roots=(copied.music,), max_upload_bytes=2_000_000)


@pytest.fixture(scope="session")
def id_of(shelf: Shelf) -> Callable[[str], str]:
    """A function from a title to the id of its track."""
    ids = {track.title: track.track_id for track in shelf.library.tracks()}
    return ids.__getitem__
