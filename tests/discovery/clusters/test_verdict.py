"""The verdict: no clusters where there are none, and the right number where they are clear."""

from collections.abc import Callable

import numpy as np
import pytest

from tunescape.arrays import Vector
from tunescape.discovery.clusters.judgement import Judgement, judge
from tunescape.discovery.clusters.request import ClusterRequest
from tunescape.discovery.clusters.scores import KScore, ScoreTable
from tunescape.discovery.clusters.verdict import best_k
from tunescape.errors import DiscoveryError

Cloud = Callable[[np.random.Generator, int], Vector]
CORNERS = np.array([[0, 0], [9, 0], [0, 9], [9, 9]])

NOISE: dict[str, Cloud] = {
    "uniform 2-d": lambda rng, n: rng.uniform(size=(n, 2)),
    "uniform 10-d": lambda rng, n: rng.uniform(size=(n, 10)),
    "one blob": lambda rng, n: rng.normal(size=(n, 2)),
    "one blob 10-d": lambda rng, n: rng.normal(size=(n, 10)),
    "one long blob": lambda rng, n: rng.normal(size=(n, 4)) * [9, 3, 1, 0.3],
}


def equal_blobs(rng: np.random.Generator, n: int) -> Vector:
    return CORNERS[rng.integers(0, 4, n)] + rng.normal(size=(n, 2))


def unequal_blobs(rng: np.random.Generator, n: int) -> Vector:
    label = rng.choice(4, n, p=[0.5, 0.25, 0.15, 0.1])
    blobs: Vector = CORNERS[label] + rng.normal(size=(n, 2)) * np.array([1.5, 1, 0.7, 0.4])[label][:, None]
    return blobs


def judged(cloud: Cloud, n: int, seed: int, **request: object) -> Judgement:
    points = cloud(np.random.default_rng(seed), n)
    return judge(points, points.astype(np.float32), ClusterRequest(**request))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NOISE)
def test_noise_has_no_clusters(name: str) -> None:
    found = judged(NOISE[name], 50, 0)
    assert (found.k, found.found) == (1, False)
    assert found.sentence.startswith("No clusters: the best cut, into ")


@pytest.mark.slow
@pytest.mark.parametrize(("n", "seeds"), [(50, 40), (400, 6)])
@pytest.mark.parametrize("name", NOISE)
def test_noise_has_no_clusters_whatever_the_seed(name: str, n: int, seeds: int) -> None:
    claims = sum(judged(NOISE[name], n, 100 + seed).found for seed in range(seeds))
    assert claims <= 0.05 * seeds


@pytest.mark.parametrize("cloud", [equal_blobs, unequal_blobs])
def test_four_clear_blobs_are_four(cloud: Cloud) -> None:
    found = judged(cloud, 80, 1)
    assert (found.k, found.found) == (4, True)
    assert found.stability is not None
    assert found.stability > 0.95
    assert found.sentence.startswith("4 clusters: a silhouette of 0.")


@pytest.mark.slow
@pytest.mark.parametrize(("n", "seeds"), [(60, 15), (400, 4)])
@pytest.mark.parametrize("cloud", [equal_blobs, unequal_blobs])
def test_four_clear_blobs_are_four_whatever_the_seed(cloud: Cloud, n: int, seeds: int) -> None:
    assert {judged(cloud, n, 200 + seed).k for seed in range(seeds)} == {4}


def test_one_odd_track_is_no_cluster() -> None:
    def cloud(rng: np.random.Generator, n: int) -> Vector:
        points = rng.normal(size=(n, 2))
        points[0] = [60, 60]
        return points

    assert judged(cloud, 60, 3).k == 1


def test_what_is_asked_for_is_done_and_the_verdict_says_what_it_is_worth() -> None:
    cut = judged(NOISE["one blob"], 50, 2, k=(3, 3))
    assert (cut.k, cut.found) == (3, False)
    assert "No clusters in these data, which were cut into 3 as asked" in cut.sentence
    best = judged(NOISE["one blob"], 50, 2, k=(3, 5))
    assert 3 <= best.k <= 5
    assert f"cut into {best.k}, the best of 3 to 5" in best.sentence
    other = judged(equal_blobs, 60, 2, k=(2, 2))
    assert (other.k, other.found) == (2, True)
    assert other.sentence.startswith("2 clusters, as asked; the data speak for 4: ")


def test_the_number_there_was_stays_where_it_is_about_as_good() -> None:
    def row(k: int, excess: float) -> KScore:
        return KScore(k, 0.5, 1.0, 1.0, 1.0, 0.0, 0.1, excess, 0.02, 9)

    table = ScoreTable((row(2, 0.20), row(3, 0.25), row(4, 0.26), row(5, 0.10)), 0.0)
    assert best_k(table, n=50) == 4
    assert best_k(table, n=50, familiar=3) == 3
    assert best_k(table, n=50, familiar=2) == 4
    assert best_k(table, n=50, familiar=9) == 4


def test_too_few_tracks_are_not_judged() -> None:
    few = judged(NOISE["uniform 2-d"], 9, 0)
    assert (few.k, few.found, few.table, few.stability) == (1, False, None, None)
    assert few.sentence == "No clusters: 9 tracks that sound different are too few to tell, 10 are needed."
    cut = judged(NOISE["uniform 2-d"], 5, 0, k=(3, 3))
    assert cut.k == 3
    assert "too few to tell whether there are any" in cut.sentence


@pytest.mark.parametrize(("n", "k"), [(2, 2), (5, 5), (5, 9)])
def test_more_clusters_than_tracks_are_refused(n: int, k: int) -> None:
    with pytest.raises(DiscoveryError, match=f"{k} clusters need {k + 1} tracks that sound different"):
        judged(NOISE["uniform 2-d"], n, 0, k=(k, k))


def test_identical_tracks_are_one_sound() -> None:
    points = np.zeros((20, 2))
    assert judge(points, points.astype(np.float32), ClusterRequest()).k == 1
    with pytest.raises(DiscoveryError, match="there are 1"):
        judge(points, points.astype(np.float32), ClusterRequest(k=(2, 2)))
    # twins beside others are no trouble
    twins = np.repeat(np.random.default_rng(0).normal(size=(12, 2)), 3, axis=0)
    assert judge(twins, twins.astype(np.float32), ClusterRequest()).table is not None


def test_of_many_tracks_a_sample_is_scored() -> None:
    found = judged(equal_blobs, 3000, 0, k=(4, 5))
    assert found.n_scored == 1000
    assert found.k == 4
