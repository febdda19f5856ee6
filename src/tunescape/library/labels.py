"""Genres that a person gave to tracks: they count before what files say, and outlive re-analysis."""

import time

import sqlalchemy as sa

from tunescape.errors import QueryError
from tunescape.library.records import search_text
from tunescape.library.schema import labels
from tunescape.library.store import Library

__all__ = ["labels_by_hand", "remove_label", "set_label"]

_LONGEST_GENRE = 100


def set_label(library: Library, track_id: str, genre: str) -> None:
    """Say which genre a track has; a later word replaces an earlier one.

    Parameters
    ----------
    library : Library
    track_id : str
    genre : str
        In any language; 1 to 100 characters, blanks around it do not count.

    Raises
    ------
    QueryError
        If the genre is empty, too long, or holds what cannot be shown.
    LibraryError
        If the library cannot be written.
    """
    name = " ".join(search_text(genre).split())
    if not name or len(name) > _LONGEST_GENRE or not name.isprintable():
        raise QueryError(f"{genre!r} is no name for a genre", hint=f"give 1 to {_LONGEST_GENRE} characters")
    with library.transaction() as connection:
        connection.execute(sa.delete(labels).where(labels.c.track_id == track_id))
        connection.execute(sa.insert(labels).values(track_id=track_id, genre=name, labelled_at=time.time()))


def remove_label(library: Library, track_id: str) -> bool:
    """Take a label back; tell whether there was one.

    Raises
    ------
    LibraryError
        If the library cannot be written.
    """
    with library.transaction() as connection:
        return bool(connection.execute(sa.delete(labels).where(labels.c.track_id == track_id)).rowcount)


def labels_by_hand(library: Library) -> dict[str, str]:
    """Return all labels, by track id, those of tracks whose files are gone too."""
    with library.connect() as connection:
        rows = connection.execute(sa.select(labels.c.track_id, labels.c.genre).order_by(labels.c.track_id))
        return {row.track_id: row.genre for row in rows}
