"""Drop what is gone for good: only when asked to, and only after saying what."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tunescape.library.presence import is_under
from tunescape.library.schema import annotations, chart_entries, cluster_members, features, files, tracks
from tunescape.library.store import Library, raise_revision

__all__ = ["PrunePlan", "plan_prune", "prune"]


@dataclass(frozen=True)
class PrunePlan:
    """What pruning would drop.

    Attributes
    ----------
    files : tuple of bytes
        Paths that do not exist now.
    track_ids : tuple of str
        Tracks that no file is left of, with all that was heard of them.
    """

    files: tuple[bytes, ...]
    track_ids: tuple[str, ...]


def plan_prune(library: Library, roots: Sequence[bytes] = ()) -> PrunePlan:
    """Find files that are gone, and tracks that only they had.

    Parameters
    ----------
    library : Library
    roots : sequence of bytes, optional
        Absolute paths: also files below these that were never marked missing, because the whole root is gone.
    """
    with library.connect() as connection:
        rows = connection.execute(sa.select(*files.c["path", "track_id", "missing_since"])).all()
        track_ids = set(connection.execute(sa.select(tracks.c.track_id)).scalars())
    gone, kept = [], set()
    for row in rows:
        suspected = row.missing_since is not None or is_under(row.path, roots)
        if suspected and not os.path.lexists(row.path):
            gone.append(row.path)
        else:
            kept.add(row.track_id)
    return PrunePlan(tuple(sorted(gone)), tuple(sorted(track_ids - kept)))


def prune(library: Library, plan: PrunePlan) -> PrunePlan:
    """Drop what a plan names and is gone still, all or nothing.

    Returns
    -------
    PrunePlan
        What was dropped: not what came back since the plan was made.

    Raises
    ------
    LibraryError
        If an analysis is running, or the library cannot be written.
    """
    with library.analysis_lock(), library.transaction() as connection:
        gone = []
        for path in plan.files:
            if not os.path.lexists(path):
                # a row may have followed its file elsewhere
                found = connection.execute(sa.delete(files).where(files.c.path == path)).rowcount
                gone += [path] * found
        kept = frozenset(connection.execute(sa.select(files.c.track_id)).scalars())
        lonely = tuple(track_id for track_id in plan.track_ids if track_id not in kept)
        for track_id in lonely:
            for table in (features, annotations, chart_entries, cluster_members):
                connection.execute(sa.delete(table).where(table.c.track_id == track_id))
            connection.execute(sa.delete(tracks).where(tracks.c.track_id == track_id))
        raise_revision(connection)
    return PrunePlan(tuple(gone), lonely)
