"""The map of a library as arrays: where each track lies, and what is known of it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tunescape.discovery.layout import library_layout
from tunescape.discovery.own_spaces import find_space
from tunescape.errors import QueryError
from tunescape.interfaces.web.services.drawing import drawing
from tunescape.library.schema import chart_entries, cluster_members, clusters, files, labels, tracks
from tunescape.library.settled import settled
from tunescape.library.store import Library
from tunescape.library.where import FIELDS

__all__ = ["COLUMNS", "map_points"]

COLUMNS = (*(name for name in FIELDS if name != "path"), "tag")
"""What may be asked for of each track; ``tag`` is the likeliest of its tags."""

_DIGITS = 4


def map_points(
    library_path: str, *, space: str, method: str, seed: int, columns: Sequence[str]
) -> dict[str, Any]:
    """Return the map of a library: for another process, as a new map takes seconds to minutes.

    Parameters
    ----------
    library_path : str
    space, method, seed
        As :func:`~tunescape.discovery.layout.library_layout` takes them.
    columns : sequence of str
        Of :data:`COLUMNS`.

    Returns
    -------
    dict
        ``method``, ``space``, ``n_placed``; ``x`` and ``y``; ``columns``, an array by name. The nth of each
        speaks of one track.

    Raises
    ------
    TunescapeError
        If there is no such space, method or column, or there are too few tracks.
    """
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown:
        raise QueryError(f"there is no column {unknown[0]!r}", hint=f"choose from {', '.join(COLUMNS)}")
    library = settled(Library(library_path))
    recipe = find_space(library, space)
    with drawing(library, recipe.name, method, seed=seed):
        layout = library_layout(library, recipe, method=method, seed=seed)
    rows = _rows(library, columns)
    known = [i for i, track_id in enumerate(layout.track_ids) if track_id in rows]
    return {
        "method": method,
        "space": space,
        "n_placed": layout.n_placed,
        "x": layout.coordinates[known, 0].round(_DIGITS).tolist(),
        "y": layout.coordinates[known, 1].round(_DIGITS).tolist(),
        "columns": {
            name: [rows[layout.track_ids[i]][column] for i in known] for column, name in enumerate(columns)
        },
    }


def _rows(library: Library, columns: Sequence[str]) -> dict[str, list[Any]]:
    asked = [tracks.c.tags if name == "tag" else FIELDS[name] for name in columns]
    source = (
        files.join(tracks, tracks.c.track_id == files.c.track_id)
        .outerjoin(chart_entries, chart_entries.c.track_id == files.c.track_id)
        .outerjoin(labels, labels.c.track_id == files.c.track_id)
        .outerjoin(cluster_members, cluster_members.c.track_id == files.c.track_id)
        .outerjoin(clusters, clusters.c.label == cluster_members.c.label)
    )
    statement = (
        sa.select(tracks.c.track_id, *(column.label(f"c{i}") for i, column in enumerate(asked)))
        .select_from(source)
        .where(files.c.missing_since.is_(None))
        # the first of several files comes last, and stays
        .order_by(files.c.path.desc())
    )
    tag = [i for i, name in enumerate(columns) if name == "tag"]
    with library.connect() as connection:
        rows: dict[str, list[Any]] = {row[0]: list(row[1:]) for row in connection.execute(statement)}
    for row in rows.values():
        for i in tag:
            row[i] = row[i][0] if row[i] else None
    return rows
