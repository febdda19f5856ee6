"""Starts queued jobs, one at a time in each lane, and takes care of those whose process is gone."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from tunescape.errors import LibraryError, QueryError
from tunescape.interfaces.web.errors import error_document
from tunescape.interfaces.web.jobs.kind import LANES, Lane
from tunescape.interfaces.web.jobs.kinds import KINDS
from tunescape.interfaces.web.jobs.lanes import job_folder, jobs_folder, lane_held
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.jobs import (
    Job,
    cancel_job,
    end_job,
    job_progress,
    list_jobs,
    queue_job,
    requeue_job,
)
from tunescape.library.store import Library

__all__ = ["MOST_RESTARTS", "MOST_WAITING", "JobRunner"]

MOST_RESTARTS = 3
"""A job whose process dies begins again so often; then it counts as failed."""

MOST_WAITING = 100

_LOOK_EVERY_S = 1.0
_KILL_AFTER_S = 45.0
"""A cancelled job ends by itself within half a minute; after this long its processes are killed."""


class JobRunner:
    """Looks after the jobs of a library, in a thread.

    Several runners may look after one library: who works is decided by the lock of a lane, and by the
    library. Processes outlive the runner; a later one finds them at work, or lets their jobs begin again.

    Parameters
    ----------
    library : Library
    settings : WebSettings
        Which folders jobs may name.
    """

    def __init__(self, library: Library, settings: WebSettings) -> None:
        self._library, self._settings = library, settings
        self._processes: dict[Lane, tuple[str, subprocess.Popen[bytes]]] = {}
        self._failed_starts: Counter[str] = Counter()
        self._cancelled_at: dict[str, float] = {}
        self._wake, self._over = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look after jobs."""
        self._forget_files()
        self._thread = threading.Thread(target=self._look, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look after them no longer; those at work go on."""
        self._over.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        for _, process in self._processes.values():
            if process.poll() is None:
                process.returncode = 0  # it is meant to outlive this: no warning that it still runs

    def submit(self, kind: str, parameters: Mapping[str, Any]) -> Job:
        """Order a job.

        Parameters
        ----------
        kind : str
            One of :data:`~tunescape.interfaces.web.jobs.kinds.KINDS`.
        parameters : mapping
            As the kind's model has them; what is left out is as it has it by default.

        Raises
        ------
        TunescapeError
            If it cannot be done, or too many jobs wait.
        """
        wanted = KINDS.get(kind)
        if wanted is None:
            raise QueryError(f"there is no kind of job {kind!r}", hint=f"choose from {', '.join(KINDS)}")
        try:
            given = wanted.parameters.model_validate(dict(parameters))
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(map(str, first["loc"])) or kind
            raise QueryError(f"{name}: {first['msg']}", hint="see the description of the API") from error
        if len(list_jobs(self._library, states=("queued",), limit=MOST_WAITING)) >= MOST_WAITING:
            raise QueryError(f"{MOST_WAITING} jobs are waiting already", hint="cancel some, or wait")
        wanted.check(self._library, self._settings, given)
        job = queue_job(self._library, kind, given.model_dump(mode="json"))
        self._wake.set()
        return job

    def cancel(self, job_id: str) -> bool:
        """Ask a job to stop; False if it has ended already.

        Raises
        ------
        LibraryError
            If there is none of this id.
        """
        asked = cancel_job(self._library, job_id)
        self._wake.set()
        return asked

    def look_once(self) -> None:
        """Start what waits, and take care of what is gone."""
        active = list_jobs(self._library, states=("queued", "running"))
        for lane in LANES:
            in_lane = [job for job in reversed(active) if job.kind in KINDS and KINDS[job.kind].lane == lane]
            self._look_at(lane, in_lane)

    def _look(self) -> None:
        while not self._over.is_set():
            with suppress(LibraryError, OSError):  # a full disk, a locked database: look again later
                self.look_once()
            self._wake.wait(_LOOK_EVERY_S)
            self._wake.clear()

    def _look_at(self, lane: Lane, jobs: list[Job]) -> None:
        self._reap(lane, jobs)
        running = [job for job in jobs if job.state == "running"]
        if running:
            self._kill_overdue(lane, running)
            self._take_back(lane, running)
            return
        waiting = [job for job in jobs if job.state == "queued"]
        if waiting and lane not in self._processes:
            self._spawn(lane, waiting[0])

    def _reap(self, lane: Lane, jobs: list[Job]) -> None:
        job_id, process = self._processes.get(lane, ("", None))
        if process is None or process.poll() is None:
            return
        del self._processes[lane]
        self._cancelled_at.pop(job_id, None)
        waits = any(job.job_id == job_id and job.state == "queued" for job in jobs)
        if not waits or process.returncode in (0, -signal.SIGTERM):
            return
        self._failed_starts[job_id] += 1
        if self._failed_starts[job_id] > MOST_RESTARTS:
            end_job(self._library, job_id, "failed", error=_died("its process cannot be started"))

    def _take_back(self, lane: Lane, running: list[Job]) -> None:
        """Let jobs begin again whose process is gone: nobody holds their lane."""
        with lane_held(self._library, lane) as held:
            if not held:
                return
            still = {job.job_id for job in list_jobs(self._library, states=("running",))}
            for job in running:
                if job.job_id in still:
                    self._begin_again(job)
        self._wake.set()

    def _begin_again(self, job: Job) -> None:
        restarts = int(job.progress.get("restarts", 0)) + 1
        if job.cancel_requested:
            end_job(self._library, job.job_id, "cancelled")
        elif restarts > MOST_RESTARTS:
            error = _died(f"its process ended unexpectedly {restarts} times")
            end_job(self._library, job.job_id, "failed", error=error)
        else:
            job_progress(self._library, job.job_id, {**job.progress, "restarts": restarts})
            requeue_job(self._library, job.job_id)

    def _kill_overdue(self, lane: Lane, running: list[Job]) -> None:
        job_id, process = self._processes.get(lane, ("", None))
        if process is None or not any(job.job_id == job_id and job.cancel_requested for job in running):
            return
        since = self._cancelled_at.setdefault(job_id, time.monotonic())
        if time.monotonic() - since > _KILL_AFTER_S:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def _spawn(self, lane: Lane, job: Job) -> None:
        folder = job_folder(self._library, job.job_id)
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "tunescape.interfaces.web.jobs.worker"]
        command += ["--library", os.path.abspath(self._library.path), job.job_id]
        with (folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the server's terminal is not meant for it
            )
        self._processes[lane] = (job.job_id, process)

    def _forget_files(self) -> None:
        """Delete the folders of jobs that the library has forgotten."""
        known = {job.job_id for job in list_jobs(self._library)}
        if jobs_folder(self._library).is_dir():
            for folder in jobs_folder(self._library).iterdir():
                if folder.is_dir() and folder.name not in known:
                    shutil.rmtree(folder, ignore_errors=True)


def _died(reason: str) -> dict[str, Any]:
    error: dict[str, Any] = error_document("worker", reason, "see the server's log, or try again")["error"]
    return error
