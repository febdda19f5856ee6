"""Find audio files under paths."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pathspec import GitIgnoreSpec

from tunescape.extensions import AUDIO_EXTENSIONS
from tunescape.library.records import Failure, FileStamp
from tunescape.settings import is_pattern

__all__ = ["AUDIO_EXTENSIONS", "IGNORE_FILE", "Scan", "scan"]

IGNORE_FILE = b".tunescapeignore"
"""Patterns in the manner of ``.gitignore``, for the folder it lies in and those below."""


@dataclass(frozen=True)
class Scan:
    """What was found: files to look at, and paths that could not even be read."""

    files: tuple[FileStamp, ...]
    failures: tuple[Failure, ...]


def scan(
    paths: Iterable[str | bytes | os.PathLike[str]],
    *,
    exclude: Sequence[str] = (),
    include: Sequence[str] = (),
) -> Scan:
    """List the audio files that paths name or contain, each once, in the order of their names.

    Parameters
    ----------
    paths : iterable of path
        Files, taken whatever their extension; folders, searched to any depth for
        :data:`AUDIO_EXTENSIONS`, without following links to folders.
    exclude : sequence of str
        Patterns, as in ``.gitignore``, of files and folders to leave out; beside those in
        :data:`IGNORE_FILE`.
    include : sequence of str
        Patterns of the only files to take, then whatever their extension.

    Returns
    -------
    Scan
        A path that does not exist, may not be read or is no regular file is a failure, not an exception.
    """
    files: dict[bytes, FileStamp] = {}
    failures: dict[bytes, Failure] = {}
    for path in paths:
        start = os.path.abspath(os.fsencode(path))
        for found, reason in _walk(start, exclude, include):
            stamp, reason = (FileStamp(found, 0, 0), reason) if reason else _stamp(found)
            if reason:
                failures[found] = Failure(stamp, "scan", reason)
            else:
                files[found] = stamp
    return Scan(
        files=tuple(files[path] for path in sorted(files)),
        failures=tuple(failures[path] for path in sorted(failures)),
    )


def _walk(start: bytes, exclude: Sequence[str], include: Sequence[str]) -> Iterator[tuple[bytes, str]]:
    if not os.path.isdir(start):
        yield start, ""
        return
    unreadable: list[OSError] = []
    left_out = _Patterns()
    left_out.add(start, exclude)
    wanted = GitIgnoreSpec.from_lines(include) if include else None
    for folder, folders, names in os.walk(start, onerror=unreadable.append):
        if IGNORE_FILE in names:
            left_out.add(folder, _read_patterns(os.path.join(folder, IGNORE_FILE)))
        folders[:] = sorted(name for name in folders if not left_out.match(folder, name, is_folder=True))
        for name in sorted(names):
            if wanted is None:
                # "._name" is what macOS leaves on foreign disks: not audio
                taken = os.path.splitext(name)[1].lower() in AUDIO_EXTENSIONS and not name.startswith(b"._")
            else:
                taken = wanted.match_file(os.fsdecode(os.path.relpath(os.path.join(folder, name), start)))
            if taken and not left_out.match(folder, name, is_folder=False):
                yield os.path.join(folder, name), ""
    for error in unreadable:
        yield error.filename, _reason(error)


class _Patterns:
    """Patterns of what to leave out, each set for the folder it was given for and those below."""

    def __init__(self) -> None:
        self._specs: list[tuple[bytes, GitIgnoreSpec]] = []

    def add(self, folder: bytes, lines: Sequence[str]) -> None:
        understood = [line for line in lines if is_pattern(line)]
        if understood:
            self._specs.append((folder, GitIgnoreSpec.from_lines(understood)))

    def match(self, folder: bytes, name: bytes, *, is_folder: bool) -> bool:
        path = os.path.join(folder, name)
        for root, spec in self._specs:
            if path.startswith(os.path.join(root, b"")):
                relative = os.fsdecode(os.path.relpath(path, root)) + ("/" if is_folder else "")
                if spec.match_file(relative):
                    return True
        return False


def _read_patterns(path: bytes) -> list[str]:
    if not os.path.isfile(path):
        return []  # a folder or a pipe of that name holds no rules, and a pipe would be waited for
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read().splitlines()
    except OSError:
        return []  # rules that may not be read cannot be followed; the files they speak of are taken


def _stamp(path: bytes) -> tuple[FileStamp, str]:
    try:
        status = os.stat(path)
    except OSError as error:
        return FileStamp(path, 0, 0), _reason(error)
    stamp = FileStamp(path, status.st_size, status.st_mtime_ns)
    if not stat.S_ISREG(status.st_mode):
        return stamp, "is not a regular file"
    if not os.access(path, os.R_OK):
        # without its size and time: a change of rights alone must not leave it among the known failures
        return FileStamp(path, 0, 0), _reason(PermissionError())
    return stamp, "is empty" if status.st_size == 0 else ""


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    if isinstance(error, PermissionError):
        return "may not be read (permission denied)"
    return (error.strerror or str(error)).lower()
