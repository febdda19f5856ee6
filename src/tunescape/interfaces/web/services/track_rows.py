"""A page of the table of tracks: searched, filtered, sorted and counted by the database."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from tunescape.library.records import Track, search_text
from tunescape.library.schema import chart_entries, cluster_members, clusters, files, labels, tracks
from tunescape.library.sort import parse_sort
from tunescape.library.store import Library
from tunescape.library.where import parse_where

__all__ = ["MOST_ROWS", "track_ids", "track_page", "tracks_by_id"]

MOST_ROWS = 1000
"""Longest page; and databases limit how many ids a statement may ask for."""

_JOINS: tuple[tuple[sa.Table, sa.ColumnElement[bool]], ...] = (
    (chart_entries, chart_entries.c.track_id == files.c.track_id),
    (labels, labels.c.track_id == files.c.track_id),
    (cluster_members, cluster_members.c.track_id == files.c.track_id),
    (clusters, clusters.c.label == cluster_members.c.label),
)


def track_page(
    library: Library,
    *,
    q: str = "",
    where: str = "",
    sort: str = "",
    limit: int = 100,
    offset: int = 0,
) -> tuple[list[Track], int]:
    """Return some of the tracks that match, and how many match.

    Parameters
    ----------
    library : Library
    q : str
        Any part of title, artist, album or path, one character too, whatever its case.
    where : str
        As :func:`~tunescape.library.where.parse_where` reads it.
    sort : str
        As :func:`~tunescape.library.sort.parse_sort` reads it; by default the order of the paths.
    limit : int, 0 to 1000
    offset : int >= 0

    Returns
    -------
    rows : list of Track
    total : int

    Raises
    ------
    QueryError
        If the condition or the order cannot be read.
    """
    condition, order = _condition(q, where), parse_sort(sort) if sort.strip() else ()
    counted = _select(sa.func.count(), condition, ())
    chosen = _select(files.c.track_id, condition, order).limit(min(limit, MOST_ROWS)).offset(offset)
    with library.connect() as connection:
        total = connection.scalar(counted) or 0
        ids = connection.execute(chosen).scalars().all() if limit and offset < total else []
    return tracks_by_id(library, ids), total


def track_ids(library: Library, *, q: str = "", where: str = "", sort: str = "", limit: int) -> list[str]:
    """Return the ids of the first tracks that match, in their order: what "play all" means.

    Parameters
    ----------
    library, q, where, sort
        As :func:`track_page` takes them.
    limit : int > 0

    Raises
    ------
    QueryError
    """
    order = parse_sort(sort) if sort.strip() else ()
    with library.connect() as connection:
        chosen = _select(files.c.track_id, _condition(q, where), order).limit(limit)
        return list(connection.execute(chosen).scalars())


def tracks_by_id(library: Library, ids: Sequence[str]) -> list[Track]:
    """Return tracks in the order of their ids, without those that no file is left of; twice what is twice."""
    found: dict[str, Track] = {}
    wanted = list(dict.fromkeys(ids))
    for first in range(0, len(wanted), MOST_ROWS):
        block = library.tracks(tracks.c.track_id.in_(wanted[first : first + MOST_ROWS]))
        found.update({track.track_id: track for track in block})
    return [found[track_id] for track_id in ids if track_id in found]


def _condition(q: str, where: str) -> sa.ColumnElement[bool]:
    conditions: list[sa.ColumnElement[bool]] = [
        files.c.missing_since.is_(None),
        files.c.file_id.not_in(_further_files()),
    ]
    text = " ".join(search_text(q).split())
    if text:
        conditions.append(_contains(text))
    if where.strip():
        conditions.append(parse_where(where))
    return sa.and_(*conditions)


def _further_files() -> sa.Select[Any]:
    """Select the files of tracks that have several, but for the one that lists show: the first by its path.

    Tracks with several files are few, and found in an index: asking each file whether another one comes
    before it takes three times as long.
    """
    every, present, earlier = files.alias(), files.alias(), files.alias()
    several = sa.select(every.c.track_id).group_by(every.c.track_id).having(sa.func.count() > 1)
    comes_later = sa.exists().where(
        earlier.c.track_id == present.c.track_id,
        earlier.c.missing_since.is_(None),
        earlier.c.path < present.c.path,
    )
    return sa.select(present.c.file_id).where(present.c.track_id.in_(several), comes_later)


def _contains(text: str) -> sa.ColumnElement[bool]:
    # one text of all four: the function that lowers letters beyond ASCII is called once a row
    parts = [files.c.title, sa.func.coalesce(files.c.artist, ""), sa.func.coalesce(files.c.album, "")]
    joined: sa.ColumnElement[str] = files.c.path_text
    for part in parts:
        joined = joined + "\n" + part
    # SQLite's own LIKE knows upper and lower case of ASCII; of Chinese there is nothing to lower
    if text.isascii() or text.lower() == text.upper():
        return joined.contains(text, autoescape=True)
    return sa.func.lower(joined).contains(text.lower(), autoescape=True)


def _select(
    column: sa.ColumnElement[Any], condition: sa.ColumnElement[bool], order: Sequence[sa.ColumnElement[Any]]
) -> sa.Select[Any]:
    """Select from files and as few other tables as the question needs."""
    named = {
        element.table
        for asked in (condition, *order)
        for element in visitors.iterate(asked)
        if isinstance(element, sa.Column)
    }
    if clusters in named:
        named.add(cluster_members)
    source: sa.FromClause = files
    if tracks in named:
        source = source.join(tracks, tracks.c.track_id == files.c.track_id)
    for table, on in _JOINS:
        if table in named:
            source = source.outerjoin(table, on)
    statement = sa.select(column).select_from(source).where(condition)
    if isinstance(column, sa.Column):
        statement = statement.order_by(*order, files.c.path)
    return statement
