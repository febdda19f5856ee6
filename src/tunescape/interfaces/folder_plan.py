"""What a command writes about each track of a folder: the same folders, the same names."""

import os
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from tunescape.errors import MusicError
from tunescape.interfaces.documents import failure_document
from tunescape.library.scan import scan

__all__ = ["FolderPlan", "plan_folder"]

_MIDI_NAMES = ("*.[mM][iI][dD]", "*.[mM][iI][dD][iI]")


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


def plan_folder(
    folder: Path, output: Path | None, *, ending: str, midi_ending: str | None = None
) -> FolderPlan:
    """Say what is written where.

    Parameters
    ----------
    folder : Path
    output : Path, optional
        A folder; it need not be there. Without one nothing is written.
    ending : str
        Of the names of the files: ``.mid``, `` [hook].flac``.
    midi_ending : str, optional
        Likewise, of what is written about MIDI files; without it, they are left out. What lies in the output
        and ends so is, too: a command wrote it, it is no music of the folder.

    Returns
    -------
    FolderPlan
        In the order of their paths. Where two files of music differ only in their extension, the names of
        both keep it.

    Raises
    ------
    MusicError
        If the output is a file.
    """
    if output is not None and output.exists() and not output.is_dir():
        raise MusicError("is a file", path=output, hint="name a folder for the files of a folder")
    found = scan([folder])
    paths = [os.fsdecode(stamp.path) for stamp in found.files]
    failures = {failure.file.path: failure for failure in found.failures}
    midi = set()
    if midi_ending is not None:
        written = scan([folder], include=_MIDI_NAMES, exclude=["._*"])
        failures |= {failure.file.path: failure for failure in written.failures}
        midi = {os.fsdecode(stamp.path) for stamp in written.files} - set(paths)
        midi -= {path for path in midi if path.endswith(midi_ending) and _is_in(path, output)}
        paths = sorted([*paths, *midi])
    stems = [os.path.splitext(path)[0] for path in paths]
    times = Counter(stems)
    root = os.path.abspath(folder)
    files: list[tuple[str, Path | None]] = []
    for path, stem in zip(paths, stems, strict=True):
        name = os.path.relpath(stem if times[stem] == 1 else path, root)
        end = midi_ending if path in midi else ending
        files.append((path, None if output is None else output / f"{name}{end}"))
    return FolderPlan(files, [failure_document(failures[path]) for path in sorted(failures)])


def _is_in(path: str, output: Path | None) -> bool:
    return output is not None and path.startswith(os.path.join(os.path.abspath(output), ""))
