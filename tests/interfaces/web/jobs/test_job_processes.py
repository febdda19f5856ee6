"""Jobs in processes of their own: killed, cancelled, adopted by another server."""

import os
import shutil
import signal
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from patience import until

from tunescape.audio.encode import write_audio
from tunescape.interfaces.web.jobs import pulse
from tunescape.interfaces.web.jobs.runner import JobRunner
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.jobs import ENDED, Job, list_jobs, read_job
from tunescape.library.store import Library

pytestmark = pytest.mark.slow


@pytest.fixture
def music(tmp_path, play):
    folder = tmp_path / "music"
    folder.mkdir()
    for seed in range(12):
        write_audio(folder / f"{seed:02d}.flac", play(seed, seconds=20.0), tags={"title": f"{seed}"})
    return folder


class Server:
    """A runner that looks after jobs, as a server has one."""

    def __init__(self, path: Path) -> None:
        self.library = Library(path, create=True)
        self.jobs = JobRunner(self.library, WebSettings(library=path))
        self.jobs.start()

    def until(self, job_id: str, true: Callable[[Job], bool]) -> Job:
        return until(lambda: read_job(self.library, job_id), true)


@pytest.fixture
def serve(tmp_path):
    servers = []

    def start() -> Server:
        servers.append(Server(tmp_path / "library"))
        return servers[-1]

    yield start
    for server in servers:
        for job in list_jobs(server.library, states=("queued", "running")):
            server.jobs.cancel(job.job_id)
            server.until(job.job_id, lambda now: now.state in ENDED)
        server.jobs.stop()


def _begun(job: Job) -> bool:
    return job.state == "running" and job.progress.get("done", 0) >= 2


def _analysis(server: Server, music: Path) -> str:
    return server.jobs.submit("analyze", {"paths": [str(music)], "workers": 1}).job_id


def test_an_analysis_survives_its_server_and_is_watched_by_the_next(serve, music):
    first = serve()
    job_id = _analysis(first, music)
    pid = first.until(job_id, _begun).pid
    first.jobs.stop()
    second = serve()
    time.sleep(2)
    assert read_job(second.library, job_id).pid in (pid, None)  # adopted, not begun again
    done = second.until(job_id, lambda job: job.state in ENDED)
    assert (done.state, done.result["analyzed"]) == ("done", 12)
    assert "restarts" not in done.progress


def test_an_analysis_goes_on_where_it_was_killed(serve, music):
    server = serve()
    job_id = _analysis(server, music)
    pid = server.until(job_id, lambda job: job.state == "running" and job.progress.get("done", 0) >= 6).pid
    os.kill(pid, signal.SIGKILL)
    done = server.until(job_id, lambda job: job.state in ENDED)
    assert (done.state, done.progress["restarts"]) == ("done", 1)
    assert done.result["analyzed"] + done.result["unchanged"] == 12
    assert len(server.library.tracks()) == 12


def test_a_cancelled_analysis_keeps_what_it_heard(serve, music):
    server = serve()
    job_id = _analysis(server, music)
    server.until(job_id, _begun)
    began = time.monotonic()
    assert server.jobs.cancel(job_id)
    stopped = server.until(job_id, lambda job: job.state in ENDED)
    assert stopped.state == "cancelled"
    assert time.monotonic() - began < pulse._PATIENCE_S  # of itself: nobody had to kill it
    assert 2 <= len(server.library.tracks()) < 12


def test_a_process_that_is_told_to_end_goes_on_later(serve, music):
    server = serve()
    job_id = _analysis(server, music)
    pid = server.until(job_id, _begun).pid
    os.kill(pid, signal.SIGTERM)
    done = server.until(job_id, lambda job: job.state in ENDED)
    assert (done.state, "restarts" in done.progress) == ("done", False)
    assert len(server.library.tracks()) == 12


def test_two_servers_do_each_job_once(serve, music):
    one, two = serve(), serve()
    half = music.parent / "half"
    half.mkdir()
    for name in ("00.flac", "01.flac"):
        shutil.copy(music / name, half)
    ids = [one.jobs.submit("analyze", {"paths": [str(half)]}).job_id for _ in range(2)]
    ids += [two.jobs.submit("analyze", {"paths": [str(half)]}).job_id for _ in range(2)]
    ended = [one.until(job_id, lambda job: job.state in ENDED) for job_id in ids]
    assert [job.state for job in ended] == ["done"] * 4
    spans = sorted((job.started_at, job.ended_at) for job in ended)
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))
    assert sum(job.result["analyzed"] for job in ended) == 2


def test_a_report_is_written_and_its_progress_told(serve, music):
    server = serve()
    server.until(_analysis(server, music), lambda job: job.state == "done")
    job_id = server.jobs.submit("report", {"lang": "zh"}).job_id
    done = server.until(job_id, lambda job: job.state in ENDED)
    assert done.state == "done", done.error
    assert (server.library.path / "jobs" / job_id / done.result["file"]).stat().st_size > 10_000
