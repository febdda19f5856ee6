"""FMA: the Free Music Archive's tracks with a genre, a split and an artist each.

References
----------
.. [1] M. Defferrard, K. Benzi, P. Vandergheynst, X. Bresson, "FMA: a dataset for music analysis", ISMIR 2017.
.. [2] The list of known issues in the wiki of the dataset's repository, and its issues 8, 41 and 44.
"""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tunescape.datasets.labelled import LabelledCollection, LabelledItem, Problem, as_label, collect
from tunescape.errors import DatasetError

__all__ = ["UNREADABLE", "FmaPlace", "find_fma", "load_fma"]

UNREADABLE = {99134, 108925, 133297}
"""Clips without any audio: they were cut beyond the end of tracks whose stated length is wrong.

Three others of ``fma_small`` (98565, 98567, 98569) are merely shorter than 30 s, and count.
"""

_SIZES = ("small", "medium", "large", "full")
_SPLITS = {"training": "train", "validation": "validation", "test": "test"}
_TABLES = ("tracks.csv", "fma_metadata/tracks.csv")
_LONGEST_CELL = 2**24
"""Biographies and descriptions are longer than the csv module expects of a cell."""


@dataclass(frozen=True)
class FmaPlace:
    """Where a copy of FMA lies.

    Attributes
    ----------
    table : str
        ``tracks.csv``.
    audio : str
        The folder of the folders ``000`` to ``155``.
    size : str
        ``small``, ``medium``, ``large`` or ``full``: each holds the ones before it.
    """

    table: str
    audio: str
    size: str


def find_fma(root: str | os.PathLike[str]) -> FmaPlace | None:
    """Find FMA's table and its smallest folder of audio at a path, or return None.

    Parameters
    ----------
    root : str or PathLike
        The folder that holds ``fma_metadata`` and ``fma_small`` (or another size), ``fma_small`` itself, or
        ``tracks.csv``.
    """
    path = os.path.abspath(root)
    folder = os.path.dirname(path) if os.path.isfile(path) else path
    named = [size for size in _SIZES if os.path.basename(folder) == f"fma_{size}"]
    homes = [folder, os.path.dirname(folder)] if named else [folder]
    tables = [os.path.join(home, name) for home in homes for name in _TABLES]
    table = next((table for table in ([path] if os.path.isfile(path) else tables) if _is_table(table)), None)
    if table is None:
        return None
    if named:
        return FmaPlace(table, folder, named[0])
    parents = (folder, os.path.dirname(folder)) if os.path.dirname(table) == folder else (folder,)
    places = [(size, os.path.join(parent, f"fma_{size}")) for size in _SIZES for parent in parents]
    return next((FmaPlace(table, audio, size) for size, audio in places if os.path.isdir(audio)), None)


def load_fma(root: str | os.PathLike[str]) -> LabelledCollection:
    """Load FMA: label = top genre, split = its own, artist = the archive's name of the artist.

    Parameters
    ----------
    root : str or PathLike
        See :func:`find_fma`.

    Returns
    -------
    LabelledCollection
        The tracks of the subset that have a top genre, without :data:`UNREADABLE`.

    Raises
    ------
    DatasetError
        If it is not FMA, or its table cannot be read.
    """
    base = os.path.abspath(root)
    place = find_fma(base)
    if place is None:
        raise DatasetError(
            "is not laid out as FMA is", path=base, hint="put tracks.csv beside the folder fma_small"
        )
    wanted = set(_SIZES[: _SIZES.index(place.size) + 1])
    items, problems = [], []
    for track, row in _read_table(place.table):
        if row["subset"] not in wanted or not row["genre_top"]:
            continue
        path = os.path.join(place.audio, f"{track // 1000:03d}", f"{track:06d}.mp3")
        if track in UNREADABLE:
            problems.append(Problem(path, "is known to hold no audio", known=True))
        else:
            split = _SPLITS.get(row["split"])
            artist = as_label(row["artist"]) or None
            items.append(LabelledItem(path, as_label(row["genre_top"]), artist=artist, split=split))
    return collect("fma", base, items, problems)


_COLUMNS = {
    "subset": ("set", "subset"),
    "split": ("set", "split"),
    "genre_top": ("track", "genre_top"),
    "artist": ("artist", "name"),
}


@contextmanager
def _rows(path: str) -> Iterator[Iterator[list[str]]]:
    previous = csv.field_size_limit(_LONGEST_CELL)
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            yield csv.reader(file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(f"cannot be read ({error})", path=path) from error
    finally:
        csv.field_size_limit(previous)


def _is_table(path: str) -> bool:
    """Whether a file begins with the three rows of FMA's header: group, column, and ``track_id``."""
    if not os.path.isfile(path):
        return False
    try:
        with _rows(path) as rows:
            header = [next(rows, []) for _ in range(3)]
    except DatasetError:
        return False  # whoever named the file hears of it from the loader of plain CSV
    return bool(header[2]) and header[2][0] == "track_id" and _positions(header) is not None


def _positions(header: list[list[str]]) -> dict[str, int] | None:
    names = list(zip(header[0], header[1], strict=False))
    if not set(_COLUMNS.values()) <= set(names):
        return None
    return {name: names.index(column) for name, column in _COLUMNS.items()}


def _read_table(path: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Stream the rows: the table is a quarter of a gigabyte."""
    with _rows(path) as rows:
        positions = _positions([next(rows), next(rows), next(rows)]) or {}
        for row in rows:
            if row and row[0].isdigit() and len(row) > max(positions.values()):
                yield int(row[0]), {name: row[i].strip() for name, i in positions.items()}
