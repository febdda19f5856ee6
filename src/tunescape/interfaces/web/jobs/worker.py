"""One job, in a process of its own: ``python -m tunescape.interfaces.web.jobs.worker --library DIR JOB``."""

import argparse
import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType

from tunescape.errors import TunescapeError
from tunescape.interfaces.web.errors import error_document
from tunescape.interfaces.web.jobs.kind import Work
from tunescape.interfaces.web.jobs.kinds import KINDS
from tunescape.interfaces.web.jobs.lanes import job_folder, lane_held
from tunescape.interfaces.web.jobs.pulse import Pulse
from tunescape.interfaces.web.public_errors import UNEXPECTED, public_error
from tunescape.library.jobs import Job, end_job, read_job, requeue_job, start_job
from tunescape.library.store import Library

__all__ = ["main", "work_on"]

_NICE = 10
_LANE_WAIT_S = 3.0


class _ShutDown(KeyboardInterrupt):
    """The machine or its service manager wants the process to end: the job goes on later."""


def main() -> None:
    """Do the job that the command line names."""
    parser = argparse.ArgumentParser(prog="tunescape-job")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("job_id")
    given = parser.parse_args()
    if hasattr(os, "nice"):
        os.nice(_NICE)
    signal.signal(signal.SIGTERM, _shut_down)
    work_on(Library(given.library), given.job_id)


def _shut_down(_number: int, _frame: FrameType | None) -> None:
    raise _ShutDown


def work_on(library: Library, job_id: str) -> None:
    """Do a job that waits, unless another process is at work in its lane.

    Its end stands in the library: done with a result, failed with a sentence, cancelled; or it waits again,
    where the process was told to shut down.

    Raises
    ------
    LibraryError
        If there is no such job, or the library cannot be written.
    """
    lane = KINDS[read_job(library, job_id).kind].lane
    with lane_held(library, lane, wait_s=_LANE_WAIT_S) as held:
        if not held:
            return
        job = read_job(library, job_id)
        if not start_job(library, job_id, os.getpid()):
            return
        pulse = Pulse(library, job_id, restarts=job.progress.get("restarts", 0))
        pulse.start()
        _do(library, job, pulse)


def _do(library: Library, job: Job, pulse: Pulse) -> None:
    kind = KINDS[job.kind]
    work = Work(library, job_folder(library, job.job_id), pulse.report)
    try:
        try:
            result = kind.run(work, kind.parameters.model_validate(job.parameters))
        finally:
            pulse.stop()
    except _ShutDown:
        requeue_job(library, job.job_id)
    except KeyboardInterrupt:
        end_job(library, job.job_id, "cancelled")
    except TunescapeError as error:
        end_job(library, job.job_id, "failed", error=public_error(error)["error"])
    except Exception:  # noqa: BLE001 - the last one to know: a mistake of ours ends one job, told as that
        traceback.print_exc(file=sys.stderr)
        end_job(library, job.job_id, "failed", error=error_document("unexpected", UNEXPECTED)["error"])
    else:
        end_job(library, job.job_id, "done", result=result)


if __name__ == "__main__":
    main()
