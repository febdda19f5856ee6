"""Save what can still be read of a damaged database."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from tunescape.errors import LibraryError
from tunescape.library.backup import set_aside
from tunescape.library.schema import metadata
from tunescape.library.store import Library

__all__ = ["SavedTable", "salvage"]

_LARGEST_ROWID = 2**40


@dataclass(frozen=True)
class SavedTable:
    """What was saved of a table of a damaged database.

    Attributes
    ----------
    name : str
    saved : int
        Rows.
    before : int or None
        How many there were; None where that cannot be read any more.
    """

    name: str
    saved: int
    before: int | None


def salvage(library: Library) -> list[SavedTable]:
    """Put a new database in the place of a damaged one, with every row that can be read.

    Call it while holding the analysis lock. The damaged database is kept beside it.

    Parameters
    ----------
    library : Library

    Returns
    -------
    list of SavedTable
        Every table of a library.

    Raises
    ------
    LibraryError
        If not even the list of tables can be read; nothing was changed then.
    """
    workshop = library.path / ".salvage"
    shutil.rmtree(workshop, ignore_errors=True)
    fresh = Library(workshop, create=True)
    old, new = sqlite3.connect(library.database_path), sqlite3.connect(fresh.database_path)
    try:
        saved = [_copy(old, new, table.name) for table in metadata.sorted_tables]
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        old.close()
        new.close()
    if not any(table.saved for table in saved):
        shutil.rmtree(workshop)
        raise LibraryError("nothing of the database can be read", path=library.path, hint="restore a backup")
    set_aside(library.path)
    fresh.database_path.replace(library.database_path)
    shutil.rmtree(workshop)
    return saved


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> SavedTable:
    try:
        columns = [row[1] for row in old.execute(f"PRAGMA table_info({table})")]
    except sqlite3.DatabaseError:
        return SavedTable(table, 0, None)
    known = {row[1] for row in new.execute(f"PRAGMA table_info({table})")}
    if not columns or not set(columns) <= known:
        return SavedTable(table, 0, None)
    marks = ", ".join("?" * len(columns))
    # the rows of a new library, such as its versions, are replaced by those of the old one
    insert = f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    saved = 0
    with new:
        for row in _readable_rows(old, table):
            with contextlib.suppress(
                sqlite3.IntegrityError
            ):  # what breaks a rule of the table is damaged too
                new.execute(insert, row)
                saved += 1
    return SavedTable(table, saved, _count(old, table, at_least=saved))


def _count(connection: sqlite3.Connection, table: str, *, at_least: int) -> int | None:
    """Count the rows that a table had, by itself or by whichever of its indexes is whole."""
    try:
        indexes = [row[1] for row in connection.execute(f"PRAGMA index_list({table})")]
    except sqlite3.DatabaseError:
        indexes = []
    counts = []
    for by in ("NOT INDEXED", *(f"INDEXED BY {index}" for index in indexes)):
        with contextlib.suppress(sqlite3.DatabaseError):
            counts.append(connection.execute(f"SELECT count(*) FROM {table} {by}").fetchone()[0])
    return max((count for count in counts if count >= at_least), default=None)


def _readable_rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[object, ...]]:
    """Read a table in the order of its row numbers, jumping further and further over what cannot be read."""
    last, jump = -1, 1
    while last < _LARGEST_ROWID:
        try:
            # NOT INDEXED: the rows may be well where an index is not
            statement = f"SELECT rowid, * FROM {table} NOT INDEXED WHERE rowid > ? ORDER BY rowid"
            for rowid, *row in connection.execute(statement, (last,)):
                yield tuple(row)
                last, jump = rowid, 1
        except sqlite3.DatabaseError:
            last, jump = last + jump, 2 * jump
        else:
            return
