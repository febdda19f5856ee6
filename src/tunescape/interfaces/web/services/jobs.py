"""Jobs as documents."""

from typing import Any

import sqlalchemy as sa

from tunescape.interfaces.web.services.known_tracks import NotThereError
from tunescape.interfaces.web.services.lists import moment
from tunescape.library.jobs import Job, read_job
from tunescape.library.schema import jobs
from tunescape.library.store import Library

__all__ = ["job_document", "known_job"]


def known_job(library: Library, job_id: str) -> Job:
    """Return a job.

    Raises
    ------
    NotThereError
        If there is none of this id.
    """
    with library.connect() as connection:
        if not connection.scalar(sa.select(sa.func.count()).where(jobs.c.job_id == job_id)):
            raise NotThereError("there is no such job", hint="jobs that ended long ago are forgotten")
    return read_job(library, job_id)


def job_document(job: Job) -> dict[str, Any]:
    """Describe a job."""
    return {
        "job_id": job.job_id,
        "kind": job.kind,
        "parameters": job.parameters,
        "state": job.state,
        "progress": job.progress,
        "result": job.result,
        "error": job.error,
        "cancel_requested": job.cancel_requested,
        "queued_at": moment(job.queued_at),
        "started_at": moment(job.started_at),
        "ended_at": moment(job.ended_at),
    }
