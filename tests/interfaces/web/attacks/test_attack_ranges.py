"""Ranges of audio: whatever is asked for, the answer is a part of the file, or a refusal."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from fortress import Fortress
from patience import PATIENCE_S

from tunescape.library.folders import add_folders
from tunescape.library.schema import files

pytestmark = pytest.mark.slow


@pytest.fixture
def moved(fortress: Fortress, track_id: str, tmp_path: Path) -> Iterator[Path]:
    """A large file that a track is believed to lie in, to be changed by the test."""
    path = tmp_path / "large.flac"
    path.write_bytes(os.urandom(30_000_000))
    library = fortress.library
    with library.connect() as connection:
        before = connection.scalar(sa.select(files.c.path).where(files.c.track_id == track_id))

    def move(old: bytes, new: bytes) -> None:
        with library.transaction() as connection:
            connection.execute(sa.update(files).where(files.c.path == old).values(path=new))

    add_folders(library, [tmp_path])
    move(before, os.fsencode(path))
    yield path
    move(os.fsencode(path), before)


@pytest.mark.parametrize(
    "wanted",
    [
        "bytes=99999999999-",
        "bytes=-0",
        "bytes=5-2",
        "bytes=0-18446744073709551616",
        "bytes=" + "9" * 5000 + "-",
        "bytes=0-" + "9" * 5000,
        "bytes=-" + "9" * 400,
        "bytes=--5",
        "bytes=-5-",
        "bytes=a-b",
        "bytes=١-٢",
        "bytes=0-0,0-0,0-0",
        "bytes=" + "0-," * 1000,
        "bytes=0-5,99999999-",
        "bytes=0-9,5-14,-3",
        "bytes=0x0-0x10",
        "bytes=1e3-",
        "bytes= 0 - 5 ",
        "bytes",
        "=",
        "octets=0-1",
        "bytes=\u00a01-",
        "bytes=0-,-1",
        "",
    ],
)
def test_a_range_is_a_part_or_refused(fortress: Fortress, track_id, wanted):
    whole = fortress.ask(f"/api/tracks/{track_id}/audio").body
    answer = fortress.ask(f"/api/tracks/{track_id}/audio", headers={"range": wanted})
    assert answer.status in (200, 206, 400, 416)
    assert len(answer.body) < len(whole) + 2000
    if answer.status == 200:
        assert answer.body == whole
    if answer.status == 206 and "multipart" not in answer.headers["content-type"]:
        first, last = map(int, answer.headers["content-range"].split()[1].split("/")[0].split("-"))
        assert answer.body == whole[first : last + 1] != b""


@pytest.mark.parametrize("wanted", [None, "bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0", "bytes=0-0,1-1"])
def test_a_file_that_became_empty(fortress: Fortress, track_id, moved, wanted):
    moved.write_bytes(b"")
    answer = fortress.ask(f"/api/tracks/{track_id}/audio", headers={"range": wanted} if wanted else {})
    assert (answer.status, answer.body if wanted is None else b"") in ((200, b""), (400, b""), (416, b""))


def test_a_file_that_became_something_else(fortress: Fortress, track_id, moved):
    moved.unlink()
    os.mkfifo(moved)
    assert fortress.ask(f"/api/tracks/{track_id}/audio").status == 404
    moved.unlink()
    moved.mkdir()
    assert fortress.ask(f"/api/tracks/{track_id}/audio").status == 404


def test_a_file_that_may_not_be_read(fortress: Fortress, track_id, moved):
    moved.chmod(0)
    if os.access(moved, os.R_OK):
        pytest.skip("this user may read everything")
    assert fortress.ask(f"/api/tracks/{track_id}/audio").status in (403, 404)


@pytest.mark.parametrize("change", ["shrink", "grow", "vanish"])
@pytest.mark.parametrize("wanted", [None, "bytes=100-", "bytes=0-9999999,20000000-"])
def test_a_file_that_changes_while_it_is_sent(fortress: Fortress, track_id, moved, change, wanted):
    """The answer may end early; never is it longer than it said, and the server goes on."""
    address = urlsplit(fortress.url)
    with socket.create_connection((address.hostname, address.port), timeout=PATIENCE_S) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        asked = (
            f"GET /api/tracks/{track_id}/audio HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n"
        )
        asked += f"Range: {wanted}\r\n" if wanted else ""
        connection.sendall(asked.encode() + b"\r\n")
        got = connection.recv(1000)
        if change == "shrink":
            os.truncate(moved, 1000)
        elif change == "grow":
            with moved.open("ab") as file:
                file.write(bytes(5_000_000))
        else:
            moved.unlink()
        parts = [got]
        with suppress(ConnectionResetError):  # one way to say that no more comes
            while chunk := connection.recv(1_000_000):
                parts.append(chunk)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    said = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert len(body) <= said
    assert fortress.ask("/api/status").status == 200


def test_it_vanishes_between_two_looks(fortress: Fortress, track_id, moved):
    content, over = moved.read_bytes()[:1000], threading.Event()

    def flicker() -> None:
        while not over.is_set():
            moved.unlink(missing_ok=True)
            moved.write_bytes(content)

    flickering = threading.Thread(target=flicker)
    flickering.start()
    try:
        statuses = {fortress.ask(f"/api/tracks/{track_id}/audio").status for _ in range(200)}
    finally:
        over.set()
        flickering.join()
    assert statuses <= {0, 200, 404}
