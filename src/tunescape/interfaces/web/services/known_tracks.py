"""Tracks by their ids: their rows, sounds and files, or an error that says there is none."""

import os

from tunescape.discovery.sound import Sound, find_sound
from tunescape.errors import QueryError
from tunescape.interfaces.web.services.track_rows import tracks_by_id
from tunescape.library.folders import folder_of
from tunescape.library.records import Track
from tunescape.library.store import Library

__all__ = ["NotThereError", "known_sound", "known_track", "served_file"]


class NotThereError(QueryError):
    """What was asked for is not there, or may not be served."""

    stage = "not_found"


def known_track(library: Library, track_id: str) -> Track:
    """Return a track.

    Raises
    ------
    NotThereError
        If the library holds none of this id, or no file of it is left.
    """
    found = tracks_by_id(library, [track_id])
    if not found:
        raise NotThereError("the library holds no such track", hint="it may have been removed since")
    return found[0]


def known_sound(library: Library, track_id: str) -> Sound:
    """Return a track and what its sound was described as.

    Raises
    ------
    NotThereError
        As :func:`known_track`.
    """
    known_track(library, track_id)
    sound = find_sound(library, track_id)
    if not sound.stored:  # a file of this name where the server runs
        raise NotThereError("the library holds no such track", hint="it may have been removed since")
    return sound


def served_file(library: Library, track_id: str) -> str:
    """Return the path of a file of a track that lies in one of the library's folders, links followed.

    Raises
    ------
    NotThereError
        If there is no such track, no file of it is there, or none lies in a folder of the library.
    """
    known_track(library, track_id)
    there = [path for path in library.files_of(track_id) if os.path.isfile(path)]
    if not there:
        raise NotThereError(
            "the file of this track is not there any more",
            hint="is its disk connected? Analyse the folder again",
        )
    for path in there:
        if folder_of(library, path) is not None:
            return os.path.realpath(os.fsdecode(path))
    raise NotThereError("this track lies in none of the library's folders", hint="add its folder to play it")
