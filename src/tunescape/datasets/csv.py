"""A CSV of path, label, and what else is known: ``path,label[,artist][,split]``."""

import os
from pathlib import Path

from tunescape.csv_text import parse_csv
from tunescape.datasets.labelled import LabelledCollection, LabelledItem, Problem, as_label, collect
from tunescape.errors import DatasetError

__all__ = ["load_csv"]

_NEEDED = ("path", "label")


def load_csv(path: str | os.PathLike[str]) -> LabelledCollection:
    """Load a CSV with a header; its paths are relative to the folder it lies in.

    Parameters
    ----------
    path : str or PathLike
        With the columns ``path`` and ``label``, and optionally ``artist`` and ``split``.

    Returns
    -------
    LabelledCollection
        Rows without a path or a label, and files that are not there, are problems.

    Raises
    ------
    DatasetError
        If it cannot be read, or lacks a column.
    """
    file = os.path.abspath(path)
    try:
        rows = parse_csv(Path(file).read_bytes(), error=DatasetError)
    except OSError as error:
        raise DatasetError(f"cannot be read ({(error.strerror or str(error)).lower()})", path=file) from error
    except DatasetError as error:
        raise DatasetError(error.reason, path=file, hint=error.hint) from error
    rows = [{name.lower(): cell for name, cell in row.items()} for row in rows]
    missing = [name for name in _NEEDED if rows and name not in rows[0]]
    if missing or not rows:
        reason = (
            f"has no column {' and no column '.join(missing)}" if missing else "has a header, but no rows"
        )
        raise DatasetError(reason, path=file, hint="its first row names the columns: path,label[,artist]")
    items, problems = [], []
    for number, row in enumerate(rows, start=1):
        if row["path"] and row["label"]:
            items.append(_item(row, os.path.dirname(file)))
        else:
            lacking = " and no ".join(name for name in _NEEDED if not row[name])
            problems.append(Problem(row["path"] or file, f"has no {lacking} in row {number}"))
    return collect("csv", file, items, problems)


def _item(row: dict[str, str], folder: str) -> LabelledItem:
    return LabelledItem(
        os.path.normpath(os.path.join(folder, row["path"])),
        as_label(row["label"]),
        artist=as_label(row.get("artist", "")) or None,
        split=row.get("split") or None,
    )
