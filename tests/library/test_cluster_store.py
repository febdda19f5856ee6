"""Clusters are kept, and given names."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tunescape.errors import QueryError
from tunescape.library.cluster_store import StoredCluster, read_clustering, rename_cluster, write_clustering
from tunescape.library.prune import PrunePlan, prune
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch


@pytest.fixture
def library(tmp_path: Path, invent: Callable[..., Description]) -> Library:
    library = Library(tmp_path / "library", create=True)
    write_batch(library, [invent(i, f"/m/{i}.flac") for i in range(4)], segmentation="4x15")
    ids = [track.track_id for track in library.tracks()]
    found = [
        StoredCluster(7, "quiet jazz", False, {"typical": []}, tuple(ids[:2])),
        StoredCluster(2, "loud metal", False, {"typical": []}, tuple(ids[2:3])),
    ]
    write_clustering(library, {"k": 2}, found)
    return library


def names(library: Library) -> dict[int, tuple[str, bool]]:
    stored = read_clustering(library)
    assert stored is not None
    return {one.label: (one.name, one.renamed) for one in stored.clusters}


def test_a_library_has_no_clusters_at_first(tmp_path: Path) -> None:
    library = Library(tmp_path / "empty", create=True)
    assert read_clustering(library) is None
    with pytest.raises(QueryError, match="there are no clusters yet"):
        rename_cluster(library, "1", "mine")


def test_clusters_come_back_by_label(library: Library) -> None:
    stored = read_clustering(library)
    assert stored is not None
    assert stored.about == {"k": 2}
    assert [one.label for one in stored.clusters] == [2, 7]
    assert [track.cluster for track in library.tracks()] == [7, 7, 2, None]
    assert library.tracks()[0].cluster_name == "quiet jazz"


def test_a_new_clustering_takes_the_place_of_the_old(library: Library) -> None:
    (one, *_) = library.tracks()
    write_clustering(library, {"k": 1}, [StoredCluster(1, "all", False, {}, (one.track_id,))])
    assert names(library) == {1: ("all", False)}
    assert [track.cluster for track in library.tracks()] == [1, None, None, None]


def test_a_cluster_is_renamed_by_number_or_name(library: Library) -> None:
    assert rename_cluster(library, "7", "  夜の   jazz ") == 7
    assert rename_cluster(library, "LOUD metal", "noise") == 2
    assert names(library) == {2: ("noise", True), 7: ("夜の jazz", True)}
    # the same name again, in other letters, is no clash
    assert rename_cluster(library, "2", "Noise") == 2


@pytest.mark.parametrize(
    ("which", "name", "complaint"),
    [
        ("3", "mine", r"there is no cluster '3'"),
        ("pop", "mine", r"there is no cluster 'pop'"),
        ("7", " ", "cluster 7 needs a name"),
        ("7", "Loud METAL", "cluster 2 is called 'Loud METAL' already"),
    ],
)
def test_a_name_that_cannot_be_is_refused(library: Library, which: str, name: str, complaint: str) -> None:
    with pytest.raises(QueryError, match=complaint):
        rename_cluster(library, which, name)
    assert names(library) == {2: ("loud metal", False), 7: ("quiet jazz", False)}


def test_pruned_tracks_leave_their_clusters(library: Library) -> None:
    ids = [track.track_id for track in library.tracks()]
    paths = tuple(path for track_id in ids[:1] for path in library.files_of(track_id))
    assert prune(library, PrunePlan(paths, tuple(ids[:1]))) == PrunePlan(paths, tuple(ids[:1]))
    stored = read_clustering(library)
    assert stored is not None
    assert set(stored.labels) == set(ids[1:3])
