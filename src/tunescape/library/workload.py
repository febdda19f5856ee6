"""What an analysis has to do, before it starts."""

from dataclasses import dataclass

import sqlalchemy as sa

from tunescape.features.registry import FEATURE_SETS
from tunescape.library.describe import AnalysisPlan
from tunescape.library.records import Failure, FileStamp
from tunescape.library.schema import features, files
from tunescape.library.store import Library

__all__ = ["Workload", "find_workload"]


@dataclass(frozen=True)
class Workload:
    """The files of a scan, sorted by what they need.

    Attributes
    ----------
    new : tuple of FileStamp
        New or changed: to be identified, and heard where their sound is new.
    incomplete : tuple of FileStamp
        Unchanged, but their tracks lack a feature set, or have it in another version or segmentation.
    unchanged : int
        Need no look.
    known_failures : tuple of Failure
        Failed before, and unchanged since.
    """

    new: tuple[FileStamp, ...]
    incomplete: tuple[FileStamp, ...]
    unchanged: int
    known_failures: tuple[Failure, ...]

    @property
    def files(self) -> tuple[FileStamp, ...]:
        """All files that have to be opened."""
        return tuple(sorted(self.new + self.incomplete, key=lambda file: file.path))


def find_workload(
    library: Library, found: tuple[FileStamp, ...], plan: AnalysisPlan, *, retry: bool = False
) -> Workload:
    """Sort the files of a scan by what they need.

    Parameters
    ----------
    library : Library
    found : tuple of FileStamp
    plan : AnalysisPlan
    retry : bool
        Try files again that failed before.
    """
    with library.connect() as connection:
        complete = _complete_tracks(connection, plan)
        stored = {
            row.path: (row.size, row.mtime_ns, row.track_id in complete)
            for row in connection.execute(sa.select(*files.c["path", "size", "mtime_ns", "track_id"]))
        }
    ledger = {}
    if not retry:
        # a file that could not even be read may be readable now, without having changed
        ledger = {failure.file: failure for failure in library.failures() if failure.stage != "scan"}
    new, incomplete, known_failures = [], [], []
    unchanged = 0
    for file in found:
        known = stored.get(file.path)
        if file in ledger:
            known_failures.append(ledger[file])
        elif known is None or known[:2] != (file.size, file.mtime_ns):
            new.append(file)
        elif known[2]:
            unchanged += 1
        else:
            incomplete.append(file)
    return Workload(tuple(new), tuple(incomplete), unchanged, tuple(known_failures))


def _complete_tracks(connection: sa.Connection, plan: AnalysisPlan) -> set[str]:
    """Ids of tracks that have every feature set of the plan, in its version and segmentation."""
    current = sa.or_(
        *(
            sa.and_(
                features.c.name == name,
                features.c.version == FEATURE_SETS[name].version,
                features.c.segmentation == plan.segmentation_of(name),
            )
            for name in plan.features
        )
    )
    statement = (
        sa.select(features.c.track_id)
        .where(current)
        .group_by(features.c.track_id)
        .having(sa.func.count() == len(plan.features))
    )
    return set(connection.execute(statement).scalars())
