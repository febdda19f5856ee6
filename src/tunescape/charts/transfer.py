"""Receive one audio file: resumed where it was cut, checked for size and kind."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from tunescape.charts.audio_kind import HEAD_BYTES, audio_kind
from tunescape.charts.partial_file import PartialFile
from tunescape.charts.urls import parse_url
from tunescape.charts.web import TryAgainError, Web
from tunescape.errors import ChartError

__all__ = ["Received", "receive"]

_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)")


@dataclass(frozen=True)
class Received:
    """A whole audio file that has no name yet."""

    partial: PartialFile
    extension: str
    bytes: int
    sha256: str
    host: str


def receive(
    web: Web, url: str, partial: PartialFile, *, max_bytes: int, on_bytes: Callable[[int], None]
) -> Received:
    """Receive an audio file.

    Parameters
    ----------
    web : Web
    url : str
    partial : PartialFile
        What earlier tries and runs have left; goes on there where the server says it is still the same.
    max_bytes : int
        What is larger is refused.
    on_bytes : callable
        Told the size of each piece that comes in.

    Returns
    -------
    Received

    Raises
    ------
    ChartError
        If it does not come, is too large, or is no audio.
    """
    web.persist(lambda: _attempt(web, url, partial, max_bytes, on_bytes))
    extension = _checked_kind(partial, None)
    with partial.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Received(partial, extension, partial.size, digest, parse_url(url).host)


def _attempt(
    web: Web, url: str, partial: PartialFile, max_bytes: int, on_bytes: Callable[[int], None]
) -> None:
    headers = {}
    if partial.resumable:
        headers = {"Range": f"bytes={partial.size}-", "If-Range": partial.validator or ""}
    try:
        with web.open(url, headers=headers) as answer:
            total = _begin(answer, partial)
            if total is not None and total > max_bytes:
                partial.discard()
                raise _too_large(total, max_bytes)
            _receive_body(answer, partial, max_bytes, on_bytes)
    except TryAgainError as trouble:
        if trouble.status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            partial.discard()
        raise
    size = partial.size
    if total is not None and size != total:
        if size > total:
            partial.discard()
        raise TryAgainError(parse_url(url).host, f"{size} bytes came instead of {total}")


def _begin(answer: httpx.Response, partial: PartialFile) -> int | None:
    """Prepare the file for what comes, and return its whole size, if the server tells."""
    packed = answer.headers.get("content-encoding", "identity") != "identity"
    validator = None if packed else _validator(answer)
    if answer.status_code != httpx.codes.PARTIAL_CONTENT:
        partial.begin(validator)
        length = answer.headers.get("content-length", "")
        return int(length) if length.isascii() and length.isdigit() and not packed else None
    told = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", "").strip())
    same = validator is None or validator == partial.validator
    if packed or not told or int(told[1]) != partial.size or not same:
        partial.discard()
        raise TryAgainError(answer.request.url.host, "the server sends another part than it was asked for")
    return None if told[2] == "*" else int(told[2])


def _receive_body(
    answer: httpx.Response, partial: PartialFile, max_bytes: int, on_bytes: Callable[[int], None]
) -> None:
    size = partial.size
    known = size >= HEAD_BYTES
    with partial.path.open("ab", buffering=0) as file:
        for chunk in answer.iter_bytes():
            size += len(chunk)
            if size > max_bytes:
                partial.discard()
                raise _too_large(size, max_bytes)
            file.write(chunk)
            on_bytes(len(chunk))
            if not known and size >= HEAD_BYTES:
                # a web page need not come whole to be known as one
                _checked_kind(partial, answer)
                known = True
    if not known:
        _checked_kind(partial, answer)


def _checked_kind(partial: PartialFile, answer: httpx.Response | None) -> str:
    head = partial.head(HEAD_BYTES)
    extension = audio_kind(head)
    if extension is None:
        partial.discard()
        said = "" if answer is None else answer.headers.get("content-type", "").split(";")[0].strip()[:60]
        called = f", though it is called {said}" if said.startswith(("audio/", "video/")) else ""
        raise ChartError(f"is no audio but {_what(head)}{called}")
    return extension


def _what(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "nothing"
    for marks, name in (
        ((b"<!doctype html", b"<html", b"<head", b"<body"), "a web page"),
        ((b"<",), "XML or HTML"),
        ((b"{", b"["), "JSON"),
        ((b"#extm3u",), "a playlist"),
        ((b"\xff\xd8\xff", b"\x89png", b"gif8"), "a picture"),
    ):
        if start.startswith(marks):
            return name
    return "text" if start[:512].isascii() and b"\0" not in start[:512] else "bytes of no known kind"


def _validator(answer: httpx.Response) -> str | None:
    tag: str = answer.headers.get("etag", "")
    # a weak tag says "about the same", which is not enough to join two halves
    if tag.startswith('"'):
        return tag
    moment: str | None = answer.headers.get("last-modified")
    return moment


def _too_large(size: int, max_bytes: int) -> ChartError:
    return ChartError(
        f"has {size / 2**20:.0f} MiB", hint=f"--max-size lets through more than {max_bytes / 2**20:.0f}"
    )
