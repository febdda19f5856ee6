"""What charts say of tracks: joined to them by the files that a chart was downloaded into."""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa

from tunescape.charts.columns import ChartColumns, join_chart
from tunescape.charts.manifest import MANIFEST_NAME, read_manifest
from tunescape.charts.values import to_moment
from tunescape.errors import ChartError
from tunescape.library.records import Failure, FileStamp, search_text
from tunescape.library.schema import chart_entries, files
from tunescape.library.store import Library, raise_revision

__all__ = ["ChartUpdate", "update_chart_entries"]

_PATHS_A_QUERY = 1000

_Entry = dict[str, Any]
"""A row of the table."""


@dataclass(frozen=True)
class ChartUpdate:
    """What reading the manifests of charts did.

    Attributes
    ----------
    charted : int
        Tracks of which a chart says something new.
    warnings : tuple of Failure
        Manifests that could not be read; none of them is a file to be analysed.
    """

    charted: int
    warnings: tuple[Failure, ...]


def update_chart_entries(library: Library, found: Iterable[FileStamp]) -> ChartUpdate:
    """Join charts to tracks: by the manifests in the folders of some files, and the paths these name.

    Of several charts that name a track the newest counts, and in one chart the better rank; among charts that
    do not tell when they are from, the one that is read last. A file that has neither title nor artist in its
    tags gets those of the chart. Call it while holding the analysis lock.

    Parameters
    ----------
    library : Library
    found : iterable of FileStamp
        The whole of each folder is looked at, whichever of its files are named.

    Returns
    -------
    ChartUpdate

    Raises
    ------
    LibraryError
        If the library cannot be written; nothing of the charts is stored then.
    """
    told, warnings = _read_manifests(sorted({os.path.dirname(file.path) for file in found}))
    if not told:
        return ChartUpdate(0, warnings)
    with library.connect() as connection:
        rows = list(_present_files(connection, list(told)))
        stored = {
            row["track_id"]: dict(row) for row in connection.execute(sa.select(chart_entries)).mappings()
        }
    changed = [
        entry
        for track_id, entry in _newest(rows, told).items()
        if track_id not in stored or _supersedes(entry, stored[track_id])
    ]
    names = _names(rows, told)
    if changed or names:
        with library.transaction() as connection:
            _write_entries(connection, changed)
            _write_names(connection, names)
            raise_revision(connection)
    return ChartUpdate(len(changed), warnings)


def _read_manifests(folders: Sequence[bytes]) -> tuple[dict[bytes, ChartColumns], tuple[Failure, ...]]:
    told: dict[bytes, ChartColumns] = {}
    warnings = []
    for folder in folders:
        manifest = os.path.join(folder, os.fsencode(MANIFEST_NAME))
        if not os.path.lexists(manifest):
            continue
        try:
            named = join_chart(read_manifest(os.fsdecode(folder)), os.fsdecode(folder))
        except ChartError as error:
            reason = f"{error.reason}; {error.hint}" if error.hint else error.reason
            warnings.append(Failure(FileStamp(manifest, 0, 0), error.stage, reason))
            continue
        for path, columns in named.items():
            for spelt in _spellings(path):
                told[spelt] = columns
    return told, tuple(warnings)


def _spellings(path: str) -> set[bytes]:
    # some disks and archives take names apart: é becomes e and an accent
    folder, name = os.path.split(path)
    forms = (name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name))
    return {os.fsencode(os.path.join(folder, form)) for form in forms}


def _present_files(connection: sa.Connection, paths: Sequence[bytes]) -> Iterator[sa.Row[Any]]:
    columns = sa.select(*files.c["path", "path_text", "track_id", "title", "artist"])
    present = columns.where(files.c.missing_since.is_(None)).order_by(files.c.path)
    for start in range(0, len(paths), _PATHS_A_QUERY):
        yield from connection.execute(present.where(files.c.path.in_(paths[start : start + _PATHS_A_QUERY])))


def _newest(rows: Iterable[sa.Row[Any]], told: Mapping[bytes, ChartColumns]) -> dict[str, _Entry]:
    def precedence(row: sa.Row[Any]) -> tuple[str, bytes, int]:
        columns = told[row.path]
        return to_moment(columns.fetched_at) or "", os.path.dirname(row.path), -columns.rank

    # of equal keys, a dictionary keeps the last
    ordered = sorted(rows, key=precedence)
    return {row.track_id: _entry(row.track_id, told[row.path]) for row in ordered}


def _supersedes(entry: _Entry, stored: _Entry) -> bool:
    return bool(entry["fetched_at"] >= stored["fetched_at"] and entry != stored)


def _entry(track_id: str, columns: ChartColumns) -> _Entry:
    return {
        "track_id": track_id,
        "source": search_text(columns.source),
        "music_id": search_text(columns.music_id),
        "rank": columns.rank,
        "users": columns.users,
        "users_gained": columns.users_gained,
        "title": search_text(columns.title),
        "author": columns.author and search_text(columns.author),
        "fetched_at": to_moment(columns.fetched_at) or "",
    }


def _names(rows: Iterable[sa.Row[Any]], told: Mapping[bytes, ChartColumns]) -> list[dict[str, Any]]:
    """Return what files are to be called that have no tags of their own."""
    names = []
    for row in rows:
        entry = _entry(row.track_id, told[row.path])
        nameless = row.artist is None and row.title == PurePath(row.path_text).stem
        if nameless and entry["title"] not in ("", row.title):
            names.append({"which": row.path, "called": entry["title"], "by": entry["author"]})
    return names


def _write_entries(connection: sa.Connection, entries: Sequence[_Entry]) -> None:
    if entries:
        old = sa.delete(chart_entries).where(chart_entries.c.track_id == sa.bindparam("which"))
        connection.execute(old, [{"which": entry["track_id"]} for entry in entries])
        connection.execute(sa.insert(chart_entries), list(entries))


def _write_names(connection: sa.Connection, names: Sequence[dict[str, Any]]) -> None:
    if names:
        named = sa.update(files).where(files.c.path == sa.bindparam("which"))
        called = named.values(title=sa.bindparam("called"), artist=sa.bindparam("by"))
        connection.execute(called, list(names))
