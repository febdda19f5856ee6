"""Verify a library from the ground up, and mend what can be mended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from tunescape.errors import LibraryError
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.salvage import SavedTable, salvage
from tunescape.library.schema import chart_entries, failures, features, files, tracks
from tunescape.library.settled import SETTLED_NAME
from tunescape.library.store import Library, raise_revision
from tunescape.whole_file import PARTIAL_SUFFIX, is_leftover

__all__ = ["Problem", "check_library"]


_LASTING = ("map.", "map_points.", "drawing.", SETTLED_NAME)
"""What files of the cache begin with that stay when the library grows: maps, the locks of who draws them, and
which state was settled."""

_Row = tuple[sa.Table, sa.ColumnElement[bool], str]
"""A wrong row: its table, what finds it there, and what to tell of it."""


@dataclass(frozen=True)
class Problem:
    """Something wrong with a library.

    Attributes
    ----------
    kind : str
        What is wrong.
    count : int
        How often.
    detail : str
        An example.
    repaired : bool
    saved : tuple of SavedTable
        Of a damaged database file that was repaired: what is left of each table.
    """

    kind: str
    count: int
    detail: str
    repaired: bool = False
    saved: tuple[SavedTable, ...] = ()

    @property
    def counted(self) -> str:
        """How often what is wrong: ``1 stale file in the cache``."""
        return f"{self.count} {_ONE[self.kind] if self.count == 1 else self.kind}"


_ONE = {
    "faults of the database file": "fault of the database file",
    "feature rows that cannot be right": "feature row that cannot be right",
    "feature rows without a track": "feature row without a track",
    "chart entries without a track": "chart entry without a track",
    "file rows without a track": "file row without a track",
    "failures of files that are known as tracks": "failure of a file that is known as a track",
    "stale files in the cache": "stale file in the cache",
}
"""By what several are called: what one is."""


def check_library(library: Library, *, repair: bool = False) -> list[Problem]:
    """Check the database file, every row, and the cache.

    Parameters
    ----------
    library : Library
    repair : bool
        Mend what is found: rows that cannot be right are dropped, and computed again by the next analysis;
        stale caches are removed; of a damaged database file, what can be read is saved into a new one.

    Returns
    -------
    list of Problem
        Empty if all is well.

    Raises
    ------
    LibraryError
        If repairing while an analysis is running, or nothing of a damaged database can be read.
    """
    damaged = _integrity(library)
    if not repair:
        return damaged or [*_row_problems(library, repair=False), *_cache_problems(library, repair=False)]
    with library.analysis_lock():
        if damaged:
            saved = tuple(salvage(library))
            damaged = [replace(problem, repaired=True, saved=saved) for problem in damaged]
        # what was saved from a damaged database may lack its counterparts
        rows = list(_row_problems(library, repair=True))
        return [*damaged, *rows, *_cache_problems(library, repair=True)]


def _integrity(library: Library) -> list[Problem]:
    try:
        with library.connect() as connection:
            lines = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    except LibraryError as error:
        lines = [error.reason]
    # SQLite tells several faults at once, below a heading
    told = [line for text in lines for line in str(text).splitlines()]
    wrong = [line for line in told if line != "ok" and not line.startswith("***")]
    return [Problem("faults of the database file", len(wrong), wrong[0])] if wrong else []


def _row_problems(library: Library, *, repair: bool) -> Iterator[Problem]:
    checks: tuple[tuple[str, Callable[[sa.Connection], list[_Row]]], ...]
    checks = (
        ("feature rows that cannot be right", _bad_features),
        ("feature rows without a track", _orphaned_features),
        ("chart entries without a track", _orphaned_chart_entries),
        ("file rows without a track", _orphaned_files),
        ("failures of files that are known as tracks", _settled_failures),
    )
    for kind, find in checks:
        with library.transaction() as connection:
            found = find(connection)
            if repair:
                for table, condition, _ in found:
                    connection.execute(sa.delete(table).where(condition))
                if found:
                    raise_revision(connection)
        if found:
            yield Problem(kind, len(found), found[0][2], repaired=repair)


def _bad_features(connection: sa.Connection) -> list[_Row]:
    found = []
    statement = sa.select(features).execution_options(yield_per=256)
    for row in connection.execute(statement):
        reason = _why_wrong(row)
        if reason:
            here = sa.and_(features.c.name == row.name, features.c.track_id == row.track_id)
            found.append((features, here, f"{row.name} of {row.track_id}: {reason}"))
    return found


def _why_wrong(row: sa.Row[tuple[object, ...]]) -> str:
    try:
        matrix = np.frombuffer(row.data, dtype=row.dtype).reshape(row.n_segments, -1)
    except (ValueError, TypeError, SyntaxError):
        return "is no matrix"
    declared = FEATURE_SETS.get(row.name)
    if declared is not None and declared.version == row.version:
        expected = (len(declared.dimensions), np.dtype(declared.dtype))
        once = declared.excerpt is not None
        if (matrix.shape[1], matrix.dtype) != expected or (once and len(matrix) != 1):
            return "has another shape than declared"
    if matrix.dtype.kind == "f" and not np.isfinite(matrix).all():
        return "holds values that are not numbers"
    return ""


def _orphaned_features(connection: sa.Connection) -> list[_Row]:
    return _orphans(connection, features)


def _orphaned_chart_entries(connection: sa.Connection) -> list[_Row]:
    return _orphans(connection, chart_entries)


def _orphans(connection: sa.Connection, table: sa.Table) -> list[_Row]:
    statement = sa.select(table.c.track_id).distinct()
    lonely = connection.execute(statement.where(table.c.track_id.not_in(sa.select(tracks.c.track_id))))
    return [(table, table.c.track_id == track_id, track_id) for track_id in lonely.scalars()]


def _orphaned_files(connection: sa.Connection) -> list[_Row]:
    statement = sa.select(files.c.path, files.c.path_text)
    lonely = connection.execute(statement.where(files.c.track_id.not_in(sa.select(tracks.c.track_id))))
    return [(files, files.c.path == row.path, row.path_text) for row in lonely]


def _settled_failures(connection: sa.Connection) -> list[_Row]:
    same = sa.and_(
        files.c.path == failures.c.path,
        files.c.size == failures.c.size,
        files.c.mtime_ns == failures.c.mtime_ns,
    )
    statement = sa.select(files.c.path, files.c.path_text).join(failures, same)
    return [(failures, failures.c.path == row.path, row.path_text) for row in connection.execute(statement)]


def _cache_problems(library: Library, *, repair: bool) -> Iterator[Problem]:
    if not library.cache_path.is_dir():
        return
    revision = library.revision()
    stale = [path for path in sorted(library.cache_path.iterdir()) if _is_stale(path, revision)]
    if repair:
        for path in stale:
            path.unlink()
    if stale:
        yield Problem("stale files in the cache", len(stale), stale[0].name, repaired=repair)


def _is_stale(path: Path, revision: int) -> bool:
    if path.is_dir():
        return False  # a library of parts of tracks: what was heard of them stays true
    if path.suffix == PARTIAL_SUFFIX:
        return is_leftover(path)
    return f".r{revision}." not in path.name and not path.name.startswith(_LASTING)
