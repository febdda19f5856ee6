"""The lock of a lane: whoever holds it is the one process at work there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from tunescape.interfaces.web.jobs.kind import Lane
from tunescape.library.store import Library

__all__ = ["job_folder", "jobs_folder", "lane_held"]


def jobs_folder(library: Library) -> Path:
    """Return the folder of everything that jobs leave on the disk."""
    return library.path / "jobs"


def job_folder(library: Library, job_id: str) -> Path:
    """Return the folder of the files of one job: its log, and what it made."""
    return jobs_folder(library) / job_id


@contextmanager
def lane_held(library: Library, lane: Lane, *, wait_s: float = 0.0) -> Iterator[bool]:
    """Hold a lane for the block, if nobody else does; the system releases it when a process dies.

    A lock, not the number of a process: numbers are used again, and mean nothing in another container.

    Yields
    ------
    bool
        Whether it is held.
    """
    jobs_folder(library).mkdir(exist_ok=True)
    lock = FileLock(jobs_folder(library) / f"{lane}.lock")
    try:
        lock.acquire(timeout=wait_s)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
