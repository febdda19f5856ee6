"""What the page of the clusters shows, as the library has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tunescape.discovery.clusters.sentences import short_trait
from tunescape.discovery.compare.words import Language
from tunescape.interfaces.documents import track_document
from tunescape.interfaces.web.pages.map_page.colours import UNKNOWN
from tunescape.interfaces.web.services.track_rows import tracks_by_id
from tunescape.library.cluster_store import StoredCluster, read_clustering
from tunescape.library.schema import cluster_members, clusters, files, labels, meta
from tunescape.library.store import Library
from tunescape.report.cluster_names import cluster_name, tag_name
from tunescape.report.palette import GROUP_COLOURS
from tunescape.text import visible

__all__ = ["ClusterView", "ClustersView", "cluster_state", "read_clusters"]

N_TRAITS, N_TAGS, N_TYPICAL, N_GENRES = 3, 4, 4, 4


@dataclass(frozen=True)
class ClusterView:
    """One cluster.

    Attributes
    ----------
    label : int
    name : str
        In the visitor's language.
    size : int
        Tracks that a file is left of.
    colour : str
        As the map has it.
    tags, traits : tuple of str
        What it sounds like; what sets it apart from the others.
    genres : tuple of (str or None, int)
        How many of its tracks are of which genre, the most frequent first.
    typical : tuple of dict
        Documents of tracks.
    """

    label: int
    name: str
    size: int
    colour: str
    tags: tuple[str, ...]
    traits: tuple[str, ...]
    genres: tuple[tuple[str | None, int], ...]
    typical: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class ClustersView:
    """All of them, the largest first; what the clustering says of itself; tracks that came since."""

    about: Mapping[str, Any]
    clusters: tuple[ClusterView, ...]
    n_new: int


def cluster_state(library: Library) -> tuple[Any, ...]:
    """Return something that changes when the clusters or their names do."""
    with library.connect() as connection:
        made = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "clustering"))
        names = connection.execute(sa.select(clusters.c.label, clusters.c.name)).all()
    return made, *map(tuple, names)


def read_clusters(library: Library, language: Language) -> ClustersView | None:
    """Return what there is to show; None where no clusters have been looked for."""
    stored = read_clustering(library)
    if stored is None:
        return None
    genres, n_new = _genres(library)
    wanted = [one for cluster in stored.clusters for one in cluster.summary["typical"][:N_TYPICAL]]
    documents = {track.track_id: track_document(track) for track in tracks_by_id(library, wanted)}
    sizes = {cluster.label: sum(genres.get(cluster.label, {}).values()) for cluster in stored.clusters}
    ordered = sorted(stored.clusters, key=lambda cluster: (-sizes[cluster.label], cluster.label))
    views = tuple(
        _view(
            cluster,
            language,
            size=sizes[cluster.label],
            colour=GROUP_COLOURS[i] if i < len(GROUP_COLOURS) else UNKNOWN,
            genres=genres.get(cluster.label, {}),
            documents=documents,
        )
        for i, cluster in enumerate(ordered)
    )
    return ClustersView(stored.about, views, n_new)


def _view(
    cluster: StoredCluster,
    language: Language,
    *,
    size: int,
    colour: str,
    genres: Mapping[str | None, int],
    documents: Mapping[str, dict[str, Any]],
) -> ClusterView:
    summary = cluster.summary
    traits = [short_trait(trait, lang=language) for trait in summary["features"][:N_TRAITS]]
    frequent = sorted(genres.items(), key=lambda item: (item[0] is None, -item[1], item[0] or ""))
    return ClusterView(
        label=cluster.label,
        name=cluster_name(cluster, language),
        size=size,
        colour=colour,
        tags=tuple(visible(tag_name(tag["tag"], language)) for tag in summary["tags"][:N_TAGS]),
        traits=tuple(trait for trait in traits if trait),
        genres=tuple(frequent),
        typical=tuple(documents[one] for one in summary["typical"][:N_TYPICAL] if one in documents),
    )


def _genres(library: Library) -> tuple[dict[int, dict[str | None, int]], int]:
    """Count the tracks of each genre in each cluster, and those that are in none."""
    genre = sa.func.coalesce(labels.c.genre, files.c.genre)
    source = files.outerjoin(labels, labels.c.track_id == files.c.track_id).outerjoin(
        cluster_members, cluster_members.c.track_id == files.c.track_id
    )
    # a track with several files counts once: by the first of them
    firsts = (
        sa.select(sa.func.min(files.c.path)).where(files.c.missing_since.is_(None)).group_by(files.c.track_id)
    )
    statement = (
        sa.select(cluster_members.c.label, genre.label("genre"), sa.func.count().label("n"))
        .select_from(source)
        .where(files.c.path.in_(firsts), files.c.missing_since.is_(None))
        .group_by(cluster_members.c.label, genre)
    )
    counted: dict[int, dict[str | None, int]] = {}
    n_new = 0
    with library.connect() as connection:
        for row in connection.execute(statement):
            if row.label is None:
                n_new += row.n
            else:
                counted.setdefault(row.label, {})[row.genre] = row.n
    return counted, n_new
