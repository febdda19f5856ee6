"""Who works on what, and what becomes of jobs whose process is gone; the processes are stood in for."""

import sys
import time
from pathlib import Path

import pytest
from patience import until
from pydantic import Field

from tunescape.errors import MusicError, QueryError
from tunescape.interfaces.web.jobs import kinds, runner, worker
from tunescape.interfaces.web.jobs.kind import JobKind, Parameters, Work
from tunescape.interfaces.web.jobs.lanes import job_folder, lane_held
from tunescape.interfaces.web.jobs.runner import MOST_RESTARTS, JobRunner
from tunescape.interfaces.web.jobs.worker import work_on
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.jobs import Job, job_progress, list_jobs, queue_job, read_job, start_job
from tunescape.library.store import Library


class CountParameters(Parameters):
    """What the stand-in takes."""

    n: int = Field(default=1, ge=0)
    ending: str = "well"


def _count(work: Work, parameters: CountParameters) -> dict[str, int]:
    for done in range(parameters.n):
        work.report({"done": done + 1, "total": parameters.n})
        time.sleep(0.02)
    if parameters.ending == "badly":
        raise MusicError("has no notes", path="/home/me/x.mp3", hint="look into /home/me/notes")
    if parameters.ending == "mistake":
        raise ZeroDivisionError("secret")
    return {"counted": parameters.n}


@pytest.fixture(autouse=True)
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = JobKind("count", "other", CountParameters, lambda *_: None, _count)
    for module in (kinds, runner, worker):
        monkeypatch.setattr(module, "KINDS", {**kinds.KINDS, "count": kind})


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library", create=True)


class Looker(JobRunner):
    """A runner that notes what it would start."""

    def __init__(self, library: Library) -> None:
        super().__init__(library, WebSettings(library=library.path))
        self.started: list[str] = []

    def _spawn(self, lane: str, job: Job) -> None:
        self.started.append(job.job_id)


@pytest.fixture
def looker(library: Library) -> Looker:
    return Looker(library)


def test_a_job_is_done_and_says_so(library):
    job = queue_job(library, "count", {"n": 3})
    work_on(library, job.job_id)
    done = read_job(library, job.job_id)
    assert (done.state, done.result, done.progress) == ("done", {"counted": 3}, {"done": 3, "total": 3})


def test_a_job_that_fails_says_why_without_a_path(library):
    job = queue_job(library, "count", {"ending": "badly"})
    work_on(library, job.job_id)
    failed = read_job(library, job.job_id)
    assert failed.state == "failed"
    assert failed.error == {"code": "music", "message": "has no notes", "hint": "look into …/notes"}


def test_a_mistake_of_ours_is_told_as_one_and_logged(library, capsys):
    job = queue_job(library, "count", {"ending": "mistake"})
    work_on(library, job.job_id)
    failed = read_job(library, job.job_id)
    assert (failed.state, failed.error["code"]) == ("failed", "unexpected")
    assert "secret" not in str(failed.error)
    assert "ZeroDivisionError: secret" in capsys.readouterr().err


def test_a_job_that_is_cancelled_is_interrupted(library, monkeypatch):
    job = queue_job(library, "count", {"n": 10_000})
    real = worker.start_job

    def start_and_cancel(*given: object) -> bool:
        from tunescape.library.jobs import cancel_job

        started = real(*given)
        cancel_job(library, job.job_id)
        return started

    monkeypatch.setattr(worker, "start_job", start_and_cancel)
    began = time.monotonic()
    work_on(library, job.job_id)
    assert read_job(library, job.job_id).state == "cancelled"
    assert time.monotonic() - began < 100  # of the 200 s that it would have taken


def test_a_job_of_a_process_that_is_shut_down_waits_again(library, monkeypatch):
    job = queue_job(library, "count", {"n": 1})

    def shut_down(*_: object) -> None:
        raise worker._ShutDown

    kind = JobKind("count", "other", CountParameters, lambda *_: None, shut_down)
    monkeypatch.setattr(worker, "KINDS", {"count": kind})
    work_on(library, job.job_id)
    again = read_job(library, job.job_id)
    assert (again.state, again.progress.get("restarts", 0)) == ("queued", 0)


def test_two_processes_do_not_do_one_job_twice(library, monkeypatch):
    monkeypatch.setattr(worker, "_LANE_WAIT_S", 0.05)
    job = queue_job(library, "count", {})
    with lane_held(library, "other") as held:
        assert held
        work_on(library, job.job_id)
        assert read_job(library, job.job_id).state == "queued"
    work_on(library, job.job_id)
    ended_at = read_job(library, job.job_id).ended_at
    work_on(library, job.job_id)
    assert read_job(library, job.job_id).ended_at == ended_at


def test_one_job_in_each_lane_is_started_the_oldest_first(library, looker):
    first = queue_job(library, "count", {})
    queue_job(library, "count", {})
    analysis = queue_job(library, "analyze", {})
    looker.look_once()
    assert sorted(looker.started) == sorted([first.job_id, analysis.job_id])
    start_job(library, first.job_id, 1)
    start_job(library, analysis.job_id, 1)
    looker.started.clear()
    with lane_held(library, "other"), lane_held(library, "analysis"):
        looker.look_once()
    assert looker.started == []


def test_a_job_whose_process_lives_is_left_alone(library, looker):
    job = queue_job(library, "count", {})
    start_job(library, job.job_id, 1)
    with lane_held(library, "other"):
        looker.look_once()
        assert read_job(library, job.job_id).state == "running"


def test_a_job_whose_process_died_begins_again_three_times_then_fails(library, looker):
    job = queue_job(library, "count", {})
    for restart in range(1, MOST_RESTARTS + 1):
        now = read_job(library, job.job_id)
        assert start_job(library, job.job_id, 1)
        # as the pulse of a worker does it
        job_progress(library, job.job_id, {"restarts": now.progress.get("restarts", 0)})
        looker.look_once()
        waits = read_job(library, job.job_id)
        assert (waits.state, waits.progress["restarts"]) == ("queued", restart)
    start_job(library, job.job_id, 1)
    job_progress(library, job.job_id, {"restarts": MOST_RESTARTS})
    looker.look_once()
    failed = read_job(library, job.job_id)
    assert failed.state == "failed"
    assert "ended unexpectedly 4 times" in failed.error["message"]


def test_a_cancelled_job_whose_process_died_is_cancelled(library, looker):
    job = queue_job(library, "count", {})
    start_job(library, job.job_id, 1)
    assert looker.cancel(job.job_id)
    looker.look_once()
    assert read_job(library, job.job_id).state == "cancelled"


def test_what_cannot_be_is_not_queued(library, looker, monkeypatch):
    monkeypatch.setattr(runner, "MOST_WAITING", 3)
    with pytest.raises(QueryError, match="no kind of job 'dance'"):
        looker.submit("dance", {})
    with pytest.raises(QueryError, match="n: Input should be greater"):
        looker.submit("count", {"n": -1})
    with pytest.raises(QueryError, match="more: Extra inputs"):
        looker.submit("count", {"more": 1})
    with pytest.raises(QueryError, match="no folders yet"):
        looker.submit("analyze", {})
    assert list_jobs(library) == []
    for _ in range(3):
        looker.submit("count", {})
    with pytest.raises(QueryError, match="are waiting already"):
        looker.submit("count", {})


def test_a_process_that_cannot_start_is_not_tried_for_ever(library, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    looking = JobRunner(library, WebSettings(library=library.path))
    job = looking.submit("count", {})

    def look() -> Job:
        looking.look_once()
        return read_job(library, job.job_id)

    failed = until(look, lambda job: job.state != "queued")
    assert (failed.state, failed.error["message"]) == ("failed", "its process cannot be started")
    looking.stop()


def test_files_of_forgotten_jobs_are_deleted(library):
    kept = queue_job(library, "count", {})
    for job_id in (kept.job_id, "0" * 32):
        job_folder(library, job_id).mkdir(parents=True)
    looking = JobRunner(library, WebSettings(library=library.path))
    looking._forget_files()
    assert [folder.name for folder in job_folder(library, "x").parent.iterdir()] == [kept.job_id]
