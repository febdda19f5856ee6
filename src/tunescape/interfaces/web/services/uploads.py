"""Files that visitors brought: for a while in a folder of their own, in the library if they are to stay."""

import os
import shutil
import tempfile
import unicodedata
from pathlib import Path

from tunescape.errors import LibraryError
from tunescape.library.folders import add_folders
from tunescape.library.store import Library

__all__ = ["keep_upload", "no_room", "safe_name", "waiting_place"]

_LONGEST_BYTES = 180
"""Leaves room for a number, and for what file systems add."""


def safe_name(name: str) -> str:
    """Return the name of a file as it may be written here: one name, no folder, nothing invisible.

    Parameters
    ----------
    name : str
        As a browser sent it.
    """
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    shown = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*')
    stem, dot, ending = shown.strip(". ").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    ending = ending if ending.isascii() and ending.isalnum() and len(ending) <= 5 else ""
    stem = stem.encode("utf-8", "ignore")[:_LONGEST_BYTES].decode("utf-8", "ignore").strip(". ") or "music"
    return f"{stem}.{ending}" if ending else stem


def waiting_place(name: str) -> tuple[tempfile.TemporaryDirectory[str], Path]:
    """Make a folder of its own for a file that nobody has decided to keep.

    Parameters
    ----------
    name : str
        Of the file, as a browser sent it.

    Returns
    -------
    TemporaryDirectory
        Whoever asked cleans it up; the end of the process does so, too.
    Path
        Where the file goes.

    Raises
    ------
    LibraryError
        If there is no room for it.
    """
    try:
        folder = tempfile.TemporaryDirectory(prefix="tunescape-", ignore_cleanup_errors=True)
    except OSError as error:
        raise no_room(error) from error
    return folder, Path(folder.name) / safe_name(name)


def no_room(error: OSError) -> LibraryError:
    """Return the error of a file that was brought and cannot be written."""
    reason = f"the file cannot be written here ({error.strerror})"
    return LibraryError(reason, hint="make room on the server's disk, and try again")


def keep_upload(library: Library, file: Path) -> Path:
    """Copy a file into the library's own folder for what was brought, which becomes one of its folders.

    Parameters
    ----------
    library : Library
    file : Path

    Returns
    -------
    Path
        The folder, to be analysed.

    Raises
    ------
    LibraryError
        If there is no room for it, or the library cannot be written.
    """
    folder = library.path / "uploads"
    try:
        folder.mkdir(exist_ok=True)
        _copy(file, folder)
    except OSError as error:
        reason = f"the file cannot be kept ({error.strerror})"
        raise LibraryError(reason, path=folder, hint="make room on the disk, and try again") from error
    add_folders(library, [folder])
    return folder


def _copy(file: Path, folder: Path) -> None:
    number = 1
    while True:
        name = file.name if number == 1 else f"{file.stem} ({number}){file.suffix}"
        try:
            # whoever makes it first has it: two visitors may bring files of one name
            descriptor = os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        except FileExistsError:
            number += 1
            continue
        break
    try:
        with os.fdopen(descriptor, "wb") as target, file.open("rb") as source:
            shutil.copyfileobj(source, target)
    except OSError:
        (folder / name).unlink(missing_ok=True)
        raise
