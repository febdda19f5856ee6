"""The clustering of a library, as it is kept: what was asked, what came out, and who is in which cluster."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tunescape.errors import QueryError
from tunescape.library.records import search_text
from tunescape.library.schema import cluster_members, clusters, meta
from tunescape.library.store import Library

__all__ = ["StoredCluster", "StoredClustering", "read_clustering", "rename_cluster", "write_clustering"]

_KEY = "clustering"


@dataclass(frozen=True)
class StoredCluster:
    """One cluster.

    Attributes
    ----------
    label : int
        From 1; a cluster keeps it from one clustering to the next.
    name : str
        No other cluster has it, whatever the case of its letters.
    renamed : bool
        Whether a person gave the name.
    summary : mapping
        What sets it apart: JSON values only.
    track_ids : tuple of str
        Nearest to the centre first where it was just made, else sorted.
    """

    label: int
    name: str
    renamed: bool
    summary: Mapping[str, Any]
    track_ids: tuple[str, ...]


@dataclass(frozen=True)
class StoredClustering:
    """A clustering.

    Attributes
    ----------
    about : mapping
        How it was made, scores and verdict: JSON values only.
    clusters : tuple of StoredCluster
        By label.
    """

    about: Mapping[str, Any]
    clusters: tuple[StoredCluster, ...]

    @property
    def labels(self) -> dict[str, int]:
        """The label of each track."""
        return {track_id: cluster.label for cluster in self.clusters for track_id in cluster.track_ids}


def read_clustering(library: Library) -> StoredClustering | None:
    """Return the clustering of a library, None where there is none."""
    with library.connect() as connection:
        value = connection.scalar(sa.select(meta.c.value).where(meta.c.key == _KEY))
        rows = connection.execute(sa.select(clusters).order_by(clusters.c.label)).all()
        members: dict[int, list[str]] = {row.label: [] for row in rows}
        for row in connection.execute(sa.select(cluster_members).order_by(cluster_members.c.track_id)):
            members[row.label].append(row.track_id)
    if value is None:
        return None
    found = (
        StoredCluster(row.label, row.name, row.renamed, row.summary, tuple(members[row.label]))
        for row in rows
    )
    return StoredClustering(json.loads(value), tuple(found))


def write_clustering(
    library: Library, about: Mapping[str, Any], found: Sequence[StoredCluster]
) -> StoredClustering:
    """Put a clustering in the place of the one before, all or nothing.

    Raises
    ------
    LibraryError
        If the library cannot be written.
    """
    ordered = tuple(sorted(found, key=lambda cluster: cluster.label))
    rows = [
        {"label": one.label, "name": one.name, "renamed": one.renamed, "summary": dict(one.summary)}
        for one in ordered
    ]
    members = [{"track_id": track_id, "label": one.label} for one in ordered for track_id in one.track_ids]
    with library.transaction() as connection:
        connection.execute(sa.delete(cluster_members))
        connection.execute(sa.delete(clusters))
        connection.execute(sa.delete(meta).where(meta.c.key == _KEY))
        connection.execute(sa.insert(meta).values(key=_KEY, value=json.dumps(about)))
        connection.execute(sa.insert(clusters), rows)
        connection.execute(sa.insert(cluster_members), members)
    return StoredClustering(about, ordered)


def rename_cluster(library: Library, which: str, name: str) -> int:
    """Give a cluster another name.

    Parameters
    ----------
    library : Library
    which : str
        Its label or its name.
    name : str

    Returns
    -------
    int
        Its label.

    Raises
    ------
    QueryError
        If there is no such cluster, the name is empty, or another cluster has it.
    LibraryError
        If the library cannot be written.
    """
    wanted = " ".join(search_text(name).split())
    if not wanted:
        raise QueryError(f"cluster {which} needs a name", hint='write it like: --rename 3="dark techno"')
    with library.transaction() as connection:
        rows = connection.execute(sa.select(clusters.c.label, clusters.c.name)).all()
        names = {row.label: row.name for row in rows}
        label = _find(names, which)
        others = {other.casefold(): number for number, other in names.items() if number != label}
        if wanted.casefold() in others:
            raise QueryError(
                f"cluster {others[wanted.casefold()]} is called {wanted!r} already", hint="give another name"
            )
        change = sa.update(clusters).where(clusters.c.label == label)
        connection.execute(change.values(name=wanted, renamed=True))
    return label


def _find(names: Mapping[int, str], which: str) -> int:
    if not names:
        raise QueryError("there are no clusters yet", hint="`tunescape cluster` makes them")
    text = search_text(which).strip()
    if text.isdecimal() and int(text) in names:
        return int(text)
    for label, name in names.items():
        if name.casefold() == text.casefold():
            return label
    known = ", ".join(f"{label} ({name})" for label, name in names.items())
    raise QueryError(f"there is no cluster {which!r}", hint=f"there are {known}")
