"""What a library can be filtered by, and how much it holds: counted by the database."""

from typing import NamedTuple

import sqlalchemy as sa

from tunescape.library.schema import cluster_members, clusters, files, labels, tracks
from tunescape.library.store import Library

__all__ = [
    "ClusterChoice",
    "Overview",
    "cluster_choices",
    "genre_counts",
    "has_tracks",
    "library_overview",
]

_HERE = files.c.missing_since.is_(None)


class Overview(NamedTuple):
    """How much a library holds: tracks that have a file, and their length in all."""

    tracks: int
    seconds: float


class ClusterChoice(NamedTuple):
    """A cluster and how many tracks are in it."""

    label: int
    name: str
    tracks: int


def has_tracks(library: Library) -> bool:
    """Tell whether there is anything to show; takes no longer in a large library."""
    with library.connect() as connection:
        return connection.scalar(sa.select(files.c.file_id).where(_HERE).limit(1)) is not None


def library_overview(library: Library) -> Overview:
    """Count the tracks, and add up their lengths."""
    present = sa.select(files.c.track_id).where(_HERE)
    statement = sa.select(sa.func.count(), sa.func.total(tracks.c.duration_s)).where(
        tracks.c.track_id.in_(present)
    )
    with library.connect() as connection:
        n_tracks, seconds = connection.execute(statement).one()
    return Overview(n_tracks, seconds)


def genre_counts(library: Library) -> list[tuple[str, int]]:
    """Return the genres and how many tracks have each, the most frequent first."""
    genre = sa.func.coalesce(labels.c.genre, files.c.genre)
    counted = sa.func.count(files.c.track_id.distinct())
    statement = (
        sa.select(genre, counted)
        .select_from(files.outerjoin(labels, labels.c.track_id == files.c.track_id))
        .where(_HERE, genre.is_not(None))
        .group_by(genre)
        .order_by(counted.desc(), genre)
    )
    with library.connect() as connection:
        return [(name, n) for name, n in connection.execute(statement)]


def cluster_choices(library: Library) -> list[ClusterChoice]:
    """Return the clusters by their labels; none where there was no clustering."""
    counted = sa.func.count(cluster_members.c.track_id)
    statement = (
        sa.select(clusters.c.label, clusters.c.name, counted)
        .outerjoin(cluster_members, cluster_members.c.label == clusters.c.label)
        .group_by(clusters.c.label, clusters.c.name)
        .order_by(clusters.c.label)
    )
    with library.connect() as connection:
        return [ClusterChoice(*row) for row in connection.execute(statement)]
