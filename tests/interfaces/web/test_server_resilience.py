"""What a server goes through: killed, stopped in the middle, its library gone, its disk full."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from patience import PATIENCE_S, until
from serving import serve

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.library.store import Library

pytestmark = pytest.mark.slow

_N_TRACKS = 14


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    folder = tmp_path_factory.mktemp("music")
    for seed in range(_N_TRACKS):
        write_audio(folder / f"{seed:02d}.flac", play(seed, seconds=15.0), tags={"title": f"{seed}"})
    return folder


class Site:
    """A server that is started again and again on one library."""

    def __init__(self, home: Path) -> None:
        self.library_path, self.temporary = home / "library", home / "temporary"
        self.temporary.mkdir()
        self.log = home / "log.txt"
        self.start()

    def start(self) -> None:
        self.server = serve(self.library_path, log=self.log, variables={"TMPDIR": str(self.temporary)})

    def ask(self, path: str, document: object = None) -> Any:
        body = None if document is None else json.dumps(document).encode()
        request = Request(f"{self.server.url}{path}", body, {"content-type": "application/json"})
        with urlopen(request, timeout=PATIENCE_S) as answer:
            return json.loads(answer.read())

    def until(self, job_id: str, true: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        found: dict[str, Any] = until(lambda: self.ask(f"/api/jobs/{job_id}"), true)
        return found

    def analyze(self, music: Path) -> str:
        order = {"kind": "analyze", "parameters": {"paths": [str(music)], "workers": 1}}
        return str(self.ask("/api/jobs", order)["job_id"])

    def children(self) -> list[int]:
        """Return the processes below the server, jobs included, that are there now."""
        return _below(self.server.process.pid)

    def kill_all(self) -> None:
        """Kill the server and all that is below it: the server first, which would begin a job again."""
        below = self.children()
        self.server.kill()
        for pid in below:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until(lambda: [pid for pid in below if _lives(pid)], lambda alive: not alive)


def _below(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in listed.splitlines())}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    started = Site(tmp_path)
    yield started
    if started.server.process.poll() is None:
        started.server.stop()


def _begun(job: dict[str, Any]) -> bool:
    return job["state"] == "running" and job["progress"].get("done", 0) >= 3


def _ended(job: dict[str, Any]) -> bool:
    return job["state"] in ("done", "failed", "cancelled")


def test_an_analysis_goes_on_after_the_server_was_killed(site: Site, music: Path):
    job_id = site.analyze(music)
    at_work = site.until(job_id, _begun)
    site.server.kill()
    site.start()
    done = site.until(job_id, _ended)
    assert (done["state"], done["result"]["analyzed"]) == ("done", _N_TRACKS)
    assert done["progress"].get("restarts", 0) == at_work["progress"].get("restarts", 0) == 0
    assert site.ask("/api/status")["tracks"] == _N_TRACKS


def test_server_and_job_killed_at_once_hear_nothing_twice(site: Site, music: Path):
    job_id = site.analyze(music)
    site.until(job_id, _begun)
    site.kill_all()
    heard = len(Library(site.library_path).tracks())
    assert heard < _N_TRACKS
    site.start()
    done = site.until(job_id, _ended)
    assert (done["state"], done["progress"]["restarts"]) == ("done", 1)
    assert (done["result"]["analyzed"], done["result"]["unchanged"]) == (_N_TRACKS - heard, heard)
    assert site.ask("/api/status")["tracks"] == _N_TRACKS


def test_the_page_answers_beside_an_analysis(site: Site, music: Path):
    job_id = site.analyze(music)
    site.until(job_id, _begun)
    over = False
    while not over:  # how quickly it answers is measured by benchmarks/web.py
        for path in ("/", "/api/tracks?limit=50", "/api/status"):
            with urlopen(f"{site.server.url}{path}", timeout=PATIENCE_S) as answer:
                assert answer.read()
        over = _ended(site.ask(f"/api/jobs/{job_id}"))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_server_leaves_no_process_but_its_jobs_and_no_files(site: Site, music: Path, how):
    file = next(music.iterdir()).read_bytes()
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.flac"\r\n\r\n' + file
    hearing = subprocess.Popen(
        [
            "curl",
            "-s",
            "-o",
            os.devnull,
            "-H",
            "content-type: multipart/form-data; boundary=b",
            "--data-binary",
            "@-",
            f"{site.server.url}/api/hear",
        ],
        stdin=subprocess.PIPE,
    )
    assert hearing.stdin is not None
    hearing.stdin.write(body + b"\r\n--b--\r\n")
    hearing.stdin.close()
    # the processes that hear stay: there is something to leave behind whether it is still heard or not
    below = until(site.children, bool, every_s=0.01)
    site.server.stop(how)
    hearing.wait(timeout=PATIENCE_S)
    until(lambda: [pid for pid in below if _lives(pid)], lambda alive: not alive)
    assert [path.name for path in site.temporary.iterdir() if not path.name.startswith(".")] == []


def test_a_server_stopped_in_the_middle_of_an_upload_leaves_nothing(site: Site):
    upload = subprocess.Popen(
        [
            "curl",
            "-s",
            "-o",
            os.devnull,
            "-H",
            "content-type: multipart/form-data; boundary=b",
            "-H",
            "transfer-encoding: chunked",
            "-T",
            "-",
            "-X",
            "POST",
            f"{site.server.url}/api/hear",
        ],
        stdin=subprocess.PIPE,
    )
    assert upload.stdin is not None
    upload.stdin.write(b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.flac"\r\n\r\n')
    # more than the pipe and the sockets hold: once it is written, the server has read most of it
    upload.stdin.write(bytes(20_000_000))
    upload.stdin.flush()
    site.server.stop()  # which does not wait for the end: none comes
    upload.stdin.close()
    upload.wait(timeout=PATIENCE_S)
    assert [path.name for path in site.temporary.iterdir() if not path.name.startswith(".")] == []


def _refusals(site: Site) -> list[tuple[str, int, str]]:
    found = []
    for path in (
        "/",
        "/map",
        "/track/" + "0" * 32,
        "/playlist",
        "/clusters",
        "/hot",
        "/models",
        "/data/map/x",
        "/api/status",
        "/api/tracks",
        "/api/jobs",
        "/api/folders",
        "/api/map",
        "/api/clusters",
        "/api/playlists",
    ):
        asked = subprocess.run(
            ["curl", "-s", "-m", f"{PATIENCE_S:g}", "-w", "\n%{http_code}", f"{site.server.url}{path}"],
            capture_output=True,
            text=True,
            check=False,
        )
        text, _, status = asked.stdout.rpartition("\n")
        found.append((path, int(status), text))
    return found


@pytest.mark.parametrize("how", ["deleted", "emptied", "rubbish", "a file"])
def test_a_library_that_goes_away_is_a_sentence(site: Site, how):
    assert site.ask("/api/status")["tracks"] == 0
    database = next(site.library_path.glob("*.db"))
    if how == "emptied":
        for path in site.library_path.glob("*.db*"):
            path.unlink()
    elif how == "rubbish":
        database.write_bytes(b"this is no database" * 1000)
    else:
        shutil.rmtree(site.library_path)
        if how == "a file":
            site.library_path.write_text("a file")
    for path, status, text in _refusals(site):
        assert status != 0, path
        assert str(site.library_path) not in text, (path, text)
        assert "Traceback" not in text, path
        if path.startswith("/api/"):
            assert status in (200, 503), (path, status, text)
            assert status == 200 or json.loads(text)["error"]["message"]
    assert site.server.process.poll() is None


def test_a_library_that_is_locked_for_long_is_a_sentence(site: Site):
    database = next(site.library_path.glob("*.db"))
    with sqlite3.connect(database, timeout=PATIENCE_S, isolation_level=None) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert site.ask("/api/status")["tracks"] == 0  # readers go on
        connection.execute("ROLLBACK")
    connection.close()
