"""A small app behind the guard, and a client that talks to it without a network, as browsers do or do not."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import HTMLResponse
from starlette.types import ASGIApp

PASSWORD = "correct horse 电池"


def small_app() -> FastAPI:
    """An app with one of each: a page, an answer of the API, a change, an upload, a WebSocket."""
    app = FastAPI()

    @app.get("/")
    def page() -> HTMLResponse:
        return HTMLResponse("<title>music</title>")

    @app.get("/api/list")
    def tracks(request: Request) -> dict[str, object]:
        assert request.client
        return {
            "visitor": request.client.host,
            "scheme": request.url.scheme,
            "root": request.scope["root_path"],
            "headers": dict(request.headers),
            "url": str(request.url_for("tracks")),
        }

    @app.post("/api/label")
    def label() -> dict[str, bool]:
        return {"changed": True}

    @app.post("/api/hear")
    async def upload(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @app.post("/_nicegui/client/x/upload/1")
    async def form(request: Request) -> dict[str, list[str]]:
        async with request.form() as found:
            return {"fields": list(found)}

    @app.websocket("/talk")
    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        async for text in socket.iter_text():
            await socket.send_text(text[::-1])

    return app


@dataclass
class Time:
    """A clock that only sleeping moves."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@dataclass
class Client:
    """Sends requests to an app, each on an event loop of its own."""

    app: ASGIApp
    address: str = "127.0.0.1"
    base_url: str = "http://127.0.0.1:8765"

    def request(
        self, method: str, path: str, *, content: bytes | Iterable[bytes] = b"", **options: Any
    ) -> httpx.Response:
        return asyncio.run(self.arequest(method, path, content=content, **options))

    async def arequest(
        self, method: str, path: str, *, content: bytes | Iterable[bytes] = b"", **options: Any
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=(self.address, 40_000))
        body = content if isinstance(content, bytes) else _slowly(content)
        async with httpx.AsyncClient(transport=transport, base_url=self.base_url) as client:
            if "json" in options or "data" in options:
                return await client.request(method, path, **options)
            return await client.request(method, path, content=body or None, **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def talk(
        self, texts: Sequence[str], headers: dict[str, str], *, before: dict[int, Any] | None = None
    ) -> list[str] | None:
        """Open a WebSocket, say some texts and return the answers; None where it is refused.

        ``before`` holds functions by the number of the text before which they are called.
        """
        host = self.base_url.partition("://")[2]
        return asyncio.run(_talk(self.app, self.address, texts, {"host": host, **headers}, before or {}))


async def _slowly(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def _talk(
    app: ASGIApp, address: str, texts: Sequence[str], headers: dict[str, str], before: dict[int, Any]
) -> list[str] | None:
    path = "/talk"
    scope = {
        "type": "websocket",
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "client": (address, 40_000),
        "subprotocols": [],
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
    }
    incoming: list[dict[str, Any]] = [{"type": "websocket.connect"}]
    incoming += [{"type": "websocket.receive", "text": text} for text in texts]
    incoming.append({"type": "websocket.disconnect", "code": 1000})
    sent: list[Any] = []
    given = 0

    async def receive() -> Any:
        nonlocal given
        await asyncio.sleep(0)
        given += 1
        if given - 2 in before:
            before[given - 2]()
        return incoming[given - 1]

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    if sent[0]["type"] == "websocket.close":
        assert len(sent) == 1
        return None
    assert sent[0]["type"] == "websocket.accept"
    return [message["text"] for message in sent if message["type"] == "websocket.send"]
