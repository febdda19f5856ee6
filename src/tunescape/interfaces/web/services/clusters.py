"""The clustering of a library as a document, read without reading every track."""

import tempfile
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa

from tunescape.discovery.compare.words import Language
from tunescape.errors import QueryError
from tunescape.interfaces.cluster_documents import clustering_document
from tunescape.interfaces.web.services.known_tracks import NotThereError
from tunescape.interfaces.web.services.track_rows import tracks_by_id
from tunescape.library.cluster_store import StoredClustering, read_clustering
from tunescape.library.records import Track
from tunescape.library.schema import files
from tunescape.library.store import Library

__all__ = ["clusters_document", "comparison", "curves_bytes", "stored_clustering"]


def stored_clustering(library: Library) -> StoredClustering:
    """Return the clustering of a library.

    Raises
    ------
    NotThereError
        If there is none.
    """
    found = read_clustering(library)
    if found is None:
        raise NotThereError("there are no clusters yet", hint="order a job of the kind cluster")
    return found


def clusters_document(library: Library) -> dict[str, Any]:
    """Describe the clustering of a library.

    Raises
    ------
    NotThereError
        If there is none.
    """
    found = stored_clustering(library)
    shown = [
        track_id
        for one in found.clusters
        for name in ("typical", "extremes")
        for track_id in one.summary[name]
    ]
    present = sa.select(files.c.track_id).where(files.c.missing_since.is_(None))
    with library.connect() as connection:
        known: dict[str, Track | None] = dict.fromkeys(connection.execute(present).scalars())
    # the document looks at few tracks; of all others it asks only whether they are there
    known.update({track.track_id: track for track in tracks_by_id(library, shown)})
    return clustering_document(found, cast("dict[str, Track]", known))


def curves_bytes(library_path: str) -> bytes:
    """Return a PNG of the scores of every number of clusters: for another process.

    Raises
    ------
    TunescapeError
        If there is no clustering, or none with scores.
    """
    from tunescape.report.cluster_pictures import save_scores

    with tempfile.TemporaryDirectory(prefix="tunescape-") as folder:
        target = Path(folder) / "curves.png"
        save_scores(stored_clustering(Library(Path(library_path))).about, target)
        return target.read_bytes()


def comparison(
    library_path: str, a: str, b: str | None, correlate: str | None, lang: str, seed: int
) -> dict[str, Any]:
    """Tell what sets two groups apart, or what goes with a column: for another process.

    Parameters
    ----------
    library_path : str
    a, b : str
        Groups, as :func:`~tunescape.interfaces.web.services.groups.find_named_group` reads them.
    correlate : str, optional
        In the place of b: a column.
    lang : {"en", "zh"}
    seed : int

    Raises
    ------
    TunescapeError
        If a group or the column cannot be found, or is too small.
    """
    from tunescape.discovery.compare.comparison import compare_groups
    from tunescape.discovery.compare.correlation import correlate as correlated
    from tunescape.interfaces.compare_documents import comparison_document, correlations_document
    from tunescape.interfaces.web.services.groups import find_named_group

    library = Library(Path(library_path))
    first = find_named_group(library, a)
    if isinstance(first, str):
        raise QueryError("the first group cannot be the rest", hint="write it as the second")
    language: Language = "zh" if lang == "zh" else "en"
    if correlate is not None:
        return correlations_document(correlated(library, first, correlate, seed=seed), lang=language)
    second = find_named_group(library, b or "")
    return comparison_document(compare_groups(library, first, second, seed=seed), lang=language)
