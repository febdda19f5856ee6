"""What was heard in a track, heard once: read from the library where it is stored, else heard and stored."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from tunescape.discovery.sound import find_track
from tunescape.errors import LibraryError
from tunescape.interfaces.track_files import find_track_file
from tunescape.library.annotations import read_annotation, write_annotation
from tunescape.library.schema import files
from tunescape.library.store import Library

__all__ = ["Annotated", "annotated"]


class Annotated(NamedTuple):
    """What is known of a track under a name.

    Attributes
    ----------
    path : str
        Its audio file.
    name : str or None
        ``Artist - Title``; None for a file that no library holds.
    track_id : str or None
        Likewise.
    document : dict
        What was heard.
    """

    path: str
    name: str | None
    track_id: str | None
    document: dict[str, Any]


def annotated(
    query: str, library: Path | None, name: str, hear: Callable[[str], dict[str, Any]]
) -> Annotated:
    """Find a track and what was heard in it.

    Parameters
    ----------
    query : str
        A path; a track id, or at least its first 6 digits; or part of a title or file name that matches one
        track.
    library : Path, optional
        By default the platform's; a path needs none.
    name : str
        Of the annotation, with its version: ``beats@1``.
    hear : callable
        Makes the document from the path of an audio file, where none is stored.

    Returns
    -------
    Annotated

    Raises
    ------
    TunescapeError
        If nothing matches, or the file cannot be heard.
    """
    try:
        opened = Library(library)
    except LibraryError:
        found = find_track_file(query, library)  # raises the same for what is no path
        return Annotated(found.path, found.name, None, hear(found.path))
    track = find_track(opened, query)
    if track is None or not _as_stored(opened, query):
        return Annotated(query, None, None, hear(query))
    document = read_annotation(opened, track.track_id, name)
    if document is None:
        document = hear(track.path)
        # a library that may only be read: what was heard is told all the same
        with contextlib.suppress(LibraryError):
            write_annotation(opened, track.track_id, name, document)
    return Annotated(track.path, track.name, track.track_id, document)


def _as_stored(library: Library, query: str) -> bool:
    """Whether a path still has the sound that the library knows; what is no path names a stored track."""
    statement = sa.select(*files.c["size", "mtime_ns"])
    with library.connect() as connection:
        path = os.fsencode(os.path.abspath(query))
        row = connection.execute(statement.where(files.c.path == path)).one_or_none()
    if row is None:
        return True
    try:
        now = os.stat(query)
    except OSError:
        return True  # another of its files may be there; else hearing says what is wrong
    return (now.st_size, now.st_mtime_ns) == (row.size, row.mtime_ns)
