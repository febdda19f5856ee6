"""Output files that are there whole, or not at all."""

import glob
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from tunescape.errors import ExportError, TunescapeError

__all__ = ["PARTIAL_SUFFIX", "is_leftover", "make_folder", "partial_path", "replacing"]

PARTIAL_SUFFIX = ".part"
"""What the name of a file ends with that is not whole yet."""

_TOKEN_BYTES = 8
_ABANDONED_S = 3600
"""Whoever has not written to a file for so long was killed."""

_NAME_BYTES = 200
"""So much of a file's name stands in that of its beginning: file systems allow 255 bytes in all."""


def make_folder(folder: str | os.PathLike[str], *, error: type[TunescapeError] = ExportError) -> None:
    """Make the folder of files to come, and those it lies in, where they are missing.

    Parameters
    ----------
    folder : str or PathLike
    error : subclass of TunescapeError
        What to raise.

    Raises
    ------
    ExportError, or what ``error`` says
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise error(f"the folder cannot be made ({cause.strerror})", path=folder) from cause


@contextmanager
def replacing(
    path: str | os.PathLike[str], *, error: type[TunescapeError] = ExportError
) -> Iterator[BinaryIO]:
    """Open a file that takes the place of another at the end of the block, if that ends well.

    Parameters
    ----------
    path : str or PathLike
    error : subclass of TunescapeError
        What to raise.

    Raises
    ------
    ExportError, or what ``error`` says
        If it cannot be written; what was there before still is.
    """
    try:
        with partial_path(path) as partial, partial.open("xb") as file:
            yield file
    except OSError as cause:
        raise error(f"cannot be written ({cause.strerror or cause})", path=path) from cause


@contextmanager
def partial_path(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Name a file that takes the place of another at the end of the block, if that ends well.

    No two writers share it: what each leaves in the end is whole. What was begun is removed if the block
    fails; what a killed process left, by the next that writes the same file.

    Parameters
    ----------
    path : str or PathLike

    Yields
    ------
    Path
        In the same folder, and not there yet. Its extension is none of audio: an analysis must not take it
        for a track.

    Raises
    ------
    OSError
        If it cannot take its place; what was there before still is.
    """
    target = Path(path)
    # a name is cut between characters: not every file system takes half of one
    name = os.fsencode(target.name)[:_NAME_BYTES].decode(errors="ignore")
    for other in target.parent.glob(f".{glob.escape(name)}.{2 * _TOKEN_BYTES * '[0-9a-f]'}{PARTIAL_SUFFIX}"):
        if is_leftover(other):
            with suppress(OSError):
                other.unlink()
    partial = target.with_name(f".{name}.{secrets.token_hex(_TOKEN_BYTES)}{PARTIAL_SUFFIX}")
    try:
        yield partial
        with partial.open("rb") as file:
            # on the disk before it has the name: a power cut must not leave an empty file in its place
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        # where it could not be made, it cannot be removed either
        with suppress(OSError):
            partial.unlink()


def is_leftover(path: Path) -> bool:
    """Tell whether a file was begun as :func:`partial_path` does, and nobody goes on with it."""
    if not (path.name.startswith(".") and path.name.endswith(PARTIAL_SUFFIX)):
        return False
    try:
        # not the time of its content: a copy has that of its original
        return time.time() - path.stat().st_ctime > _ABANDONED_S
    except OSError:
        return False
