"""A playlist as a file to download."""

import re
from collections.abc import Sequence

from tunescape.discovery.neighbours import Match
from tunescape.discovery.playlist import Playlist
from tunescape.errors import ExportError
from tunescape.interfaces.locations import Locations
from tunescape.interfaces.playlist_files import PLAYLIST_FORMATS
from tunescape.interfaces.web.services.recipes import Recipe, similarities
from tunescape.interfaces.web.services.track_rows import tracks_by_id
from tunescape.library.store import Library

__all__ = ["DOWNLOADS", "download_name", "playlist_file"]

DOWNLOADS = (".m3u8", ".xspf", ".jspf", ".csv")
"""Formats, the one that most players read first."""

_LONGEST_NAME = 80


def playlist_file(library: Library, recipe: Recipe, track_ids: Sequence[str], suffix: str) -> bytes:
    """Write a playlist as a browser may keep it.

    Nobody knows where that will be, so tracks are named by their absolute paths. Those that are gone are
    left out.

    Parameters
    ----------
    library : Library
    recipe : Recipe
        What it grew from.
    track_ids : sequence of str
    suffix : str
        One of :data:`DOWNLOADS`.

    Raises
    ------
    ExportError
        If none of its tracks is left, the format is unknown, or a name cannot be told in it.
    """
    if suffix not in DOWNLOADS:
        raise ExportError("that is no format of playlists", hint=f"use {', '.join(DOWNLOADS)}")
    tracks = tracks_by_id(library, track_ids)
    if not tracks:
        raise ExportError("a playlist without tracks is nothing to keep", hint="add some first")
    compared = similarities(library, recipe, [track.track_id for track in tracks])
    if recipe.to:
        compared[0] = 1.0  # a path begins with what nothing stands before
    matches = [
        Match(rank, track, float("nan") if similarity is None else similarity)
        for rank, (track, similarity) in enumerate(zip(tracks, compared, strict=True), 1)
    ]
    seeds = tracks_by_id(library, recipe.seeds)
    playlist = Playlist(tuple(matches), tuple(seeds))
    # a playlist at the root of the file system shares no folder with any track
    return PLAYLIST_FORMATS[suffix](playlist, Locations("/")).encode("utf-8", "surrogateescape")


def download_name(name: str, suffix: str) -> str:
    """Return a file name that any system takes, in any script."""
    stem = re.sub(r'[\x00-\x1f\x7f"*/:<>?\\|\ud800-\udfff]+', " ", name)
    stem = " ".join(stem.split()).strip(". ")[:_LONGEST_NAME].strip()
    return f"{stem or 'playlist'}{suffix}"
