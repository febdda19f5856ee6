"""How much a request may bring, whether it says so beforehand or not."""

import asyncio
import re
from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tunescape.interfaces.web.errors import error_response
from tunescape.interfaces.web.security.asgi import headers, local_path

__all__ = ["MAX_DOCUMENT_BYTES", "with_limited_bodies"]

MAX_DOCUMENT_BYTES = 4_000_000
"""Room for what is no file: forms, JSON, a playlist of 10,000 tracks."""

_SWALLOWED_BYTES = 16_000_000
_SWALLOWED_S = 2.0

_FILE_ADDRESSES = re.compile(r"/api/hear|/_nicegui/client/[^/]+/upload/[0-9]+")
"""Only these read what they are sent bit by bit; all others take it into memory as a whole."""

_FILE_TYPES = ("multipart/form-data", "application/octet-stream", "audio/", "video/")


def with_limited_bodies(app: ASGIApp, *, max_upload_bytes: int) -> ASGIApp:
    """Refuse bodies that are too large: at once where their length is said, else where they get there.

    Parameters
    ----------
    app : ASGIApp
    max_upload_bytes : int
        The limit for files, where files are taken; for all else :data:`MAX_DOCUMENT_BYTES`, or this if it
        is less.
    """

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        limit = max_upload_bytes if _carries_file(scope) else min(MAX_DOCUMENT_BYTES, max_upload_bytes)
        lengths = headers(scope, "content-length")
        if any(not length.isdecimal() or not length.isascii() for length in lengths) or len(set(lengths)) > 1:
            await error_response(400, "bad_length", "the length of the request is no number")(
                scope, receive, send
            )
        elif any(int(length[-20:]) > limit or len(length) > 20 for length in lengths):
            await _too_large(limit)(scope, receive, send)
        else:
            await _counted(app, scope, receive, send, limit=limit)

    return limited


def _carries_file(scope: Scope) -> bool:
    if not _FILE_ADDRESSES.fullmatch(local_path(scope)):
        return False
    return any(kind.lower().startswith(_FILE_TYPES) for kind in headers(scope, "content-type"))


def _too_large(limit: int) -> Response:
    return error_response(
        413,
        "too_large",
        f"that is more than the {limit / 1_000_000:g} MB this server takes at once",
        "bring less at a time; for files, the server can be started with a larger --max-upload",
        headers={"connection": "close"},
    )


async def _counted(app: ASGIApp, scope: Scope, receive: Receive, send: Send, *, limit: int) -> None:
    received = 0
    answering = refused = False

    async def receive_counted() -> Message:
        nonlocal received, refused
        if refused:
            return {"type": "http.disconnect"}
        message = await receive()
        received += len(message.get("body", b""))
        if received <= limit:
            return message
        refused = True
        if message.get("more_body"):
            await _swallow(receive)
        if not answering:
            await _too_large(limit)(scope, receive, send)
        return {"type": "http.disconnect"}

    async def send_unless_refused(message: Message) -> None:
        nonlocal answering
        answering = True
        if not refused:
            await send(message)

    try:
        await app(scope, receive_counted, send_unless_refused)
    except ClientDisconnect:
        if not refused:
            raise


async def _swallow(receive: Receive) -> None:
    """Read on for a little: a sender who is cut off in the middle may never see why."""
    swallowed = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(_SWALLOWED_S):
            while swallowed < _SWALLOWED_BYTES:
                message = await receive()
                swallowed += len(message.get("body", b""))
                if not message.get("more_body"):
                    return
