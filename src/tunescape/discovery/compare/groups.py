"""From what a user types to a group of tracks: a folder, a playlist, a condition, or the rest."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from tunescape.discovery.compare.playlist_reader import PLAYLIST_EXTENSIONS, read_m3u
from tunescape.errors import QueryError
from tunescape.library.presence import is_under
from tunescape.library.records import path_text
from tunescape.library.scan import scan
from tunescape.library.schema import files
from tunescape.library.store import Library
from tunescape.library.where import parse_where

__all__ = ["REST", "Group", "Pair", "find_group", "find_pair"]

REST = "rest"
"""The group of all tracks that are not in the other one."""


@dataclass(frozen=True)
class Group:
    """Tracks that belong together.

    Attributes
    ----------
    name : str
        What people call it.
    track_ids : frozenset of str
    unheard : int
        Files that belong to it and are not in the library.
    """

    name: str
    track_ids: frozenset[str]
    unheard: int = 0


@dataclass(frozen=True)
class Pair:
    """Two groups without a common track.

    Attributes
    ----------
    a, b : Group
    overlap : int
        How many tracks were in both. They count for neither; but where one group lay wholly within the other,
        they count for that one alone, as part of a whole is compared with its rest.
    kept : str, optional
        Name of the group they count for.
    """

    a: Group
    b: Group
    overlap: int = 0
    kept: str | None = None


def find_group(library: Library, text: str | os.PathLike[str]) -> Group:
    """Find a group of tracks.

    Parameters
    ----------
    library : Library
    text : str or PathLike
        A folder; an M3U playlist; or a condition, as :func:`~tunescape.library.where.parse_where` reads it.

    Returns
    -------
    Group
        At least one track; those that no file is left of do not count.

    Raises
    ------
    QueryError
        If it is none of these, or no track of the library is in it.
    """
    expression = os.fspath(text)
    if os.path.isdir(expression):
        return _folder(library, expression)
    if os.path.isfile(expression) or expression.lower().endswith(PLAYLIST_EXTENSIONS):
        return _playlist(library, expression)
    if not re.search(r"[=<>]|\bcontains\b", expression):
        raise QueryError(
            f"{expression!r} is no folder, no playlist and no condition",
            hint='name a folder, an .m3u8 file, or a condition such as: tempo_bpm > 120 or genre = "jazz"',
        )
    found = frozenset(track.track_id for track in library.tracks(parse_where(expression)))
    if not found:
        raise QueryError(f"no track matches {expression!r}", hint="`tunescape list` shows what there is")
    return Group(expression, found)


def find_pair(library: Library, a: str | Group, b: str | Group) -> Pair:
    """Find two groups, and part them.

    Parameters
    ----------
    library : Library
    a, b : str or Group
        As :func:`find_group` reads them; b may also be :data:`REST`.

    Raises
    ------
    QueryError
        If a group cannot be found, or nothing is left of one.
    """
    first = a if isinstance(a, Group) else find_group(library, a)
    if b == REST:
        rest = library.track_ids() - first.track_ids
        if not rest:
            raise QueryError(
                f"there is no rest: {first.name!r} is the whole library", hint="name a smaller group"
            )
        return Pair(first, Group(REST, rest))
    second = b if isinstance(b, Group) else find_group(library, b)
    if first.name == second.name and isinstance(a, str) and isinstance(b, str):
        first, second = replace(first, name=a), replace(second, name=b)
    return _parted(first, second)


def _parted(a: Group, b: Group) -> Pair:
    common = a.track_ids & b.track_ids
    if a.track_ids == b.track_ids:
        raise QueryError(
            f"{a.name!r} and {b.name!r} are the same tracks",
            hint="compare a group with another, or with: rest",
        )
    if common == a.track_ids:
        return Pair(a, replace(b, track_ids=b.track_ids - common), len(common), a.name)
    if common == b.track_ids:
        return Pair(replace(a, track_ids=a.track_ids - common), b, len(common), b.name)
    a, b = (replace(group, track_ids=group.track_ids - common) for group in (a, b))
    return Pair(a, b, len(common))


def _folder(library: Library, folder: str) -> Group:
    root = _spelt(os.fsencode(os.path.abspath(folder)))
    known = {path: track_id for path, track_id in _present(library).items() if is_under(path, [root])}
    there = {_spelt(file.path) for file in scan([folder]).files}
    return _of_files(os.path.basename(os.path.abspath(folder)), folder, known, there)


def _playlist(library: Library, path: str) -> Group:
    if not path.lower().endswith(PLAYLIST_EXTENSIONS):
        raise QueryError(
            "is one file, no group",
            path=path,
            hint=f"name a folder, a playlist ({', '.join(PLAYLIST_EXTENSIONS)}) or a condition",
        )
    named = {_spelt(file) for file in read_m3u(path)}
    known = {file: track_id for file, track_id in _present(library).items() if file in named}
    return _of_files(Path(path).stem, path, known, named)


def _of_files(name: str, path: str, known: dict[bytes, str], there: Iterable[bytes]) -> Group:
    unheard = sum(file not in known for file in there)
    if not known:
        if not unheard:
            raise QueryError("holds no audio files", path=path, hint="name a folder that holds some")
        raise QueryError(
            "none of its tracks is in the library", path=path, hint="`tunescape analyze FOLDER` hears them"
        )
    return Group(name, frozenset(known.values()), unheard)


def _present(library: Library) -> dict[bytes, str]:
    statement = sa.select(files.c.path, files.c.track_id).where(files.c.missing_since.is_(None))
    with library.connect() as connection:
        return {_spelt(row.path): row.track_id for row in connection.execute(statement)}


def _spelt(path: bytes) -> bytes:
    # the same name may be typed composed and lie on the disk decomposed
    return path_text(path).encode()
