"""What a command writes about each track of a folder: the same folders, the same names."""

import os
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from tunescape.errors import MusicError
from tunescape.interfaces.documents import failure_document
from tunescape.library.scan import scan

__all__ = ["FolderPlan", "plan_folder"]


class FolderPlan(NamedTuple):
    """The music of a folder, what is written about each track, and what cannot even be opened.

    Attributes
    ----------
    files : list of tuple
        A path, and the file about it; None where nothing is to be written.
    failures : list of dict
        As :func:`~tunescape.interfaces.documents.failure_document` makes them.
    """

    files: list[tuple[str, Path | None]]
    failures: list[dict[str, Any]]


def plan_folder(folder: Path, output: Path | None, *, ending: str) -> FolderPlan:
    """Say what is written where.

    Parameters
    ----------
    folder : Path
    output : Path, optional
        A folder; it need not be there. Without one nothing is written.
    ending : str
        Of the names of the files: ``.mid``, `` [hook].flac``.

    Returns
    -------
    FolderPlan
        Where two files of music differ only in their extension, the names of both keep it.

    Raises
    ------
    MusicError
        If the output is a file.
    """
    if output is not None and output.exists() and not output.is_dir():
        raise MusicError("is a file", path=output, hint="name a folder for the files of a folder")
    found = scan([folder])
    paths = [os.fsdecode(stamp.path) for stamp in found.files]
    stems = [os.path.splitext(path)[0] for path in paths]
    times = Counter(stems)
    root = os.path.abspath(folder)
    files: list[tuple[str, Path | None]] = []
    for path, stem in zip(paths, stems, strict=True):
        name = os.path.relpath(stem if times[stem] == 1 else path, root)
        files.append((path, None if output is None else output / f"{name}{ending}"))
    return FolderPlan(files, [failure_document(failure) for failure in found.failures])
