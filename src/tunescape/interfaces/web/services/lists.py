"""Playlists that a library keeps, as documents and as files."""

import datetime
from typing import Any

import sqlalchemy as sa

from tunescape.discovery.neighbours import Match
from tunescape.interfaces.documents import match_document, to_json, track_document
from tunescape.interfaces.web.services.known_tracks import NotThereError
from tunescape.interfaces.web.services.playlist_export import playlist_file
from tunescape.interfaces.web.services.recipes import Recipe, similarities
from tunescape.interfaces.web.services.track_rows import tracks_by_id
from tunescape.library.playlists import SavedPlaylist, read_playlist
from tunescape.library.schema import playlists
from tunescape.library.store import Library

__all__ = ["exported", "moment", "playlist_row", "saved_document", "saved_playlist"]


def moment(seconds: float | None) -> str | None:
    """Return a time as ISO 8601 in UTC."""
    if seconds is None:
        return None
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat(timespec="seconds")


def saved_playlist(library: Library, playlist_id: int) -> SavedPlaylist:
    """Return a playlist that the library keeps.

    Raises
    ------
    NotThereError
        If there is none of this number.
    """
    statement = sa.select(sa.func.count()).where(playlists.c.playlist_id == playlist_id)
    with library.connect() as connection:
        if not connection.scalar(statement):
            raise NotThereError("the library keeps no such playlist", hint="it may have been deleted since")
    return read_playlist(library, playlist_id)


def playlist_row(saved: SavedPlaylist) -> dict[str, Any]:
    """Describe a playlist without its tracks."""
    return {
        "playlist_id": saved.playlist_id,
        "name": saved.name,
        "n_tracks": saved.n_tracks,
        "changed_at": moment(saved.changed_at),
        "recipe": saved.recipe,
    }


def saved_document(library: Library, saved: SavedPlaylist) -> dict[str, Any]:
    """Describe a playlist with its tracks in playing order, and the ids of those that are gone."""
    found = tracks_by_id(library, saved.track_ids)
    there = {track.track_id for track in found}
    missing = [track_id for track_id in saved.track_ids if track_id not in there]
    return playlist_row(saved) | {"tracks": [track_document(track) for track in found], "missing": missing}


def exported(library: Library, saved: SavedPlaylist, form: str) -> bytes:
    """Return a playlist as a file.

    Parameters
    ----------
    library : Library
    saved : SavedPlaylist
    form : str
        ``m3u8``, ``xspf``, ``jspf``, ``csv`` or ``json``.

    Raises
    ------
    ExportError
        If there is no such format, a name cannot be told in it, or no track is left.
    """
    recipe = Recipe.read(saved.recipe)
    if form != "json":
        return playlist_file(library, recipe, saved.track_ids, f".{form}")
    found = tracks_by_id(library, saved.track_ids)
    alike = similarities(library, recipe, [track.track_id for track in found])
    rows = [
        # what is not known is null, where a match has a number
        {
            **match_document(Match(rank, track, 0.0)),
            "similarity": None if cosine is None else round(cosine, 6),
        }
        for rank, (track, cosine) in enumerate(zip(found, alike, strict=True), 1)
    ]
    seeds = [track_document(track) for track in tracks_by_id(library, recipe.seeds)]
    return to_json({"tracks": rows, "seeds": seeds}).encode()
