"""Copies of a library's database, whole at any moment, and the way back."""

import os
import shutil
import sqlite3
import time
from pathlib import Path
from urllib.parse import urlencode

from tunescape.errors import LibraryError
from tunescape.library.schema import SCHEMA_VERSION
from tunescape.library.sqlite import sqlite_options
from tunescape.library.store import Library
from tunescape.whole_file import partial_path

__all__ = ["backup_library", "restore_library", "set_aside"]


def backup_library(library: Library, path: str | os.PathLike[str]) -> int:
    """Write the whole database into one file, consistent even while an analysis runs.

    Parameters
    ----------
    library : Library
    path : str or PathLike
        An existing file is replaced, once the new one is whole and checked.

    Returns
    -------
    int
        Size in bytes.

    Raises
    ------
    LibraryError
        If the file cannot be written, or the database is damaged.
    """
    target = Path(path)
    try:
        with partial_path(target) as partial:
            _copy_database(library.database_path, partial)
            _verify(partial)
    except (sqlite3.Error, OSError) as error:
        raise LibraryError(f"the backup cannot be written ({error})", path=path) from error
    return target.stat().st_size


def restore_library(library_path: str | os.PathLike[str], backup: str | os.PathLike[str]) -> Path | None:
    """Put a backup in the place of a library's database.

    Parameters
    ----------
    library_path : str or PathLike
        The library's directory; made if it is not there.
    backup : str or PathLike
        As :func:`backup_library` wrote it.

    Returns
    -------
    Path or None
        Where the database that was there before lies now: nothing is thrown away.

    Raises
    ------
    LibraryError
        If the backup is damaged, no library, or of a newer tunescape; or while an analysis is running. The
        library is untouched then.
    """
    folder = Path(library_path)
    _verify(Path(backup))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with Library.lock(folder):
            fresh = folder / ".library.db.restoring"
            shutil.copyfile(backup, fresh)
            replaced = set_aside(folder)
            fresh.replace(folder / "library.db")
    except OSError as error:
        raise LibraryError(f"the backup cannot be restored ({error.strerror})", path=folder) from error
    shutil.rmtree(folder / "cache", ignore_errors=True)  # derived from what was there before
    _use_write_ahead_log(folder / "library.db")
    Library(folder)  # an older schema is migrated now, not at the next command
    return replaced


def _copy_database(source: Path, target: Path) -> None:
    options = urlencode(sqlite_options(source))
    reader = sqlite3.connect(f"{source.resolve().as_uri()}?{options}", uri=True)
    writer = sqlite3.connect(target)
    try:
        reader.backup(writer)
        # one plain file: a write-ahead log would need its neighbours
        writer.execute("PRAGMA journal_mode = DELETE")
    finally:
        reader.close()
        writer.close()


def _use_write_ahead_log(database: Path) -> None:
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def _verify(path: Path) -> None:
    if not path.is_file():
        raise LibraryError("does not exist", path=path, hint="name a file that `tunescape backup` wrote")
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        state = connection.execute("PRAGMA integrity_check").fetchone()[0]
        row = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    except sqlite3.DatabaseError as error:
        raise LibraryError(f"is no backup of a library ({error})", path=path) from error
    finally:
        connection.close()
    if state != "ok" or row is None:
        raise LibraryError(f"is a damaged backup ({state})", path=path)
    if int(row[0]) > SCHEMA_VERSION:
        raise LibraryError("was made by a newer tunescape", path=path, hint="upgrade tunescape")


def set_aside(folder: Path) -> Path | None:
    """Rename a library's database, with its write-ahead log, and return its new place."""
    database = folder / "library.db"
    if not database.exists():
        return None
    replaced = folder / f"library.db.replaced-{time.strftime('%Y%m%dT%H%M%S')}"
    # its write-ahead log belongs to it: a later look at the old database must find both
    for suffix in ("", "-wal", "-shm"):
        part = Path(f"{database}{suffix}")
        if part.exists():
            part.replace(f"{replaced}{suffix}")
    return replaced
