"""The folders that a library hears: those an analysis was pointed at, and those added in the web app."""

import os
import time
from collections.abc import Iterable

import sqlalchemy as sa

from tunescape.errors import LibraryError
from tunescape.library.presence import is_under
from tunescape.library.schema import folders
from tunescape.library.store import Library

__all__ = ["add_folders", "folder_of", "forget_folder", "list_folders"]


def list_folders(library: Library) -> list[bytes]:
    """Return the folders, sorted; none lies below another."""
    with library.connect() as connection:
        return list(connection.execute(sa.select(folders.c.path).order_by(folders.c.path)).scalars())


def add_folders(library: Library, paths: Iterable[str | bytes | os.PathLike[str]]) -> None:
    """Take folders in; one that lies below another that is there is there already.

    Parameters
    ----------
    library : Library
    paths : iterable of path
        A file counts as the folder it lies in.

    Raises
    ------
    LibraryError
        If the library cannot be written.
    """
    wanted = {os.path.abspath(os.fsencode(path)) for path in paths}
    wanted = {path if os.path.isdir(path) else os.path.dirname(path) for path in wanted}
    with library.transaction() as connection:
        known = set(connection.execute(sa.select(folders.c.path)).scalars())
        every = known | wanted
        kept = {path for path in every if not is_under(path, every - {path})}
        for path in known - kept:
            connection.execute(sa.delete(folders).where(folders.c.path == path))
        for path in sorted(kept - known):
            connection.execute(sa.insert(folders).values(path=path, added_at=time.time()))


def forget_folder(library: Library, path: str | bytes | os.PathLike[str]) -> None:
    """Take a folder out; what was heard in it stays, and is no longer served.

    Raises
    ------
    LibraryError
        If it is not one of them, or the library cannot be written.
    """
    name = os.path.abspath(os.fsencode(path))
    with library.transaction() as connection:
        if connection.execute(sa.delete(folders).where(folders.c.path == name)).rowcount == 0:
            raise LibraryError("is not one of the library's folders", path=os.fsdecode(name))


def folder_of(library: Library, path: str | bytes | os.PathLike[str]) -> bytes | None:
    """Return the folder that a path lies in, None where it lies in none.

    Links are followed, on both sides: what a link below a folder points to outside it lies in none.
    """
    real = os.path.realpath(os.fsencode(path))
    for folder in list_folders(library):
        if is_under(real, [os.path.realpath(folder)]):
            return folder
    return None
