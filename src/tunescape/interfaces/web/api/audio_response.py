"""An audio file as an answer: whole, in ranges, or not again where the browser has it."""

import os
from functools import partial

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send

from tunescape.interfaces.web.errors import error_response

__all__ = ["AudioResponse"]

_TYPES = {
    ".aac": "audio/aac",
    ".aif": "audio/aiff",
    ".aiff": "audio/aiff",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".mka": "audio/x-matroska",
    ".mkv": "video/x-matroska",
    ".mp3": "audio/mpeg",
    ".mp4": "audio/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".weba": "audio/webm",
    ".webm": "audio/webm",
    ".wma": "audio/x-ms-wma",
}
"""Never what a page could be: a file named .html is served as bytes."""


class AudioResponse(FileResponse):
    """A file with ranges (RFC 9110): 206, 416 where a range lies beyond the end, 304 where nothing changed.

    Parameters
    ----------
    path : str
    attached : bool
        Whether a browser saves it rather than plays it.

    Raises
    ------
    OSError
        If it cannot be read: once an answer has begun, nothing can be said any more.
    """

    max_ranges = 16

    def __init__(self, path: str, *, attached: bool = False) -> None:
        with open(path, "rb") as file:
            found = os.fstat(file.fileno())
        super().__init__(
            path,
            media_type=_TYPES.get(os.path.splitext(path)[1].lower(), "application/octet-stream"),
            filename=os.path.basename(path).encode("utf-8", "replace").decode(),
            stat_result=found,
            content_disposition_type="attachment" if attached else "inline",
            # a player asks again and again for parts of one file
            headers={"cache-control": "private, no-cache"},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        wanted = Headers(scope=scope).get("if-none-match", "")
        if self.headers["etag"] in [tag.strip().removeprefix("W/") for tag in wanted.split(",")]:
            kept = {name: self.headers[name] for name in ("etag", "last-modified", "cache-control")}
            await Response(status_code=304, headers=kept)(scope, receive, send)
            return
        await super().__call__(scope, receive, partial(_in_one_shape, scope, receive, send, []))


async def _in_one_shape(
    scope: Scope, receive: Receive, send: Send, refused: list[int], message: Message
) -> None:
    """Pass an answer on; turn a plain refusal of a range into an error of our shape."""
    if refused:
        return
    if message["type"] == "http.response.start" and message["status"] in (400, 416):
        refused.append(message["status"])
        headers = Headers(raw=message["headers"])
        kept = {name: headers[name] for name in ("content-range",) if name in headers}
        text = (
            "the file has no such part" if message["status"] == 416 else "that range of bytes cannot be read"
        )
        await error_response(
            message["status"], "range", text, "write it like: Range: bytes=0-1023", headers=kept
        )(scope, receive, send)
        return
    await send(message)
