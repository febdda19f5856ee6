"""What has been downloaded into a folder: a JSON file beside the audio."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import NoneType
from typing import Any

from tunescape.charts.chart import ChartItem
from tunescape.errors import ChartError
from tunescape.whole_file import replacing

__all__ = ["MANIFEST_NAME", "DownloadedFile", "read_manifest", "write_manifest"]

MANIFEST_NAME = "tunescape-chart.json"

_FORMAT = "tunescape chart downloads"
_VERSION = 1
_ITEM: dict[str, tuple[type, ...]] = {
    "music_id": (str,),
    "title": (str,),
    "author": (str, NoneType),
    "duration_s": (int, float, NoneType),
    "users": (int, NoneType),
    "users_gained": (int, NoneType),
    "rank": (int,),
    "source": (str,),
    "fetched_at": (str,),
}
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class DownloadedFile:
    """A file, and the piece of a chart it is.

    Parameters
    ----------
    item : ChartItem
        Without the address of its audio: those may hold what should not be passed on.
    file : str
        Its name in the folder of the manifest.
    bytes : int
    sha256 : str
        Of the file as it was downloaded.
    host : str
        Where it came from.
    downloaded_at : str
        ISO 8601 in UTC.
    """

    item: ChartItem
    file: str
    bytes: int
    sha256: str
    host: str
    downloaded_at: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all others: its source, and the source's id."""
        return self.item.source, self.item.music_id


def read_manifest(folder: str | os.PathLike[str]) -> dict[tuple[str, str], DownloadedFile]:
    """Read the manifest of a folder.

    Parameters
    ----------
    folder : str or PathLike

    Returns
    -------
    dict
        By source and id; empty where there is no manifest.

    Raises
    ------
    ChartError
        If it cannot be read, or is none.
    """
    path = Path(folder) / MANIFEST_NAME
    if path.exists() and not path.is_file():
        raise ChartError("is not a file", path=path, hint="move it away")  # a pipe would be waited for
    try:
        document = json.loads(path.read_bytes())
        if document["format"] != _FORMAT or document["version"] != _VERSION:
            raise ChartError("is of another format or version", path=path)
        files = [_file(row) for row in document["files"]]
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ChartError(f"cannot be read ({error.strerror})", path=path) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        hint = "move it away, and everything is downloaded again"
        raise ChartError("is damaged", path=path, hint=hint) from error
    return {file.key: file for file in files}


def write_manifest(folder: str | os.PathLike[str], files: Iterable[DownloadedFile]) -> None:
    """Write the manifest of a folder; the one that is there is replaced once the new one is whole.

    Parameters
    ----------
    folder : str or PathLike
    files : iterable of DownloadedFile

    Raises
    ------
    ChartError
        If it cannot be written.
    """
    # in one order, whichever came first
    ordered = sorted(files, key=lambda file: (file.item.source, file.item.rank, file.item.music_id))
    rows = [_row(file) for file in ordered]
    document = {"format": _FORMAT, "version": _VERSION, "files": rows}
    text = json.dumps(document, ensure_ascii=False, indent=1)
    # half a surrogate pair, in a chart that was not read from a file, is a valid escape of JSON
    with replacing(Path(folder) / MANIFEST_NAME, error=ChartError) as file:
        file.write(f"{text}\n".encode("utf-8", "backslashreplace"))


def _row(file: DownloadedFile) -> dict[str, Any]:
    item = asdict(file.item)
    return {
        **{name: item[name] for name in _ITEM},
        "file": file.file,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "host": file.host,
        "downloaded_at": file.downloaded_at,
    }


def _file(row: dict[str, Any]) -> DownloadedFile:
    return DownloadedFile(
        item=ChartItem(**{field: _checked(row[field], kinds) for field, kinds in _ITEM.items()}),
        file=_checked_name(row["file"]),
        bytes=int(row["bytes"]),
        sha256=str(row["sha256"]),
        host=str(row["host"]),
        downloaded_at=str(row["downloaded_at"]),
    )


def _checked(value: Any, kinds: tuple[type, ...]) -> Any:
    # to Python, true is a number
    fits = isinstance(value, kinds) and not isinstance(value, bool)
    if not fits or (isinstance(value, int) and abs(value) > _LARGEST):
        raise ValueError(value)
    return value


def _checked_name(name: Any) -> str:
    # a manifest is a file like any other: it must not lead out of its folder
    if not isinstance(name, str) or name in ("", ".", "..") or "/" in name or "\\" in name or "\0" in name:
        raise ValueError(name)
    os.fsencode(name)  # half a letter is the name of no file
    return name
