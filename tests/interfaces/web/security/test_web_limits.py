"""Bodies that are too large, whether they say so or not."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_server import Client, small_app

from tunescape.interfaces.web.security.guard import guard
from tunescape.interfaces.web.security.limits import MAX_DOCUMENT_BYTES
from tunescape.interfaces.web.settings import WebSettings

Serve = Callable[..., Client]
FILE = {"content-type": "application/octet-stream"}


def chunks(n: int) -> Iterator[bytes]:
    for _ in range(n):
        yield b"x" * 100


def test_what_fits_arrives(serve: Serve) -> None:
    client = serve(max_upload_bytes=1000)
    assert client.post("/api/hear", content=b"x" * 1000, headers=FILE).json() == {"bytes": 1000}
    assert client.post("/api/hear", content=chunks(10), headers=FILE).json() == {"bytes": 1000}


@pytest.mark.parametrize(
    "kind", ["application/octet-stream", "multipart/form-data; boundary=b", "audio/mpeg"]
)
def test_what_does_not_is_refused(serve: Serve, kind: str) -> None:
    client = serve(max_upload_bytes=1000)
    for body in (b"x" * 1001, chunks(11)):
        answer = client.post("/api/hear", content=body, headers={"content-type": kind})
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_a_form_that_grows_too_large_while_it_is_read_is_refused(serve: Serve) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n'
    for n, status in ((5, 200), (11, 413)):
        parts = [head, *chunks(n), b"\r\n--b--\r\n"]
        kind = {"content-type": "multipart/form-data; boundary=b"}
        assert (
            serve(max_upload_bytes=1000)
            .post("/_nicegui/client/x/upload/1", content=iter(parts), headers=kind)
            .status_code
            == status
        )


def test_a_document_is_not_given_the_room_of_a_file(serve: Serve) -> None:
    client = serve()
    too_much = b"x" * (MAX_DOCUMENT_BYTES + 1)
    assert client.post("/api/hear", content=too_much, headers=FILE).status_code == 200
    for kind in ({}, {"content-type": "application/json"}, {"content-type": "text/plain;charset=UTF-8"}):
        assert client.post("/api/hear", content=too_much, headers=kind).status_code == 413
    for address in ("/api/playlists", "/api/hear/", "/api/hear/x", "/", "/login"):
        assert client.post(address, content=too_much, headers=FILE).status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "ten", "0x10", "+5", "٣", "9" * 5000])
def test_a_length_that_is_none_is_refused(tmp_path: Path, length: str) -> None:
    status, asked = exchange(tmp_path, [(b"content-length", length.encode())], [])
    assert status in (400, 413)
    assert not asked


def test_two_lengths_are_refused(tmp_path: Path) -> None:
    status, _ = exchange(tmp_path, [(b"content-length", b"3"), (b"content-length", b"5")], [b"abc"])
    assert status == 400


def test_a_length_that_lies_is_found_out_before_much_is_read(tmp_path: Path) -> None:
    status, asked = exchange(tmp_path, [(b"content-length", b"10")], [b"x" * 1_000_000] * 1000)
    assert status == 413
    assert asked < 20


def exchange(library: Path, headers: list[tuple[bytes, bytes]], body: list[bytes]) -> tuple[int, int]:
    """Post a body chunk by chunk; return the status, and how many chunks were asked for."""
    app = guard(small_app(), WebSettings(library=library, max_upload_bytes=1000))
    sent: list[int] = []
    asked = 0

    async def receive() -> dict[str, object]:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": body[asked - 1], "more_body": asked < len(body)}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            sent.append(message["status"])  # type: ignore[arg-type]

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/hear",
        "raw_path": b"/api/hear",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "client": ("127.0.0.1", 5),
        "headers": [(b"host", b"127.0.0.1:8765"), (b"content-type", b"audio/flac"), *headers],
    }
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    assert len(sent) == 1
    return sent[0], asked
