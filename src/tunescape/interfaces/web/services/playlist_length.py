"""How long a playlist plays, and how much of it is left."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from tunescape.interfaces.web.services.track_rows import MOST_ROWS
from tunescape.library.schema import files, tracks
from tunescape.library.store import Library

__all__ = ["Length", "playlist_length", "random_track"]


class Length(NamedTuple):
    """How long tracks play in all, in seconds, and how many of them still have a file."""

    seconds: float
    present: int


def playlist_length(library: Library, track_ids: Sequence[str]) -> Length:
    """Add up the lengths of tracks; those that are gone count for nothing."""
    seconds, present = 0.0, 0
    with library.connect() as connection:
        for first in range(0, len(track_ids), MOST_ROWS):
            here = sa.exists().where(files.c.track_id == tracks.c.track_id, files.c.missing_since.is_(None))
            statement = sa.select(sa.func.total(tracks.c.duration_s), sa.func.count()).where(
                tracks.c.track_id.in_(track_ids[first : first + MOST_ROWS]), here
            )
            row = connection.execute(statement).one()
            seconds, present = seconds + row[0], present + row[1]
    return Length(seconds, present)


def random_track(library: Library) -> str | None:
    """Return the id of any track that has a file; another one each time; None in an empty library."""
    statement = sa.select(files.c.track_id).where(files.c.missing_since.is_(None))
    with library.connect() as connection:
        return connection.scalar(statement.order_by(sa.func.random()).limit(1))
