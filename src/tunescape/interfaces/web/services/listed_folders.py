"""The folders of a library, with how much they hold."""

import os
from typing import Any

import sqlalchemy as sa

from tunescape.library.folders import list_folders
from tunescape.library.schema import files
from tunescape.library.store import Library

__all__ = ["folder_rows"]


def folder_rows(library: Library) -> list[dict[str, Any]]:
    """Describe the folders of a library: path, how many files are known below, whether it is there."""
    rows = []
    for path in list_folders(library):
        below = os.path.join(path, b"")
        # every name below begins with it: a range of the index, not a look at every path
        inside = sa.and_(files.c.path >= below, files.c.path < below[:-1] + b"0")
        counted = sa.select(sa.func.count()).where(inside, files.c.missing_since.is_(None))
        with library.connect() as connection:
            n_files = connection.scalar(counted)
        rows.append({"path": os.fsdecode(path), "files": n_files, "there": os.path.isdir(path)})
    return rows
