"""A labelled collection: files, what each is labelled, and what is wrong with it."""

import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from tunescape.errors import DatasetError
from tunescape.extensions import AUDIO_EXTENSIONS
from tunescape.text import visible

__all__ = [
    "LabelledCollection",
    "LabelledItem",
    "Problem",
    "as_label",
    "audio_files",
    "collect",
    "list_folder",
    "sub_folders",
]


@dataclass(frozen=True)
class LabelledItem:
    """A file and its label.

    Attributes
    ----------
    path : str
        Absolute.
    label : str
        Any text, NFC.
    artist : str, optional
        As the collection names the artist; None where it does not.
    split : str, optional
        ``train``, ``validation`` or ``test``, where the collection defines them.
    """

    path: str
    label: str
    artist: str | None = None
    split: str | None = None


@dataclass(frozen=True)
class Problem:
    """A file of a collection that does not count, and why.

    Attributes
    ----------
    path : str
    reason : str
    known : bool
        Whether the collection is known for it, so that nothing is wrong with this copy.
    """

    path: str
    reason: str
    known: bool = False


@dataclass(frozen=True)
class LabelledCollection:
    """What a loader found.

    Attributes
    ----------
    kind : str
        ``folders``, ``gtzan``, ``fma`` or ``csv``.
    root : str
        The folder or file that was named, absolute.
    items : tuple of LabelledItem
        Existing files by path, each once; at least one.
    problems : tuple of Problem
        By path.
    """

    kind: str
    root: str
    items: tuple[LabelledItem, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels, sorted."""
        return tuple(sorted({item.label for item in self.items}))


def collect(
    kind: str, root: str, items: Iterable[LabelledItem], problems: Iterable[Problem] = ()
) -> LabelledCollection:
    """Sort items by path; turn missing files, and files with two labels, into problems.

    Parameters
    ----------
    kind, root : str
    items : iterable of LabelledItem
        May name a file more than once.
    problems : iterable of Problem
        What the loader has to report itself.

    Raises
    ------
    DatasetError
        If nothing is left.
    """
    found: dict[str, LabelledItem] = {}
    wrong = list(problems)
    disputed: set[str] = set()
    for item in items:
        first = found.setdefault(item.path, item)
        if first.label != item.label:
            disputed.add(item.path)
    for path in sorted(found):
        if path in disputed:
            wrong.append(Problem(path, "is listed with more than one label"))
        elif not os.path.isfile(path):
            wrong.append(Problem(path, "is not a file" if os.path.lexists(path) else "does not exist"))
    unusable = {problem.path for problem in wrong}
    kept = tuple(found[path] for path in sorted(found) if path not in unusable)
    if not kept:
        because = f" (the first of {len(wrong)}: {wrong[0].path} {wrong[0].reason})" if wrong else ""
        raise DatasetError(
            f"holds no labelled music{because}",
            path=root,
            hint="name a folder with a folder per label, or a CSV with the columns path and label",
        )
    return LabelledCollection(kind, root, kept, tuple(sorted(wrong, key=lambda problem: problem.path)))


def as_label(text: str) -> str:
    """Return a name as a label: NFC, without outer blanks, showable."""
    return unicodedata.normalize("NFC", visible(text)).strip()


def list_folder(folder: str) -> list[str]:
    """Return the names in a folder, sorted, without hidden ones.

    Raises
    ------
    DatasetError
        If it cannot be read.
    """
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as error:
        raise DatasetError(
            f"cannot be read ({(error.strerror or str(error)).lower()})", path=folder
        ) from error


def sub_folders(folder: str) -> list[str]:
    """Return the names of the folders in a folder, sorted, without hidden ones."""
    return [name for name in list_folder(folder) if os.path.isdir(os.path.join(folder, name))]


def audio_files(folder: str) -> list[str]:
    """Return the paths of all audio files below a folder, sorted; links to folders are not followed."""
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            os.path.join(where, name)
            for name in names
            if os.path.splitext(os.fsencode(name))[1].lower() in AUDIO_EXTENSIONS and not name.startswith(".")
        ]
    return sorted(found)
