"""What the clusters of a library are called, in a visitor's language."""

import sqlalchemy as sa

from tunescape.discovery.compare.words import Language
from tunescape.library.cluster_store import StoredCluster
from tunescape.library.schema import clusters
from tunescape.library.store import Library
from tunescape.report.cluster_names import cluster_name

__all__ = ["cluster_names"]


def cluster_names(library: Library, language: Language) -> dict[int, str]:
    """Return what each cluster is called, by its label; without reading who is in it."""
    statement = sa.select(*clusters.c["label", "name", "renamed"]).order_by(clusters.c.label)
    with library.connect() as connection:
        rows = connection.execute(statement).all()
    return {
        row.label: cluster_name(StoredCluster(row.label, row.name, row.renamed, {}, ()), language)
        for row in rows
    }
