"""What is not to stay goes with its server: when it stops, and at the next start when it was killed."""

import asyncio
import fcntl
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from patience import PATIENCE_S, until
from serving import Server, serve

from tunescape.interfaces.web import spool as spool_module
from tunescape.interfaces.web.spool import PREFIX, spool, sweep
from tunescape.interfaces.web.workers import Workers


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_temporary_files_lie_in_a_folder_that_goes_with_the_block(place: Path) -> None:
    with spool() as folder:
        assert folder.parent == place
        assert folder.stat().st_mode & 0o077 == 0
        _, path = tempfile.mkstemp()
        assert Path(path).parent == folder
        (folder / "kept").mkdir()
    assert tempfile.gettempdir() == str(place)
    assert list(place.iterdir()) == []


def test_those_who_work_for_the_server_use_it_too(place: Path) -> None:
    workers = Workers(n_processes=1)
    try:
        with spool() as folder:
            assert asyncio.run(workers.compute(tempfile.gettempdir)) == str(folder)
    finally:
        workers.stop()


def test_only_what_a_dead_server_left_is_swept(place: Path, tmp_path: Path) -> None:
    dead, other = place / f"{PREFIX}dead", place / "tunescape-other"
    for folder in (dead, other, tmp_path / "music"):
        (folder / "inner").mkdir(parents=True)
        (folder / "inner" / "file").write_bytes(b"music")
    (place / f"{PREFIX}file").write_bytes(b"")
    (place / f"{PREFIX}link").symlink_to(tmp_path / "music")
    (dead / "out").symlink_to(tmp_path / "music")
    with spool() as living:
        assert not dead.exists()
        assert sweep(place) == []
        assert living.exists()
    names = {path.name for path in place.iterdir()}
    assert names == {f"{PREFIX}file", f"{PREFIX}link", "tunescape-other"}
    assert (tmp_path / "music" / "inner" / "file").exists()


def test_what_belongs_to_somebody_else_stays(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / f"{PREFIX}dead").mkdir()
    monkeypatch.setattr(spool_module.os, "getuid", lambda: os.geteuid() + 1)
    assert sweep(place) == []
    monkeypatch.undo()
    assert sweep(place) == [place / f"{PREFIX}dead"]


def test_a_folder_that_was_swept_before_it_was_locked_is_made_anew(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a server that starts at the same time may do."""
    lock, swept = fcntl.flock, []

    def sweeping(descriptor: int, how: int) -> None:
        if how == fcntl.LOCK_EX and not swept:
            swept.extend(sweep(place))
        lock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", sweeping)
    with spool() as folder:
        assert [one.name.startswith(PREFIX) for one in swept] == [True]
        assert folder.is_dir()
        assert folder not in swept


def test_a_process_that_was_killed_lets_go(place: Path) -> None:
    code = "import sys\nfrom tunescape.interfaces.web.spool import spool\nwith spool() as folder:\n"
    code += "    print(folder, flush=True)\n    sys.stdin.read()\n"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(place)},
    ) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        assert folder.parent == place
        assert sweep(place) == []
        process.kill()
        process.wait(PATIENCE_S)
    assert sweep(place) == [folder]


def _spools(place: Path) -> set[Path]:
    return set(place.glob(f"{PREFIX}*"))


def _drop(server: Server, content: bytes) -> None:
    """Bring a file as the page does."""
    with urlopen(f"{server.url}/", timeout=PATIENCE_S) as page:
        found = re.search(r"/_nicegui/client/[\w-]+/upload/\d+", page.read().decode())
    assert found
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.flac"\r\n\r\n' + content
    request = Request(f"{server.url}{found[0]}", body + b"\r\n--b--\r\n", method="POST")
    request.add_header("content-type", "multipart/form-data; boundary=b")
    with urlopen(request, timeout=PATIENCE_S) as answer:
        assert answer.status == 200


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    started: list[Server] = []
    yield started
    for server in started:
        if server.process.poll() is None:
            server.stop()


@pytest.mark.slow
def test_what_a_killed_server_left_is_gone_after_the_next_start(
    tmp_path: Path, servers: list[Server]
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()

    def start(name: str) -> Path:
        before = _spools(place)
        servers.append(serve(tmp_path / name, variables={"TMPDIR": str(place)}))
        (made,) = _spools(place) - before
        return made

    living, killed = start("one"), start("two")
    _drop(servers[1], b"rubbish" * 1_000_000)
    (dropped,) = until(lambda: list(killed.glob("tunescape-*/a.flac")))
    servers[1].kill()
    assert dropped.exists()
    again = start("two")
    assert _spools(place) == {living, again}
    for server in (servers[0], servers[2]):
        server.stop()
    assert [path.name for path in place.iterdir() if not path.name.startswith(".")] == []
