"""A real HTTP server on 127.0.0.1 that answers as it is told, however badly."""

import gzip
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
from patience import PATIENCE_S

from tunescape.charts.manners import Manners

__all__ = ["QUICK", "Answer", "Loopback", "Seen", "clip"]

QUICK = Manners(requests_per_s=2000, tries=4, first_wait_s=0.01, timeout_s=60.0, longest_answer_s=60.0)


def clip(seed: int, size: int = 200_000) -> bytes:
    """Bytes that look like a FLAC file, another one for each seed."""
    return b"fLaC" + np.random.default_rng(seed).bytes(size - 4)


@dataclass(frozen=True)
class Seen:
    """A request as the server saw it."""

    path: str
    headers: dict[str, str]

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}


class Answer:
    """What a route does with a request: the handler's methods, with less to write."""

    def __init__(self, handler: BaseHTTPRequestHandler, seen: Seen, number: int) -> None:
        self._handler = handler
        self.seen = seen
        self.number = number
        """1 for the first request of this path."""

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Send an answer of honest length, unless the headers say otherwise."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self._handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **names}.items():
            if value:
                self._handler.send_header(name, value)
        self._handler.end_headers()
        self._handler.wfile.write(body)
        self._handler.wfile.flush()

    def write(self, body: bytes) -> None:
        """Go on with an answer whose beginning has been sent."""
        self._handler.wfile.write(body)
        self._handler.wfile.flush()

    def json(self, document: object, *, packed: int = 0) -> None:
        body = json.dumps(document).encode()
        for _ in range(packed):
            body = gzip.compress(body)
        self.send(body, Content_Encoding=", ".join(["gzip"] * packed))

    def redirect(self, location: str, status: int = 302) -> None:
        self.send(b"", status, Location=location)

    def cut(self) -> None:
        """End the connection here and now."""
        self._handler.close_connection = True
        self._handler.connection.close()

    def file(self, body: bytes, etag: str = '"1"', *, until: int | None = None, **headers: str) -> None:
        """Send a file, or the part that is asked for; with ``until``, cut the connection at that byte."""
        asked = self.seen.headers.get("range", "")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        whole = not asked or self.seen.headers.get("if-range") not in (None, etag)
        if whole:
            start = 0
        part = body[start:until]
        length = {"Content_Length": str(len(body) - start), "ETag": etag}
        span = {} if whole else {"Content_Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
        self.send(part, 200 if whole else 206, **(length | span | headers))
        if until is not None and until < len(body):
            self.cut()

    def trickle(self, body: bytes, pause_s: float) -> None:
        """Send an answer byte by byte."""
        self.send(b"", Content_Length=str(len(body)))
        for i in range(len(body)):
            self._handler.wfile.write(body[i : i + 1])
            self._handler.wfile.flush()
            time.sleep(pause_s)


Route = Callable[[Answer], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what the tests are about."""


@dataclass
class Loopback:
    """The server; ``routes`` are found by path, those that end in ``/`` also for what lies below."""

    at_port: int = 0
    """0 for any that is free."""
    routes: dict[str, Route] = field(default_factory=dict)
    requests: list[Seen] = field(default_factory=list)
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._at_once = 0
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", self.at_port), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [seen.path for seen in self.requests]

    def stall(self, _: Answer) -> None:
        """A route that never answers."""
        self._closing.wait(PATIENCE_S)

    def serve(self, path: str, body: bytes, **headers: str) -> None:
        """A route that sends the same bytes each time."""
        self.routes[path] = lambda answer: answer.send(body, **headers)

    def serve_chart(self, items: list[dict[str, Any]]) -> None:
        """The pages of a ranking service."""

        def page(answer: Answer) -> None:
            number, size = int(answer.seen.query["page"]), int(answer.seen.query["size"])
            answer.json({"code": 0, "data": {"list": items[(number - 1) * size : number * size]}})

        self.routes["/search"] = page

    def serve_ranking(self, pieces: Sequence[tuple[dict[str, Any], bytes]]) -> None:
        """A ranking service: the pages of its chart, the address of each piece by its id, and the audio."""
        self.serve_chart([item for item, _ in pieces])
        self.routes["/music/"] = lambda answer: answer.json(
            {"data": f"{self.url}/audio/{answer.seen.path.rsplit('/', 1)[1]}"}
        )
        for item, audio in pieces:
            self.serve(f"/audio/{item.get('music_id')}", audio, Content_Type="audio/mpeg")

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                loopback.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        seen = Seen(handler.path, headers)
        bare = urlsplit(handler.path).path
        with self._lock:
            self.requests.append(seen)
            number = sum(urlsplit(other.path).path == bare for other in self.requests)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        route = self.routes.get(bare) or self.routes.get(bare.rsplit("/", 1)[0] + "/")
        answer = Answer(handler, seen, number)
        try:
            if route is None:
                answer.send(b"<html>not here</html>", 404)
            else:
                route(answer)
        except (OSError, ValueError):  # the client has gone, or the route has cut it off
            handler.close_connection = True
        finally:
            with self._lock:
                self._at_once -= 1
