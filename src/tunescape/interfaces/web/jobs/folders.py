"""Folders that a visitor names: they have to be there, and where the server may read."""

import os
from pathlib import Path

from tunescape.errors import ScanError
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.folders import folder_of
from tunescape.library.store import Library

__all__ = ["allowed_folder", "allowed_place"]


def allowed_folder(library: Library, settings: WebSettings, path: str) -> Path:
    """Return a folder that may be read.

    Parameters
    ----------
    library : Library
        Its folders, and what lies below them, may be.
    settings : WebSettings
    path : str
        Absolute.

    Raises
    ------
    ScanError
        If it is none that is there, or it lies where nothing may be added from. Both have the same words:
        what lies elsewhere is nobody's business.
    """
    place = allowed_place(library, settings, path)
    if not place.is_dir():
        raise _refusal(settings)
    return place


def allowed_place(library: Library, settings: WebSettings, path: str) -> Path:
    """Return a folder or file that may be read.

    Raises
    ------
    ScanError
        As :func:`allowed_folder`.
    """
    if "\0" in path or not os.path.isabs(path):
        raise ScanError("a folder is named by its whole path", hint="write it like /home/me/Music")
    place = Path(os.path.abspath(path))
    try:
        readable = settings.may_add(place) or folder_of(library, place) is not None
        there = readable and place.exists()
    except OSError:
        there = False  # a name too long, links in a circle, no right to look
    if not there:
        raise _refusal(settings)
    return place


def _refusal(settings: WebSettings) -> ScanError:
    if settings.roots == ():
        return ScanError(
            "folders cannot be added from here", hint="start the server with --allow FOLDER to allow one"
        )
    where = "" if settings.roots is None else " below one that the server was started with"
    return ScanError("there is no such folder", hint=f"name a folder{where} that this machine has")
