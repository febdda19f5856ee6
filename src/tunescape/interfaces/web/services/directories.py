"""Folders to choose from when music is added: their names only, and only where the server may read."""

import os
from dataclasses import dataclass
from pathlib import Path

from tunescape.errors import ScanError
from tunescape.interfaces.web.jobs.folders import allowed_folder
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.store import Library

__all__ = ["MOST_NAMES", "Directory", "list_directory", "starting_places"]

MOST_NAMES = 1000
"""A folder with more folders in it is shown in part: a path can be typed."""


@dataclass(frozen=True)
class Directory:
    """A folder and the folders in it.

    Attributes
    ----------
    path : str
    parent : str or None
        Where one may go up to.
    names : tuple of str
        Of the folders in it, sorted; not those whose names begin with a dot.
    more : bool
        Whether there are more of them.
    """

    path: str
    parent: str | None
    names: tuple[str, ...]
    more: bool


def starting_places(settings: WebSettings) -> list[str]:
    """Return the folders to begin with: those the server was started with, else the user's own."""
    if settings.roots is not None:
        return [str(root) for root in settings.roots if root.is_dir()]
    home = Path.home()
    music = home / "Music"
    return [str(place) for place in (music, home, Path(home.anchor)) if place.is_dir()]


def list_directory(library: Library, settings: WebSettings, path: str) -> Directory:
    """List the folders in a folder.

    Parameters
    ----------
    library : Library
    settings : WebSettings
    path : str
        Absolute.

    Raises
    ------
    ScanError
        If it is not there, may not be read, or lies where nothing may be added from.
    """
    folder = allowed_folder(library, settings, path)
    try:
        with os.scandir(folder) as entries:
            names = sorted(
                (entry.name for entry in entries if _is_offered(entry, settings)), key=str.casefold
            )
    except OSError as error:
        raise ScanError("that folder cannot be read", hint="choose another one") from error
    parent = folder.parent
    upwards = parent != folder and settings.may_add(parent)
    return Directory(
        str(folder), str(parent) if upwards else None, tuple(names[:MOST_NAMES]), len(names) > MOST_NAMES
    )


def _is_offered(entry: os.DirEntry[str], settings: WebSettings) -> bool:
    try:
        is_folder = not entry.name.startswith(".") and entry.is_dir()
    except OSError:
        return False  # a link in a circle, or one that nobody may follow
    return is_folder and (not entry.is_symlink() or settings.may_add(Path(entry.path)))
