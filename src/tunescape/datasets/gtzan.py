"""GTZAN: ten genres of a hundred clips of 30 s.

References
----------
.. [1] G. Tzanetakis, P. Cook, "Musical genre classification of audio signals", IEEE Transactions on Speech
   and Audio Processing 10(5), 2002.
.. [2] B. Sturm, "The GTZAN dataset: its contents, its faults, their effects on evaluation, and its future
   use", arXiv:1306.1461, 2013.
.. [3] C. Kereliuk, B. Sturm, J. Larsen, "Deep learning and music adversaries", IEEE Transactions on
   Multimedia 17(11), 2015: the fault-filtered split.
"""

import os
import re

from tunescape.datasets.labelled import (
    LabelledCollection,
    LabelledItem,
    Problem,
    audio_files,
    collect,
    list_folder,
    sub_folders,
)
from tunescape.errors import DatasetError

__all__ = ["BROKEN", "GENRES", "find_gtzan", "load_gtzan"]

GENRES = ("blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock")

BROKEN = {"jazz.00054": "is known to be broken in the copies of GTZAN that went around as wav"}
"""Clips that many copies hold damaged, and why they do not count."""

_CLIP = re.compile(rf"({'|'.join(GENRES)})\.\d{{5}}", re.IGNORECASE)
_INNER = ("genres", "genres_original", "Data/genres_original")
_SPLIT_LISTS = {
    "train_filtered.txt": "train",
    "valid_filtered.txt": "validation",
    "test_filtered.txt": "test",
}


def find_gtzan(root: str | os.PathLike[str]) -> str | None:
    """Return the folder that holds the genres' folders, or None if this is not GTZAN.

    It is, if each of its folders is named as one of the genres and holds a clip named as GTZAN names them.
    """
    base = os.path.abspath(root)
    for folder in (*(os.path.join(base, inner) for inner in _INNER), base):
        genres = sub_folders(folder) if os.path.isdir(folder) else []
        if genres and all(genre in GENRES and _has_clip(os.path.join(folder, genre)) for genre in genres):
            return folder
    return None


def load_gtzan(root: str | os.PathLike[str]) -> LabelledCollection:
    """Load GTZAN, or part of it.

    Parameters
    ----------
    root : str or PathLike
        Holds ``genres/<genre>/<genre>.NNNNN.<extension>``, or the genres' folders themselves. Where the lists
        of the fault-filtered split (``train_filtered.txt``, ``valid_filtered.txt``, ``test_filtered.txt``: a
        ``genre/file`` a line) lie beside them, clips that none of them names are left out, as problems that
        are known.

    Returns
    -------
    LabelledCollection
        Without :data:`BROKEN`. The collection names no artists.

    Raises
    ------
    DatasetError
        If it is not GTZAN, or a list cannot be read.
    """
    base = os.path.abspath(root)
    folder = find_gtzan(base)
    if folder is None:
        raise DatasetError("is not laid out as GTZAN is", path=base, hint="it has a folder per genre")
    splits = _read_splits(base) or _read_splits(folder)
    items, problems = [], []
    for genre in sub_folders(folder):
        for path in audio_files(os.path.join(folder, genre)):
            clip = _clip(path)
            if clip is None:
                problems.append(Problem(path, "is not named as a clip of GTZAN"))
            elif clip in BROKEN:
                problems.append(Problem(path, BROKEN[clip], known=True))
            elif splits and clip not in splits:
                problems.append(Problem(path, "is in none of the lists of the split", known=True))
            else:
                items.append(LabelledItem(path, genre, split=splits.get(clip)))
    return collect("gtzan", base, items, problems)


def _clip(path: str) -> str | None:
    """Return what a clip is called whatever its format: ``jazz.00054``."""
    found = _CLIP.match(os.path.basename(path))
    return found[0].lower() if found else None


def _has_clip(folder: str) -> bool:
    return any(_CLIP.match(name) for name in list_folder(folder))


def _read_splits(folder: str) -> dict[str, str]:
    splits: dict[str, str] = {}
    for name, split in _SPLIT_LISTS.items():
        path = os.path.join(folder, name)
        if not os.path.isfile(path):
            continue
        try:
            with open(path, encoding="utf-8") as file:
                lines = file.read().splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise DatasetError("is no list of clips", path=path) from error
        splits |= {clip: split for line in lines if (clip := _clip(line.strip()))}
    return splits
