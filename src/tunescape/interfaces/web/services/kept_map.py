"""The points of the map: made once for each state of the library, and kept in its cache for every visitor."""

import io
import json
import re
import struct
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from tunescape.errors import LibraryError
from tunescape.interfaces.web.services.drawing import drawing
from tunescape.library.schema import files
from tunescape.library.settled import settled
from tunescape.library.store import Library
from tunescape.whole_file import replacing

__all__ = [
    "MapPoints",
    "cached_token",
    "make_points",
    "packed",
    "read_payload",
    "read_points",
    "write_points",
]

_TOKEN = re.compile(r"(pca|tsne)\.\d{1,15}")
_KEPT = 2
"""Maps of so many states of the library are kept: somebody may still be looking at the one before."""


class MapPoints(NamedTuple):
    """What a page knows of the points it shows.

    Attributes
    ----------
    token : str
        Names this state of the map: ``pca.17``.
    track_ids : np.ndarray [shape=(n,), dtype=S32]
        In the order of the points.
    """

    token: str
    track_ids: npt.NDArray[np.bytes_]


def cached_token(library: Library, method: str) -> str | None:
    """Return the token of the map of the library, None where it has not been made."""
    token = f"{method}.{settled(library).revision()}"
    return token if _path(library, token).is_file() else None


def make_points(library_path: str, method: str) -> str:
    """Make the map of a library, if it is not there: in a process of its own, for it may take a minute.

    Parameters
    ----------
    library_path : str
    method : {'pca', 'tsne'}
        As :func:`write_points`.

    Returns
    -------
    str
        Its token.

    Raises
    ------
    TunescapeError
        As :func:`write_points`.
    """
    return write_points(settled(Library(library_path)), method)


def write_points(library: Library, method: str) -> str:
    """Make the map of a library and keep it in its cache, if nobody else does.

    Parameters
    ----------
    library : Library
    method : {'pca', 'tsne'}

    Returns
    -------
    str
        Its token.

    Raises
    ------
    DiscoveryError
        If there are too few tracks.
    LibraryError
        If the cache cannot be written.
    """
    # before the points are read: what comes meanwhile makes them outdated, not wrong
    token = f"{method}.{library.revision()}"
    if not _path(library, token).is_file():
        with drawing(library, "default", method):
            if not _path(library, token).is_file():  # nobody made it while this waited
                _write(library, token, method)
    return token


def _write(library: Library, token: str, method: str) -> None:
    from tunescape.discovery.layout import library_layout
    from tunescape.discovery.space import SPACES

    layout = library_layout(library, SPACES["default"], method=method)
    payload = packed(layout.coordinates, *_names(library, layout.track_ids))
    arrays: dict[str, Any] = {
        "track_ids": np.array(layout.track_ids, dtype="S32"),
        "payload": np.frombuffer(payload, dtype=np.uint8),
    }
    with replacing(_path(library, token), error=LibraryError) as file:
        np.savez(cast(IO[bytes], file), **arrays)
    _forget(library, method)


def packed(coordinates: npt.NDArray[np.floating[Any]], titles: list[str], artists: list[str]) -> bytes:
    """Return points as the script in the page reads them.

    Parameters
    ----------
    coordinates : np.ndarray [shape=(n, 2)]
    titles, artists : list of str

    Returns
    -------
    bytes
        n as 32 bits; all x, then all y, as float32 from -1 to 1, little endian; titles and artists as JSON.
    """
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    # one scale for both: a map that is stretched would lie about distances
    half = max(float((high - low).max()) / 2, 1e-12)
    x, y = ((coordinates - (low + high) / 2) / half).astype("<f4").T
    names = json.dumps([titles, artists], ensure_ascii=False).encode("utf-8", "replace")
    return b"".join((struct.pack("<I", len(coordinates)), x.tobytes(), y.tobytes(), names))


def read_points(library: Library, token: str) -> MapPoints:
    """Return what the page needs to know of the points of a map.

    Raises
    ------
    LibraryError
        If this map is not kept.
    """
    return MapPoints(token, _read(library, token, "track_ids"))


def read_payload(library: Library, token: str) -> bytes:
    """Return the points of a map as :func:`packed` wrote them.

    Raises
    ------
    LibraryError
        If this map is not kept.
    """
    payload: bytes = _read(library, token, "payload").tobytes()
    return payload


def _read(library: Library, token: str, name: str) -> npt.NDArray[Any]:
    if not _TOKEN.fullmatch(token):
        raise LibraryError("there is no such map")
    path = _path(library, token)
    outdated = LibraryError("this map is outdated", hint="load the page again")
    try:
        # read whole: numpy leaves a file open that is no archive
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            array: npt.NDArray[Any] = stored[name]
            return array
    except OSError as error:
        raise outdated from error
    except (ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
        with suppress(OSError):
            path.unlink()  # while it is there, no other is made
        raise outdated from error


def _names(library: Library, track_ids: list[str]) -> tuple[list[str], list[str]]:
    statement = sa.select(*files.c["track_id", "title", "artist"]).where(files.c.missing_since.is_(None))
    named: dict[str, tuple[str, str]] = {}
    with library.connect() as connection:
        for row in connection.execute(statement.order_by(files.c.path)):
            named.setdefault(row.track_id, (row.title, row.artist or ""))
    pairs = [named.get(track_id, ("", "")) for track_id in track_ids]
    return [title for title, _ in pairs], [artist for _, artist in pairs]


def _path(library: Library, token: str) -> Path:
    return library.cache_path / f"map_points.{token}.npz"


def _forget(library: Library, method: str) -> None:
    kept = sorted(
        library.cache_path.glob(f"map_points.{method}.*.npz"), key=lambda path: int(path.name.split(".")[2])
    )
    for path in kept[:-_KEPT]:
        with suppress(OSError):
            path.unlink()
