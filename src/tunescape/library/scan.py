"""Find audio files under paths."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tunescape.library.records import Failure, FileStamp

__all__ = ["AUDIO_EXTENSIONS", "Scan", "scan"]

AUDIO_EXTENSIONS = frozenset(
    {
        *(b".aac", b".flac", b".m4a", b".m4b", b".mp3", b".oga", b".ogg", b".opus", b".wav"),
        *(b".mka", b".mkv", b".mp4", b".webm"),
    }
)
"""What is looked at inside folders; a file that is named itself is always looked at."""


@dataclass(frozen=True)
class Scan:
    """What was found: files to look at, and paths that could not even be read."""

    files: tuple[FileStamp, ...]
    failures: tuple[Failure, ...]


def scan(paths: Iterable[str | bytes | os.PathLike[str]]) -> Scan:
    """List the audio files that paths name or contain, each once, in the order of their names.

    Parameters
    ----------
    paths : iterable of path
        Files, taken whatever their extension; folders, searched to any depth for
        :data:`AUDIO_EXTENSIONS`, without following links to folders.

    Returns
    -------
    Scan
        A path that does not exist, may not be read or is no regular file is a failure, not an exception.
    """
    files: dict[bytes, FileStamp] = {}
    failures: dict[bytes, Failure] = {}
    for path in paths:
        start = os.path.abspath(os.fsencode(path))
        for found, reason in _walk(start):
            stamp, reason = (FileStamp(found, 0, 0), reason) if reason else _stamp(found)
            if reason:
                failures[found] = Failure(stamp, "scan", reason)
            else:
                files[found] = stamp
    return Scan(
        files=tuple(files[path] for path in sorted(files)),
        failures=tuple(failures[path] for path in sorted(failures)),
    )


def _walk(start: bytes) -> Iterator[tuple[bytes, str]]:
    if not os.path.isdir(start):
        yield start, ""
        return
    unreadable: list[OSError] = []
    for folder, folders, names in os.walk(start, onerror=unreadable.append):
        folders.sort()
        for name in sorted(names):
            # "._name" is what macOS leaves on foreign disks: not audio
            if os.path.splitext(name)[1].lower() in AUDIO_EXTENSIONS and not name.startswith(b"._"):
                yield os.path.join(folder, name), ""
    for error in unreadable:
        yield error.filename, _reason(error)


def _stamp(path: bytes) -> tuple[FileStamp, str]:
    try:
        status = os.stat(path)
    except OSError as error:
        return FileStamp(path, 0, 0), _reason(error)
    stamp = FileStamp(path, status.st_size, status.st_mtime_ns)
    if not stat.S_ISREG(status.st_mode):
        return stamp, "is not a regular file"
    return stamp, "is empty" if status.st_size == 0 else ""


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    if isinstance(error, PermissionError):
        return "may not be read (permission denied)"
    return (error.strerror or str(error)).lower()
