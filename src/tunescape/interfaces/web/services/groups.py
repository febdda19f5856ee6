"""Groups of tracks that a visitor may compare: conditions, saved playlists, folders of the library."""

import re

from tunescape.discovery.compare.groups import REST, Group, find_group
from tunescape.errors import QueryError
from tunescape.interfaces.web.services.lists import saved_playlist
from tunescape.interfaces.web.services.track_rows import tracks_by_id
from tunescape.library.folders import folder_of
from tunescape.library.store import Library
from tunescape.library.where import parse_where

__all__ = ["find_named_group"]

_PLAYLIST = re.compile(r"playlist:(\d{1,15})")
_FOLDER = "folder:"


def find_named_group(library: Library, text: str) -> Group | str:
    """Find a group of tracks.

    Parameters
    ----------
    library : Library
    text : str
        A condition; ``playlist:3``, a playlist that the library keeps; ``folder:/music/jazz``, in a folder of
        the library; or ``rest``.

    Returns
    -------
    Group, or "rest"

    Raises
    ------
    QueryError
        If it is none of these, or holds no track of the library.
    NotThereError
        If there is no such playlist.
    """
    wanted = text.strip()
    if wanted == REST:
        return REST
    if found := _PLAYLIST.fullmatch(wanted):
        return _playlist(library, int(found[1]))
    if wanted.startswith(_FOLDER):
        return _folder(library, wanted.removeprefix(_FOLDER))
    # never find_group's own reading: it takes what is there on the disk for a path
    found_ids = frozenset(track.track_id for track in library.tracks(parse_where(wanted)))
    if not found_ids:
        raise QueryError(f"no track matches {wanted!r}", hint="write another condition")
    return Group(wanted, found_ids)


def _playlist(library: Library, playlist_id: int) -> Group:
    saved = saved_playlist(library, playlist_id)
    present = frozenset(track.track_id for track in tracks_by_id(library, saved.track_ids))
    if not present:
        raise QueryError("no track of that playlist is in the library", hint="choose another one")
    return Group(saved.name, present)


def _folder(library: Library, path: str) -> Group:
    if "\0" in path or folder_of(library, path) is None:
        raise QueryError("that is no folder of the library", hint="add it first, or choose another one")
    return find_group(library, path)
