"""A folder for what is not to stay: uploads, files on their way out. It goes with the server."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["PREFIX", "spool", "sweep"]

PREFIX = "tunescape-server-"
"""What the names of the folders begin with, in the system's folder for temporary files."""


@contextmanager
def spool() -> Iterator[Path]:
    """Put the temporary files of this process, and of those that work for it, into a folder of its own.

    The folder is locked as long as the process lives; what servers left that were killed is removed first.

    Yields
    ------
    Path
        The folder, which goes with the block.
    """
    place = tempfile.gettempdir()
    sweep(place)
    folder, lock = _locked_folder(place)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = before
        # under another name nobody puts anything into it while it is emptied
        gone = folder.with_name(f"{folder.name}.gone")
        with suppress(OSError):
            folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
        os.close(lock)


def sweep(place: str | os.PathLike[str]) -> list[Path]:
    """Remove the folders of servers that are no more.

    Parameters
    ----------
    place : path
        The system's folder for temporary files. Only folders are looked at that have the name of ours, belong
        to this user, and are locked by nobody: the system gives a lock back when a process dies.

    Returns
    -------
    list of Path
        What was removed.
    """
    removed = []
    for folder in sorted(Path(place).glob(f"{PREFIX}*")):
        lock = _opened(folder)
        if lock is None:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(folder)
        except OSError:
            pass  # a server lives in it, or its disk knows no locks
        finally:
            os.close(lock)
    return removed


def _locked_folder(place: str) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue  # a server that starts at the same time took it for a dead one's
        with suppress(OSError):  # where there are no locks, nobody removes it either
            fcntl.flock(lock, fcntl.LOCK_EX)
        # the same may have happened between the two
        with suppress(FileNotFoundError):
            if os.path.samestat(folder.stat(), os.fstat(lock)):
                return folder, lock
        os.close(lock)


def _opened(folder: Path) -> int | None:
    """Open a folder of this user; None for anything else, a link too."""
    try:
        found = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    if os.fstat(found).st_uid == os.getuid():
        return found
    os.close(found)
    return None
