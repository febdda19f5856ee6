"""Tell the library of files that were changed by tunescape itself."""

import os

import sqlalchemy as sa

from tunescape.library.schema import files
from tunescape.library.store import Library

__all__ = ["restamp"]


def restamp(
    library: Library, path: bytes, *, before: os.stat_result, after: os.stat_result, genre: str | None = None
) -> None:
    """Note the new size and time of a file, so that the next analysis need not open it.

    Parameters
    ----------
    library : Library
    path : bytes
    before, after : os.stat_result
        Of the file. If the library knew another state than ``before``, others have changed the file, too:
        nothing is noted, and the next analysis reads its tags.
    genre : str, optional
        What its tags say now, where that was changed.
    """
    values = {"size": after.st_size, "mtime_ns": after.st_mtime_ns}
    known = sa.and_(files.c.size == before.st_size, files.c.mtime_ns == before.st_mtime_ns)
    with library.transaction() as connection:
        connection.execute(
            sa.update(files)
            .where(files.c.path == path, known)
            .values(values if genre is None else {**values, "genre": genre})
        )
