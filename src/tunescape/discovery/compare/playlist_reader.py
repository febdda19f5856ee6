"""Which files an M3U playlist names."""

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

from tunescape.errors import QueryError

__all__ = ["PLAYLIST_EXTENSIONS", "read_m3u"]

PLAYLIST_EXTENSIONS = (".m3u8", ".m3u")
"""Extensions of playlists that can be read."""


def read_m3u(path: str | os.PathLike[str]) -> list[bytes]:
    """Return the files that a playlist names, as absolute paths, in its order.

    Parameters
    ----------
    path : str or PathLike
        A text, one place a line: a path, absolute or from the playlist's own folder on, or a ``file:`` URI.
        Lines that begin with ``#`` are comments. Addresses on the net are passed over.

    Raises
    ------
    QueryError
        If it cannot be read, or names no file.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise QueryError(f"the playlist cannot be read ({error.strerror})", path=path) from error
    folder = os.fsencode(os.path.dirname(os.path.abspath(path)))
    lines = [line.strip() for line in content.removeprefix(b"\xef\xbb\xbf").splitlines()]
    places = [_place(line) for line in lines if line and not line.startswith(b"#")]
    files = [os.path.normpath(os.path.join(folder, place)) for place in places if place]
    if not files:
        raise QueryError("names no file", path=path, hint="a playlist has the path of one file a line")
    return files


def _place(line: bytes) -> bytes:
    if line.lower().startswith(b"file:"):
        return unquote_to_bytes(line[5:].removeprefix(b"//").removeprefix(b"localhost"))
    return b"" if b"://" in line else line
