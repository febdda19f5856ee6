"""Gather what a report is about: the tracks, their chart, clusters and map, and what sets them apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tunescape.discovery.clusters.clustering import find_clusters
from tunescape.discovery.clusters.request import ClusterRequest
from tunescape.discovery.compare.words import Language
from tunescape.discovery.layout import LibraryLayout, library_layout
from tunescape.discovery.own_spaces import find_space
from tunescape.discovery.sound import find_track
from tunescape.errors import DiscoveryError, QueryError, ReportError
from tunescape.library.cluster_store import StoredClustering, read_clustering
from tunescape.library.records import Track
from tunescape.library.store import Library
from tunescape.library.where import parse_where
from tunescape.report.findings import Findings, find_findings

__all__ = ["Contents", "ReportRequest", "gather"]

N_PORTRAITS = 6


@dataclass(frozen=True)
class ReportRequest:
    """What is asked of a report.

    Attributes
    ----------
    lang : {"en", "zh"}
    title : str, optional
    where : str, optional
        A condition: only tracks that meet it are looked at.
    against : str, optional
        A folder, a playlist or a condition: what they are compared with.
    tracks : tuple of str
        Tracks to look at closely, as :func:`~tunescape.discovery.sound.find_track` finds them.
    seed : int
    """

    lang: Language = "en"
    title: str | None = None
    where: str | None = None
    against: str | None = None
    tracks: tuple[str, ...] = ()
    seed: int = 0


@dataclass(frozen=True)
class Contents:
    """What a report is about.

    Attributes
    ----------
    request : ReportRequest
    n_library : int
        Tracks of the library.
    n_failures : int
        Its files that could not be analysed.
    tracks : tuple of Track
        What is looked at, in the order of the titles.
    chart : tuple of Track
        Those on a chart, in the order of their ranks.
    clustering : StoredClustering or None
    clusters_stored : bool
        Whether the library holds it, or it was made for the report.
    layout : LibraryLayout or None
        The map, of the same space.
    space : str
        Its name.
    findings : Findings
    portrayed : tuple of Track
        To be looked at closely.
    portrayed_because : str
        The key of a text.
    """

    request: ReportRequest
    n_library: int
    n_failures: int
    tracks: tuple[Track, ...]
    chart: tuple[Track, ...]
    clustering: StoredClustering | None
    clusters_stored: bool
    layout: LibraryLayout | None
    space: str
    findings: Findings
    portrayed: tuple[Track, ...]
    portrayed_because: str

    @property
    def off_chart(self) -> tuple[Track, ...]:
        """The tracks that are on no chart."""
        return tuple(track for track in self.tracks if track.rank is None)

    @property
    def labels(self) -> dict[str, int]:
        """The cluster of each track of the report that has one."""
        found = self.clustering.labels if self.clustering else {}
        return {track.track_id: found[track.track_id] for track in self.tracks if track.track_id in found}


def gather(library: Library, request: ReportRequest) -> Contents:
    """Gather what a report is about.

    Parameters
    ----------
    library : Library
        Nothing is stored in it but what its cache can forget.
    request : ReportRequest

    Returns
    -------
    Contents

    Raises
    ------
    ReportError
        If the library holds no track.
    QueryError
        If a condition or a group cannot be read, or no track meets it.
    """
    everything = library.tracks()
    if not everything:
        raise ReportError(
            "the library holds no tracks yet", path=library.path, hint="`tunescape analyze FOLDER` fills it"
        )
    tracks = tuple(sorted(_selected(library, everything, request), key=_by_title))
    chart = tuple(sorted((track for track in tracks if track.rank is not None), key=_by_rank))
    chosen = tuple(_chosen(library, query) for query in request.tracks)
    findings = find_findings(
        library,
        tracks,
        chart,
        where=request.where,
        against=request.against,
        seed=request.seed,
        lang=request.lang,
    )
    clustering = read_clustering(library)
    stored = clustering is not None
    if clustering is None:
        clustering = _clusters(library, request.seed)
    space = str(clustering.about["space"]) if clustering else "default"
    portrayed, because = _portrayed(chosen, tracks, chart, clustering)
    return Contents(
        request=request,
        n_library=len(everything),
        n_failures=len(library.failures()),
        tracks=tracks,
        chart=chart,
        clustering=clustering,
        clusters_stored=stored,
        layout=_layout(library, space, {track.track_id for track in tracks}, request.seed),
        space=space,
        findings=findings,
        portrayed=portrayed,
        portrayed_because=because,
    )


def _selected(library: Library, everything: Sequence[Track], request: ReportRequest) -> Sequence[Track]:
    if request.where is None:
        return everything
    found = library.tracks(parse_where(request.where))
    if not found:
        raise QueryError(f"no track matches {request.where!r}", hint="`tunescape list` shows what there is")
    return found


def _chosen(library: Library, query: str) -> Track:
    track = find_track(library, query)
    if track is None:
        raise QueryError("is not in the library", hint=f"`tunescape analyze {query}` hears it")
    return track


def _clusters(library: Library, seed: int) -> StoredClustering | None:
    try:
        return find_clusters(library, ClusterRequest(seed=seed))
    except DiscoveryError:
        return None  # too few tracks, or not heard for it: the report says which


def _layout(library: Library, space: str, wanted: set[str], seed: int) -> LibraryLayout | None:
    try:
        whole = library_layout(library, find_space(library, space), seed=seed)
    except DiscoveryError:
        return None  # likewise
    kept = [i for i, track_id in enumerate(whole.track_ids) if track_id in wanted]
    if not kept:
        return None
    track_ids = [whole.track_ids[i] for i in kept]
    return LibraryLayout(track_ids, whole.coordinates[np.array(kept)], whole.method, whole.n_placed)


def _portrayed(
    chosen: tuple[Track, ...],
    tracks: tuple[Track, ...],
    chart: tuple[Track, ...],
    clustering: StoredClustering | None,
) -> tuple[tuple[Track, ...], str]:
    if chosen:
        return tuple(dict.fromkeys(chosen)), "tracks_chosen"
    if chart:
        return chart[:N_PORTRAITS], "tracks_top"
    by_id = {track.track_id: track for track in tracks}
    if clustering is not None and len(clustering.clusters) > 1:
        largest = sorted(clustering.clusters, key=lambda one: (-len(one.track_ids), one.label))
        here = ([by_id[one] for one in cluster.summary["typical"] if one in by_id] for cluster in largest)
        typical = tuple(found[0] for found in here if found)
        if typical:
            return typical[:N_PORTRAITS], "tracks_typical"
    return tracks[:N_PORTRAITS], "tracks_first"


def _by_title(track: Track) -> tuple[str, str]:
    return track.title.casefold(), track.track_id


def _by_rank(track: Track) -> tuple[int, str]:
    return track.rank or 0, track.track_id
