"""Connections that do not finish asking are closed; those that do are not."""

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from patience import PATIENCE_S, until
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

pytestmark = pytest.mark.slow

_SHORT_S, _LONG_S = 0.5, 4 * PATIENCE_S
"""Limits: one that passes while a test waits, one that never does."""

_ASK = b"GET /api/list HTTP/1.1\r\nHost: x\r\n"


@contextmanager
def _served(limit_s: float) -> Iterator[int]:
    script = Path(__file__).with_name("serve_timed.py")
    with subprocess.Popen(
        [sys.executable, str(script), f"{limit_s}"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


@pytest.fixture(scope="module")
def short() -> Iterator[int]:
    """The port of a server with little patience."""
    with _served(_SHORT_S) as port:
        yield port


@pytest.fixture(scope="module")
def patient() -> Iterator[int]:
    with _served(_LONG_S) as port:
        yield port


@pytest.fixture
def visit() -> Iterator[Callable[[int], socket.socket]]:
    opened: list[socket.socket] = []

    def connect_to(port: int) -> socket.socket:
        opened.append(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S))
        return opened[-1]

    yield connect_to
    for one in opened:
        one.close()


def _answered(visitor: socket.socket, said: bytes) -> bool:
    """Say something, and read one whole answer; False where the connection is closed."""
    text = b""
    try:
        visitor.sendall(said)
        while not _is_whole(text):
            received = visitor.recv(4096)
            if not received:
                return False
            text += received
    except ConnectionError:
        return False
    assert text.startswith(b"HTTP/1.1 200"), text
    return True


def _is_whole(text: bytes) -> bool:
    head, end, body = text.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    return bool(end) and length is not None and len(body) == int(length[1])


def _is_closed(visitor: socket.socket) -> bool:
    """Wait until nothing more comes; False where something else came."""
    try:
        return visitor.recv(4096) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("said", [b"", b"G", _ASK, _ASK + b"X: " + b"y" * 3000])
def test_a_head_that_does_not_end_is_not_waited_for(short, visit, said):
    visitor = visit(short)
    visitor.sendall(said)
    assert _is_closed(visitor)


def test_a_byte_now_and_then_does_not_help(short, visit):
    """The limit is one for the whole head: this would go on for ever."""
    visitor = visit(short)
    visitor.sendall(_ASK)
    visitor.settimeout(_SHORT_S / 10)
    sent = 0
    while True:
        try:
            if visitor.recv(4096) == b"":
                break
            pytest.fail("it was answered")
        except TimeoutError:
            assert (sent := sent + 1) * _SHORT_S / 10 < PATIENCE_S, "it is listened to for ever"
        except ConnectionResetError:
            break
        try:
            visitor.sendall(b"X: y\r\n")
        except OSError:
            break


def test_the_second_request_of_a_connection_has_the_same_limit(short, visit):
    # again where this process was held up, and the limit had passed before it said anything
    visitor = until(lambda: visit(short), lambda one: _answered(one, _ASK + b"\r\n"))
    visitor.sendall(_ASK)
    assert _is_closed(visitor)


def test_a_head_in_parts_is_answered(patient, visit):
    visitor = visit(patient)
    for _ in range(2):
        for byte in _ASK + b"\r":
            visitor.sendall(bytes([byte]))
        assert _answered(visitor, b"\n")


def test_a_body_may_take_longer(short, visit):
    def is_answered_late() -> bool:
        visitor, other = visit(short), visit(short)
        visitor.sendall(b"POST /api/hear HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na")
        # opened later, with the same limit: when it is closed, that of the other has passed
        return _is_closed(other) and _answered(visitor, b"b")

    until(is_answered_late)


def test_a_websocket_goes_on(short, visit):
    def goes_on() -> bool:
        with suppress(OSError, WebSocketException), connect(f"ws://127.0.0.1:{short}/talk") as talk:
            assert _is_closed(visit(short))
            talk.send("abc")
            return talk.recv(timeout=PATIENCE_S) == "cba"
        return False

    until(goes_on)
