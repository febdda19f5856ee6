"""What becomes of a job, whoever asks and whatever process dies."""

from pathlib import Path

import pytest

from tunescape.errors import LibraryError
from tunescape.library import jobs
from tunescape.library.jobs import (
    cancel_job,
    end_job,
    job_progress,
    list_jobs,
    queue_job,
    read_job,
    requeue_job,
    start_job,
)
from tunescape.library.store import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path, create=True)


def test_from_queue_to_end(library: Library) -> None:
    job = queue_job(library, "analyze", {"paths": ["/音乐"]})
    assert (job.state, job.parameters, job.result) == ("queued", {"paths": ["/音乐"]}, None)
    assert start_job(library, job.job_id, 123)
    assert not start_job(library, job.job_id, 124)
    assert job_progress(library, job.job_id, {"done": 1, "total": 2})
    assert read_job(library, job.job_id).progress == {"done": 1, "total": 2}
    assert end_job(library, job.job_id, "done", result={"analyzed": 2})
    ended = read_job(library, job.job_id)
    assert (ended.state, ended.result, ended.error, ended.pid) == ("done", {"analyzed": 2}, None, None)
    assert not end_job(library, job.job_id, "failed")


def test_cancelling(library: Library) -> None:
    waiting, running = queue_job(library, "a", {}), queue_job(library, "b", {})
    start_job(library, running.job_id, 1)
    assert cancel_job(library, waiting.job_id)
    assert read_job(library, waiting.job_id).state == "cancelled"
    assert not start_job(library, waiting.job_id, 1)
    assert cancel_job(library, running.job_id)
    assert not job_progress(library, running.job_id, {})
    end_job(library, running.job_id, "cancelled")
    assert not cancel_job(library, running.job_id)
    with pytest.raises(LibraryError, match="knows no job"):
        cancel_job(library, "nothing")


def test_a_job_whose_process_died_begins_again(library: Library) -> None:
    job = queue_job(library, "analyze", {})
    assert not requeue_job(library, job.job_id)
    start_job(library, job.job_id, 1)
    assert requeue_job(library, job.job_id)
    assert start_job(library, job.job_id, 2)


def test_lists_are_the_newest_first_and_old_ends_are_forgotten(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_KEPT", 2)
    ids = []
    for _ in range(5):
        ids.append(queue_job(library, "a", {}).job_id)
        end_job(library, ids[-1], "done")
    waiting = queue_job(library, "a", {})
    assert [job.job_id for job in list_jobs(library)] == [waiting.job_id, ids[4], ids[3]]
    assert [job.job_id for job in list_jobs(library, states=("queued",))] == [waiting.job_id]
