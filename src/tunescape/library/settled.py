"""A large library as it was when all that is derived from it was last made: questions need not wait for that.

While an analysis writes, what is derived (matrices, maps) is outdated every few seconds, and making it anew
takes seconds where there are many tracks. Whoever asks what sounds like a track rather has the answer of a
minute ago at once.
"""

import json
import os
from typing import NamedTuple

from tunescape.errors import LibraryError
from tunescape.library.store import Library
from tunescape.whole_file import replacing

__all__ = [
    "MANY_TRACKS",
    "SETTLED_NAME",
    "Settled",
    "as_of",
    "forget_outdated",
    "last_settled",
    "settle",
    "settled",
]

MANY_TRACKS = 5_000
"""With fewer, all is made anew within a second: nobody need be told what was true a minute ago."""

SETTLED_NAME = "settled.json"


class Settled(NamedTuple):
    """When all that is derived was last made: the revision, and how many tracks there were."""

    revision: int
    n_tracks: int


class _EarlierLibrary(Library):
    """A library whose derived files are those of an earlier revision; its tracks are those of now."""

    def __init__(self, library: Library, revision: int) -> None:
        self.__dict__.update(vars(library))
        self._revision = revision

    def revision(self) -> int:
        """Return the earlier revision."""
        return self._revision


def as_of(library: Library, revision: int) -> Library:
    """Return a library whose derived files are looked up, and kept, as those of a revision."""
    return _EarlierLibrary(library, revision)


def settled(library: Library) -> Library:
    """Return a library as it was when it was last settled, if it is large; else as it is."""
    last = last_settled(library)
    if last is None or last.n_tracks < MANY_TRACKS or last.revision >= library.revision():
        return library
    return as_of(library, last.revision)


def forget_outdated(library: Library, family: str, *, current: str) -> None:
    """Delete derived files of other revisions: not those by which questions are answered meanwhile.

    Parameters
    ----------
    library : Library
    family : str
        What their names begin with, before ``.r`` and the revision.
    current : str
        What the names of those to keep begin with.
    """
    last = last_settled(library)
    kept = [f"{current}."] + ([f"{family}.r{last.revision}."] if last else [])
    for old in library.cache_path.glob(f"{family}.r*"):
        if not old.name.startswith(tuple(kept)):
            old.unlink(missing_ok=True)


def last_settled(library: Library) -> Settled | None:
    """Return what :func:`settle` wrote, None where it never has."""
    try:
        document = json.loads((library.cache_path / SETTLED_NAME).read_bytes())
        return Settled(int(document["revision"]), int(document["n_tracks"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def settle(library: Library, now: Settled) -> None:
    """Say that all that is derived was made for a revision; that of the one before is deleted.

    Raises
    ------
    LibraryError
        If the cache cannot be written.
    """
    before = last_settled(library)
    os.makedirs(library.cache_path, exist_ok=True)
    with replacing(library.cache_path / SETTLED_NAME, error=LibraryError) as file:
        file.write(json.dumps(now._asdict()).encode())
    if before is not None and before.revision != now.revision:
        for old in library.cache_path.glob(f"*.r{before.revision}.*"):
            old.unlink(missing_ok=True)
