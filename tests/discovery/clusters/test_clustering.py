"""Clustering a library: what is found, stored, recognised and named."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from tunescape.discovery.clusters.clustering import ONE_CLUSTER, cluster_library
from tunescape.discovery.clusters.request import PRESETS, ClusterRequest
from tunescape.errors import DiscoveryError, LibraryError
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.cluster_store import (
    StoredClustering,
    read_clustering,
    rename_cluster,
    write_clustering,
)
from tunescape.library.schema import features, files
from tunescape.library.store import Library
from tunescape.library.where import parse_where

Fill = Callable[..., Library]
REQUEST = ClusterRequest(space="statistical", components=4)


@pytest.fixture(scope="module")
def clustered(grouped: Fill, tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, StoredClustering]:
    library = grouped(tmp_path_factory.mktemp("clustered"), 16, 13, 11, 8)
    return library, cluster_library(library, REQUEST)


def groups(library: Library, clustering: StoredClustering) -> list[set[str | None]]:
    """The genres that each cluster holds."""
    genre = {track.track_id: track.genre for track in library.tracks()}
    return [{genre[track_id] for track_id in cluster.track_ids} for cluster in clustering.clusters]


def test_the_groups_are_found_and_named(clustered: tuple[Library, StoredClustering]) -> None:
    library, found = clustered
    assert (found.about["k"], found.about["found"]) == (4, True)
    assert groups(library, found) == [{"jazz"}, {"metal"}, {"Hip-Hop"}, {"ambient"}]
    assert [len(cluster.track_ids) for cluster in found.clusters] == [16, 13, 11, 8]
    for cluster, tag in zip(found.clusters, ("jazz", "metal", "Hip-Hop", "ambient"), strict=True):
        assert tag in cluster.name
        assert cluster.summary["tags"][0]["tag"] == tag
        assert cluster.summary["tags"][0]["effect_size"] == 1.0
        assert set(cluster.summary["typical"]) <= set(cluster.track_ids)
        assert not set(cluster.summary["typical"]) & set(cluster.summary["extremes"])


def test_what_is_stored_is_what_was_found(clustered: tuple[Library, StoredClustering]) -> None:
    library, found = clustered
    stored = read_clustering(library)
    assert stored is not None
    assert stored.labels == found.labels
    assert stored.about == json.loads(json.dumps(found.about, allow_nan=False))
    assert [(one.label, one.name, one.summary) for one in stored.clusters] == [
        (one.label, one.name, one.summary) for one in found.clusters
    ]


def test_lists_know_the_cluster_of_a_track(clustered: tuple[Library, StoredClustering]) -> None:
    library, found = clustered
    third = found.clusters[2]
    listed = library.tracks(parse_where("cluster = 3"))
    assert {track.track_id for track in listed} == set(third.track_ids)
    assert {track.cluster_name for track in listed} == {third.name}
    named = library.tracks(parse_where(f'cluster_name = "{third.name.upper()}"'))
    assert [track.track_id for track in named] == [track.track_id for track in listed]
    assert library.tracks(parse_where("cluster = null")) == []


def test_all_five_scores_are_there_for_every_k(clustered: tuple[Library, StoredClustering]) -> None:
    rows = clustered[1].about["scores"]
    assert [row["k"] for row in rows] == list(range(2, 13))
    for row in rows:
        assert all(
            np.isfinite(row[name])
            for name in ("silhouette", "calinski_harabasz", "davies_bouldin", "inertia", "gap")
        )
    assert max(rows, key=lambda row: row["silhouette"])["k"] == 4


def test_the_same_seed_gives_the_same(grouped: Fill, tmp_path: Path) -> None:
    library = grouped(tmp_path / "library", 12, 10, 9)
    first, again = cluster_library(library, REQUEST), cluster_library(library, REQUEST)
    assert first.clusters == again.clusters
    assert {**first.about, "made_at": ""} == {**again.about, "made_at": ""}


def test_labels_and_names_are_kept_when_the_library_grows_by_a_tenth(grouped: Fill, tmp_path: Path) -> None:
    library = grouped(tmp_path / "library", 9, 12, 15, 14)
    before = cluster_library(library, REQUEST)
    rename_cluster(library, "2", "my own name")
    grouped(library.path, 5, first=100)
    after = cluster_library(library, REQUEST)
    assert after.about["k"] == before.about["k"] == 4
    assert {one: after.labels[one] for one in before.labels} == before.labels
    assert [one.name for one in after.clusters] == [
        "my own name" if one.label == 2 else one.name for one in before.clusters
    ]
    assert [one.renamed for one in after.clusters] == [False, True, False, False]
    # the smallest group has become one of the larger ones, and has its number still
    assert groups(library, after) == groups(library, before)
    assert {track.genre for track in library.tracks(parse_where("cluster = 4"))} == {"jazz"}


def test_names_that_no_cluster_has_any_more_are_told(grouped: Fill, tmp_path: Path) -> None:
    library = grouped(tmp_path / "library", 12, 12, 12, 12)
    cluster_library(library, REQUEST)
    rename_cluster(library, "3", "mine")
    after = cluster_library(library, ClusterRequest(space="statistical", k=(2, 2)))
    names = {one.name for one in after.clusters}
    assert after.about["forgotten_names"] == ([] if "mine" in names else ["mine"])


def test_noise_is_one_cluster(grouped: Fill, tmp_path: Path) -> None:
    library = grouped(tmp_path / "library", 40)
    found = cluster_library(library, REQUEST)
    assert found.about["verdict"].startswith("No clusters: ")
    assert (found.about["k"], found.about["found"]) == (1, False)
    (one,) = found.clusters
    assert (one.label, one.name, len(one.track_ids)) == (1, ONE_CLUSTER, 40)
    assert one.summary["tags"] == []
    # those that come later begin anew
    cut = cluster_library(library, ClusterRequest(space="statistical", k=(3, 3)))
    assert ONE_CLUSTER not in {cluster.name for cluster in cut.clusters}
    assert "No clusters in these data" in cut.about["verdict"]


def test_the_study_standardises_the_features_themselves(grouped: Fill, tmp_path: Path) -> None:
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA
    from sklearn.metrics import adjusted_rand_score, silhouette_score
    from sklearn.preprocessing import StandardScaler

    library = grouped(tmp_path / "library", 12, 10, 8, 8)
    found = cluster_library(library, PRESETS["douyin"])
    names = FEATURE_SETS["statistical"].dimensions
    ids = sorted(found.labels)
    columns = [8, 9, 10, *range(13, 18), 21, 24, *range(33, 41)]
    rows = np.stack([library.feature_matrix(i, "statistical", version=1).mean(axis=0) for i in ids])  # type: ignore[union-attr]
    plane = PCA(2).fit_transform(StandardScaler().fit_transform(rows[:, columns].astype(float)))
    assert names[columns[0]] == "amp10mean"
    assert [row["k"] for row in found.about["scores"]] == list(range(5, 14))
    k = found.about["k"]
    labels = KMeans(k, n_init=10, random_state=0).fit_predict(plane)
    assert adjusted_rand_score(labels, [found.labels[i] for i in ids]) > 0.9
    row = next(row for row in found.about["scores"] if row["k"] == k)
    assert row["silhouette"] == pytest.approx(silhouette_score(plane, labels), abs=0.05)


def test_a_library_of_one_or_two_tracks(grouped: Fill, tmp_path: Path) -> None:
    with pytest.raises(DiscoveryError, match="the library holds no tracks yet"):
        cluster_library(Library(tmp_path / "empty", create=True), REQUEST)
    with pytest.raises(DiscoveryError, match="one track alone makes no clusters"):
        cluster_library(grouped(tmp_path / "one", 1), ClusterRequest(space="statistical"))
    two = cluster_library(grouped(tmp_path / "two", 2), ClusterRequest(space="statistical"))
    assert (two.about["k"], two.about["scores"], two.about["stability_ari"]) == (1, [], None)
    with pytest.raises(DiscoveryError, match="2 clusters need 3 tracks"):
        cluster_library(Library(tmp_path / "two"), ClusterRequest(space="statistical", k=(2, 2)))


def test_tracks_that_sound_the_same_are_one_cluster(grouped: Fill, tmp_path: Path) -> None:
    library = grouped(tmp_path / "library", 14)
    with library.transaction() as connection:
        statement = sa.select(features.c.data).where(features.c.name == "statistical").limit(1)
        data = connection.scalar(statement)
        connection.execute(sa.update(features).where(features.c.name == "statistical").values(data=data))
    found = cluster_library(library, ClusterRequest(space="statistical"))
    assert found.about["k"] == 1
    assert "1 tracks that sound different are too few" in found.about["verdict"]
    with pytest.raises(DiscoveryError, match="there are 1"):
        cluster_library(library, ClusterRequest(space="statistical", k=(3, 3)))


def test_what_cannot_be_is_refused_in_words(clustered: tuple[Library, StoredClustering]) -> None:
    library, found = clustered
    with pytest.raises(DiscoveryError, match="48 tracks with 42 dimensions have no 43 principal components"):
        cluster_library(library, ClusterRequest(space="statistical", components=43))
    with pytest.raises(DiscoveryError, match="there is no space 'taste'"):
        cluster_library(library, ClusterRequest(space="taste"))
    with pytest.raises(DiscoveryError, match="no track has what the space tonality needs") as error:
        cluster_library(library, ClusterRequest(space="tonality"))
    assert "--features tonality" in str(error.value)
    with pytest.raises(DiscoveryError, match="200 clusters need 201 tracks"):
        cluster_library(library, ClusterRequest(space="statistical", k=(200, 200)))
    # and nothing that was there is lost
    stored = read_clustering(library)
    assert stored is not None
    assert stored.labels == found.labels


def test_tracks_without_a_file_or_the_feature_sets_stay_out(grouped: Fill, tmp_path: Path) -> None:
    library = grouped(tmp_path / "library", 12, 12, 12)
    ids = [track.track_id for track in library.tracks()]
    with library.transaction() as connection:
        connection.execute(sa.update(files).where(files.c.track_id == ids[0]).values(missing_since=1.0))
        lacking = sa.and_(features.c.track_id == ids[1], features.c.name == "statistical")
        connection.execute(sa.delete(features).where(lacking))
    found = cluster_library(library, REQUEST)
    assert found.about["left_out"] == 1
    assert set(found.labels) == set(ids[2:])
    assert library.track(ids[1]).cluster is None


def test_a_clustering_that_cannot_be_written_leaves_the_old_one(
    clustered: tuple[Library, StoredClustering],
) -> None:
    library, found = clustered
    with pytest.raises((LibraryError, sa.exc.IntegrityError)):
        write_clustering(library, {}, [found.clusters[0], found.clusters[0]])
    stored = read_clustering(library)
    assert stored is not None
    assert stored.labels == found.labels


@pytest.mark.parametrize("algorithm", ["minibatch", "bisecting"])
def test_other_algorithms_find_the_groups_too(grouped: Fill, tmp_path: Path, algorithm: str) -> None:
    library = grouped(tmp_path / "library", 12, 12, 12)
    found = cluster_library(
        library, ClusterRequest(space="statistical", components=4, algorithm=algorithm, k=(3, 3))
    )
    assert sorted(len(one) for one in groups(library, found)) == [1, 1, 1]
