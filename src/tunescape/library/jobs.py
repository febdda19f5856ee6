"""Long work that was ordered, is going on, or has ended; kept, so that a restart loses none of it."""

import time
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from tunescape.errors import LibraryError
from tunescape.library.schema import jobs
from tunescape.library.store import Library

__all__ = [
    "ENDED",
    "Job",
    "cancel_job",
    "end_job",
    "job_progress",
    "list_jobs",
    "queue_job",
    "read_job",
    "requeue_job",
    "start_job",
]

ENDED = ("done", "failed", "cancelled")
"""The states that a job does not leave; before them it is ``queued`` or ``running``."""

_KEPT = 200
"""So many jobs that have ended are remembered."""


class Job(NamedTuple):
    """One piece of work.

    Attributes
    ----------
    job_id : str
    kind : str
        What it does: ``analyze``, ``cluster``, ``train``, ...
    parameters : dict
        What it was ordered with, as JSON.
    state : str
        ``queued``, ``running``, ``done``, ``failed`` or ``cancelled``.
    progress : dict
        How far it is: ``done`` and ``total`` where they are known, and what the kind adds.
    result, error : JSON value or None
        What came out; an error has ``code``, ``message`` and ``hint``.
    cancel_requested : bool
    pid : int or None
        Of the process at work.
    queued_at, started_at, ended_at : float or None
        Seconds since 1970.
    """

    job_id: str
    kind: str
    parameters: dict[str, Any]
    state: str
    progress: dict[str, Any]
    result: Any
    error: Any
    cancel_requested: bool
    pid: int | None
    queued_at: float
    started_at: float | None
    ended_at: float | None


def queue_job(library: Library, kind: str, parameters: Mapping[str, Any]) -> Job:
    """Order a job, and forget the oldest of those that have ended long ago.

    Raises
    ------
    LibraryError
        If the library cannot be written.
    """
    job_id = uuid.uuid4().hex
    ended = sa.select(jobs.c.job_id).where(jobs.c.state.in_(ENDED))
    with library.transaction() as connection:
        old = connection.execute(ended.order_by(jobs.c.ended_at.desc()).offset(_KEPT)).scalars().all()
        connection.execute(sa.delete(jobs).where(jobs.c.job_id.in_(old)))
        connection.execute(
            sa.insert(jobs).values(
                job_id=job_id,
                kind=kind,
                parameters=dict(parameters),
                state="queued",
                progress={},
                cancel_requested=False,
                queued_at=time.time(),
            )
        )
    return read_job(library, job_id)


def list_jobs(library: Library, *, states: tuple[str, ...] = (), limit: int | None = None) -> list[Job]:
    """Return jobs, the newest first; those in some states, or all."""
    statement = sa.select(jobs).order_by(jobs.c.queued_at.desc(), jobs.c.job_id).limit(limit)
    if states:
        statement = statement.where(jobs.c.state.in_(states))
    with library.connect() as connection:
        return [Job(**row._mapping) for row in connection.execute(statement)]


def read_job(library: Library, job_id: str) -> Job:
    """Return one job.

    Raises
    ------
    LibraryError
        If there is none of this id.
    """
    with library.connect() as connection:
        row = connection.execute(sa.select(jobs).where(jobs.c.job_id == job_id)).one_or_none()
    if row is None:
        raise LibraryError(f"knows no job {job_id}", path=library.path)
    return Job(**row._mapping)


def start_job(library: Library, job_id: str, pid: int) -> bool:
    """Say that a process begins with a job; False if it is not waiting any more."""
    changes = {"state": "running", "pid": pid, "started_at": time.time(), "progress": {}}
    return _change(library, job_id, ("queued",), changes)


def job_progress(library: Library, job_id: str, progress: Mapping[str, Any]) -> bool:
    """Say how far a job is; tell whether it shall go on."""
    with library.transaction() as connection:
        connection.execute(
            sa.update(jobs)
            .where(jobs.c.job_id == job_id, jobs.c.state == "running")
            .values(progress=dict(progress))
        )
        cancelled = connection.scalar(sa.select(jobs.c.cancel_requested).where(jobs.c.job_id == job_id))
    return cancelled is False


def end_job(library: Library, job_id: str, state: str, *, result: Any = None, error: Any = None) -> bool:
    """Say how a job ended; False if somebody said so before."""
    changes = {"state": state, "result": result, "error": error, "ended_at": time.time(), "pid": None}
    return _change(library, job_id, ("queued", "running"), changes)


def requeue_job(library: Library, job_id: str) -> bool:
    """Let a job whose process is gone begin again; False if it is not running."""
    return _change(library, job_id, ("running",), {"state": "queued", "pid": None, "started_at": None})


def cancel_job(library: Library, job_id: str) -> bool:
    """Ask a job to stop: one that waits is cancelled at once; False if it has ended already.

    Raises
    ------
    LibraryError
        If there is none of this id, or the library cannot be written.
    """
    read_job(library, job_id)
    if _change(library, job_id, ("queued",), {"state": "cancelled", "ended_at": time.time()}):
        return True
    return _change(library, job_id, ("running",), {"cancel_requested": True})


def _change(library: Library, job_id: str, states: tuple[str, ...], changes: Mapping[str, Any]) -> bool:
    statement = sa.update(jobs).where(jobs.c.job_id == job_id, jobs.c.state.in_(states))
    with library.transaction() as connection:
        return connection.execute(statement.values(**changes)).rowcount > 0
