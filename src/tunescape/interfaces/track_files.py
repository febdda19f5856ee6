"""From what a user types to an audio file, without hearing it: a path, an id, or a search text."""

import os
from pathlib import Path
from typing import NamedTuple

from tunescape.discovery.sound import find_track
from tunescape.library.store import Library

__all__ = ["TrackFile", "find_track_file"]


class TrackFile(NamedTuple):
    """An audio file, and what the library calls its track.

    Attributes
    ----------
    path : str
    name : str or None
        ``Artist - Title``; None where no library was asked.
    """

    path: str
    name: str | None


def find_track_file(query: str, library: Path | None) -> TrackFile:
    """Find the file of a track.

    Parameters
    ----------
    query : str
        A path; a track id, or at least its first 6 digits; or part of a title or file name that matches one
        track.
    library : Path, optional
        Where to look it up; not opened for the path of a file, so that there need not be one.

    Returns
    -------
    TrackFile

    Raises
    ------
    QueryError
        If nothing matches, or several tracks do.
    LibraryError
        If it is no path, and there is no library.
    """
    if os.path.lexists(query) and not os.path.isdir(query):
        return TrackFile(query, None)
    track = find_track(Library(library), query)
    return TrackFile(query, None) if track is None else TrackFile(track.path, track.name)
