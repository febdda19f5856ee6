"""What the layers of the guard share: reading a request before the app sees it, and refusing it."""

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

__all__ = ["POLICY_VIOLATION", "header", "headers", "is_request", "local_path", "refuse"]

POLICY_VIOLATION = 1008
"""Code of a WebSocket that is closed because it may not be (RFC 6455)."""


def is_request(scope: Scope) -> bool:
    """Whether somebody asks for something: an HTTP request or a WebSocket, not the start of the server."""
    return scope["type"] in ("http", "websocket")


def headers(scope: Scope, name: str) -> list[str]:
    """Return every value of a header; its name in lower case."""
    wanted = name.encode("latin-1")
    return [value.decode("latin-1").strip() for key, value in scope["headers"] if key.lower() == wanted]


def header(scope: Scope, name: str) -> str | None:
    """Return the value of a header that stands there once; None where it does not, or twice."""
    found = headers(scope, name)
    return found[0] if len(found) == 1 else None


def local_path(scope: Scope) -> str:
    """Return the path of a request below the sub-path of the server."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


async def refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request; a WebSocket is closed before it opens, which a browser sees as 403."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": ""})
    else:
        await response(scope, receive, send)
