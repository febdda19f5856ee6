"""Files that are no music, or too much of it: cut off early, in bounded memory, and nothing stays."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from fortress import EVIL, Fortress
from patience import PATIENCE_S, until
from raw_http import Answer

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal

pytestmark = pytest.mark.slow

_BOUNDARY = "b0undary"
_KIND = f"multipart/form-data; boundary={_BOUNDARY}"
_TAIL = f"\r\n--{_BOUNDARY}--\r\n".encode()


def _head(name: str, field: str = "file") -> bytes:
    disposition = f'Content-Disposition: form-data; name="{field}"; filename="{name}"'
    return f"--{_BOUNDARY}\r\n{disposition}\r\nContent-Type: audio/flac\r\n\r\n".encode(
        "utf-8", "surrogateescape"
    )


def _upload(fortress: Fortress, content: bytes, name: str, address: str = "/api/hear") -> Answer:
    body = _head(name) + content + _TAIL
    return fortress.ask(address, method="POST", body=body, headers={"content-type": _KIND})


def _leaves_nothing(fortress: Fortress, before: list[str]) -> None:
    # what is no longer needed is taken away after the answer; what pages still have may go meanwhile
    until(fortress.traces, lambda now: set(now) <= set(before))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "zero.flac"),
        (b"\0" * 100_000, "zeros.mp3"),
        (bytes(range(256)) * 400, "rubbish.wav"),
        (b"fLaC" + b"\xff" * 50_000, "almost.flac"),
        (
            b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\1\0\2\0\x44\xac\0\0\0\0\0\0\4\0\x10\0data"
            b"\xff\xff\xff\xff",
            "huge.wav",
        ),
        (b"<!doctype html><script>alert(1)</script>", "page.mp3"),
        (b"#EXTM3U\n/etc/passwd\n", "list.flac"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", "hls.mp3"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "concat.flac"),
        (b"<?xml version='1.0'?><MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>", "dash.m4a"),
        (b"PK\3\4" + b"\0" * 1000, "zip.ogg"),
        (b"music", "music.exe"),
        (b"music", "../../../../etc/cron.d/x"),
        (b"music", EVIL + ".flac"),
        (b"music", "\udcff\udcfe.flac"),
        (b"music", "x" * 5000 + ".flac"),
        (b"music", "a\0b.flac"),
        (b"music", ""),
    ],
    ids=range(18),
)
def test_rubbish_is_refused_and_leaves_nothing(fortress: Fortress, content, name):
    before = fortress.traces()
    answer = _upload(fortress, content, name)
    assert answer.status in (400, 422), answer.text
    assert json.loads(answer.body)["error"]["message"]
    _leaves_nothing(fortress, before)


@pytest.mark.parametrize("address", ["/api/hear", "/api/tracks", "/api/playlist", "/login", "page"])
@pytest.mark.parametrize("kind", [_KIND, "audio/flac", "application/octet-stream", "application/json", None])
@pytest.mark.parametrize("chunked", [True, False])
def test_two_gigabytes_are_cut_off_early(fortress: Fortress, address, kind, chunked):
    before, peak, sent = fortress.traces(), fortress.peak_memory_mb(), 0
    block = bytes(1_000_000)

    def stream() -> Iterator[bytes]:
        nonlocal sent
        for part in (_head("huge.flac"), *(block for _ in range(2000))):
            sent += len(part)
            yield b"%x\r\n%s\r\n" % (len(part), part) if chunked else part

    length = {"transfer-encoding": "chunked"} if chunked else {"content-length": str(2_000_000_000)}
    target = fortress.upload_address() if address == "page" else address
    answer = fortress.ask(target, method="POST", body=stream(), headers={"content-type": kind, **length})
    assert answer.status in (0, 200, 404, 405, 413, 415, 422), answer.text
    assert sent < 60_000_000
    assert fortress.peak_memory_mb() < peak + 40
    _leaves_nothing(fortress, before)


def test_documents_have_no_room_for_files(fortress: Fortress):
    """An address that takes no file reads no more than a document, whatever a request calls itself."""
    body = b'{"name": "' + b"x" * 4_500_000 + b'"}'
    for kind in ("application/octet-stream", "audio/flac", _KIND, "application/json"):
        answer = fortress.ask("/api/playlists", method="POST", body=body, headers={"content-type": kind})
        assert answer.status == 413, kind


def test_a_body_that_never_ends_and_one_that_never_comes(fortress: Fortress):
    """Whoever dawdles keeps nobody else waiting."""
    over, begun = threading.Event(), threading.Semaphore(0)

    def dawdle() -> Iterator[bytes]:
        for part in (_head("slow.flac"), b"rubbish"):
            yield b"%x\r\n%s\r\n" % (len(part), part)
        begun.release()
        over.wait()
        yield b"%x\r\n%s\r\n0\r\n\r\n" % (len(_TAIL), _TAIL)

    def ask() -> int:
        headers = {"content-type": _KIND, "transfer-encoding": "chunked"}
        return fortress.ask("/api/hear", method="POST", body=dawdle(), headers=headers).status

    with ThreadPoolExecutor(8) as pool:
        try:
            slow = [pool.submit(ask) for _ in range(8)]
            for _ in slow:
                assert begun.acquire(timeout=PATIENCE_S)
            assert fortress.ask("/api/status").status == 200
            assert not any(future.done() for future in slow)
        finally:
            over.set()
        # 503: two are heard at a time, and all of these come at once
        assert {future.result() for future in slow} <= {400, 422, 503}


@pytest.fixture(scope="module")
def bomb(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small file of hours of silence: a gigabyte once it is decoded as stereo of a usual rate."""
    path = tmp_path_factory.mktemp("bomb") / "bomb.flac"
    silence = np.zeros((1, 8000 * 3600 * 2), dtype=np.float32)
    write_audio(path, Signal(silence, 8000))
    return path.read_bytes()


def test_a_small_file_that_is_huge_inside(fortress: Fortress, bomb):
    assert len(bomb) < 5_000_000
    before, peak = fortress.traces(), fortress.peak_memory_mb()
    answer = _upload(fortress, bomb, "bomb.flac")
    assert answer.status in (200, 400, 503), answer.text
    assert fortress.peak_memory_mb() < peak + 100
    _leaves_nothing(fortress, before)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"rubbish",
        _TAIL,
        _head("a.flac"),
        _head("a.flac") + b"x",
        b'--b0undary\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext' + _TAIL,
        _head("a.flac", "other") + b"x" + _TAIL,
        (_head("a.flac") + b"x\r\n") * 3000 + _TAIL,
        b"".join(
            b'--b0undary\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n' % n for n in range(3000)
        )
        + _TAIL,
        b"--b0undary\r\n" + b"X: y\r\n" * 50_000 + b"\r\n",
    ],
    ids=range(10),
)
@pytest.mark.parametrize("address", ["/api/hear", "page"])
def test_a_form_that_is_none(fortress: Fortress, address, body):
    target = fortress.upload_address() if address == "page" else address
    before = fortress.traces()
    answer = fortress.ask(target, method="POST", body=body, headers={"content-type": _KIND})
    assert answer.status in (400, 404, 422) or address == "page"
    if address != "page":
        _leaves_nothing(fortress, before)


def test_what_was_dropped_on_a_page_goes_with_the_server(own_fortress: Fortress):
    for name in ("../../evil.flac", EVIL, "\0", "x" * 3000 + ".flac", ".", "..", "/etc/passwd"):
        assert _upload(own_fortress, b"rubbish", name, own_fortress.upload_address()).status in (200, 400)
    until(own_fortress.traces)
    assert all(name.startswith("tunescape-") for name in own_fortress.traces())
    own_fortress.server.stop()
    assert own_fortress.traces() == []
