"""HTTP as bytes: what well-behaved clients refuse to send."""

import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from itertools import chain
from urllib.parse import urlsplit

from patience import PATIENCE_S

__all__ = ["Answer", "ask", "endless_head"]


@dataclass(frozen=True)
class Answer:
    """What came back; a status of 0 where the connection was closed without an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def ask(
    url: str,
    target: str | bytes,
    *,
    method: str = "GET",
    headers: Mapping[str, str | None] | None = None,
    body: bytes | Iterable[bytes] = b"",
    timeout_s: float = PATIENCE_S,
) -> Answer:
    """Send one request as it is, and read the answer.

    Parameters
    ----------
    url : str
        Of the server.
    target : str or bytes
        Path and query, byte for byte.
    method : str
    headers : mapping of str to str or None, optional
        None leaves out one that is sent by itself (host, content-length).
    body : bytes or iterable of bytes
        Sent until the server has had enough.
    timeout_s : float
    """
    address = urlsplit(url)
    given: dict[str, str | None] = {"host": address.netloc, "connection": "close"}
    if isinstance(body, bytes) and (body or method not in ("GET", "HEAD")):
        given["content-length"] = str(len(body))
    given |= {name.lower(): value for name, value in (headers or {}).items()}
    raw = target.encode("utf-8", "surrogateescape") if isinstance(target, str) else target
    head = method.encode() + b" " + raw + b" HTTP/1.1\r\n"
    for name, value in given.items():
        if value is not None:
            head += f"{name}: {value}\r\n".encode("utf-8", "surrogateescape")
    return _send(url, [head + b"\r\n"], (body,) if isinstance(body, bytes) else body, method, timeout_s)


def endless_head(url: str, lines: Iterable[bytes]) -> Answer:
    """Send header after header, until the server has had enough."""
    start = f"GET / HTTP/1.1\r\nhost: {urlsplit(url).netloc}\r\n".encode()
    return _send(url, [start], lines, "GET", PATIENCE_S)


def _send(url: str, head: Iterable[bytes], body: Iterable[bytes], method: str, timeout_s: float) -> Answer:
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port or 80), timeout=timeout_s) as connection:
        try:
            for chunk in chain(head, body):
                connection.sendall(chunk)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has had enough: what it said stands in the answer
        return _read(connection, method)


def _read(connection: socket.socket, method: str) -> Answer:
    response = HTTPResponse(connection, method=method)
    try:
        response.begin()
        status, headers = response.status, {name.lower(): value for name, value in response.getheaders()}
    except (ConnectionResetError, HTTPException):
        return Answer(0, {}, b"")
    try:
        return Answer(status, headers, response.read())
    except (ConnectionResetError, HTTPException) as error:
        return Answer(status, headers, getattr(error, "partial", b""))
