"""Which files are there, missing, or back again."""

import os
import time
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from tunescape.library.scan import Scan
from tunescape.library.schema import failures, files
from tunescape.library.store import Library

__all__ = ["is_under", "note_presence"]


def is_under(path: bytes, roots: Iterable[bytes]) -> bool:
    """Tell whether a path is one of some roots, or lies below one."""
    return any(path == root or path.startswith(os.path.join(root, b"")) for root in roots)


def note_presence(library: Library, roots: Sequence[bytes], scan: Scan) -> int:
    """Mark files that are gone as missing, and those that are back as there.

    A file is gone if it lies under a root that was searched and does not exist any more. Nothing under a root
    without any audio file, or under a folder that could not be read, is marked: a disk that is not mounted
    must not empty the library. Missing files keep their rows; their tracks show up again when they do.

    Parameters
    ----------
    library : Library
    roots : sequence of bytes
        Absolute paths that were scanned.
    scan : Scan
        What was found there.

    Returns
    -------
    int
        How many files are newly missing.
    """
    found = {file.path for file in scan.files}
    searched = [root for root in roots if any(is_under(path, [root]) for path in found)]
    unreadable = [failure.file.path for failure in scan.failures]
    with library.connect() as connection:
        rows = connection.execute(sa.select(*files.c["path", "missing_since"])).all()
        ledger = connection.execute(sa.select(failures.c.path)).scalars().all()

    def gone(path: bytes) -> bool:
        searched_here = is_under(path, searched) and not is_under(path, unreadable)
        return searched_here and path not in found and not os.path.lexists(path)

    back = [row.path for row in rows if row.missing_since is not None and row.path in found]
    lost = [row.path for row in rows if row.missing_since is None and gone(row.path)]
    settled = [path for path in ledger if gone(path)]
    if back or lost or settled:
        with library.transaction() as connection:
            _mark(connection, back, None)
            _mark(connection, lost, time.time())
            for path in settled:
                connection.execute(sa.delete(failures).where(failures.c.path == path))
    return len(lost)


def _mark(connection: sa.Connection, paths: Sequence[bytes], missing_since: float | None) -> None:
    if paths:
        statement = sa.update(files).where(files.c.path == sa.bindparam("which"))
        connection.execute(statement.values(missing_since=missing_since), [{"which": path} for path in paths])
