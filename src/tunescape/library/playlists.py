"""Playlists kept in a library."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from tunescape.errors import LibraryError, QueryError
from tunescape.library.schema import playlist_tracks, playlists
from tunescape.library.store import Library

__all__ = ["SavedPlaylist", "delete_playlist", "list_playlists", "read_playlist", "save_playlist"]

_LONGEST_NAME = 200
_MOST_TRACKS = 100_000


class SavedPlaylist(NamedTuple):
    """A playlist as it is kept.

    Attributes
    ----------
    playlist_id : int
    name : str
    track_ids : tuple of str
        In playing order, also those whose files are gone; empty in a list of playlists.
    n_tracks : int
    recipe : dict
        The seeds and options it was grown with, as JSON.
    changed_at : float
        Seconds since 1970.
    """

    playlist_id: int
    name: str
    track_ids: tuple[str, ...]
    n_tracks: int
    recipe: dict[str, Any]
    changed_at: float


def list_playlists(library: Library) -> list[SavedPlaylist]:
    """Return all playlists, the newest first, without their tracks."""
    n_tracks = (
        sa.select(sa.func.count())
        .select_from(playlist_tracks)
        .where(playlist_tracks.c.playlist_id == playlists.c.playlist_id)
        .scalar_subquery()
    )
    statement = sa.select(playlists, n_tracks.label("n_tracks"))
    with library.connect() as connection:
        rows = connection.execute(
            statement.order_by(playlists.c.changed_at.desc(), playlists.c.playlist_id.desc())
        )
        return [
            SavedPlaylist(row.playlist_id, row.name, (), row.n_tracks, row.recipe, row.changed_at)
            for row in rows
        ]


def read_playlist(library: Library, playlist_id: int) -> SavedPlaylist:
    """Return one playlist.

    Raises
    ------
    LibraryError
        If the library does not hold it.
    """
    with library.connect() as connection:
        row = connection.execute(
            sa.select(playlists).where(playlists.c.playlist_id == playlist_id)
        ).one_or_none()
        if row is None:
            raise LibraryError(f"holds no playlist {playlist_id}", path=library.path)
        chosen = sa.select(playlist_tracks.c.track_id).where(playlist_tracks.c.playlist_id == playlist_id)
        track_ids = tuple(connection.execute(chosen.order_by(playlist_tracks.c.position)).scalars())
    return SavedPlaylist(playlist_id, row.name, track_ids, len(track_ids), row.recipe, row.changed_at)


def save_playlist(
    library: Library,
    name: str,
    track_ids: Sequence[str],
    *,
    recipe: Mapping[str, Any] | None = None,
    playlist_id: int | None = None,
) -> int:
    """Keep a playlist; tell its number.

    Parameters
    ----------
    library : Library
    name : str
        1 to 200 characters; two playlists may have the same.
    track_ids : sequence of str
        In playing order, at most 100,000.
    recipe : mapping, optional
        How it was grown, as JSON.
    playlist_id : int, optional
        Of the playlist whose place it takes; by default it is a new one.

    Raises
    ------
    QueryError
        If the name is empty, too long or cannot be shown, or the tracks are too many.
    LibraryError
        If ``playlist_id`` is unknown, or the library cannot be written.
    """
    title = " ".join(name.split())
    if not title or len(title) > _LONGEST_NAME or not title.isprintable():
        raise QueryError(f"{name!r} is no name for a playlist", hint=f"give 1 to {_LONGEST_NAME} characters")
    if len(track_ids) > _MOST_TRACKS:
        raise QueryError(
            f"a playlist of {len(track_ids):,} tracks is too long", hint=f"at most {_MOST_TRACKS:,}"
        )
    now = time.time()
    values = {"name": title, "recipe": dict(recipe or {}), "changed_at": now}
    with library.transaction() as connection:
        if playlist_id is None:
            fresh = sa.insert(playlists).values(**values, made_at=now).returning(playlists.c.playlist_id)
            playlist_id = connection.execute(fresh).scalar_one()
        else:
            _replace(connection, library, playlist_id, values)
        rows = [
            {"playlist_id": playlist_id, "position": position, "track_id": track_id}
            for position, track_id in enumerate(track_ids)
        ]
        if rows:
            connection.execute(sa.insert(playlist_tracks), rows)
    return playlist_id


def delete_playlist(library: Library, playlist_id: int) -> None:
    """Forget a playlist; its tracks stay.

    Raises
    ------
    LibraryError
        If the library does not hold it, or cannot be written.
    """
    with library.transaction() as connection:
        connection.execute(sa.delete(playlist_tracks).where(playlist_tracks.c.playlist_id == playlist_id))
        gone = connection.execute(sa.delete(playlists).where(playlists.c.playlist_id == playlist_id))
        if gone.rowcount == 0:
            raise LibraryError(f"holds no playlist {playlist_id}", path=library.path)


def _replace(
    connection: sa.Connection, library: Library, playlist_id: int, values: Mapping[str, Any]
) -> None:
    changed = connection.execute(
        sa.update(playlists).where(playlists.c.playlist_id == playlist_id).values(**values)
    )
    if changed.rowcount == 0:
        raise LibraryError(f"holds no playlist {playlist_id}", path=library.path)
    connection.execute(sa.delete(playlist_tracks).where(playlist_tracks.c.playlist_id == playlist_id))
