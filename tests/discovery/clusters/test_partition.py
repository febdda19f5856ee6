"""Cutting clouds: against scikit-learn, and clouds whose clusters are known."""

import os
import subprocess
import sys

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from tunescape.arrays import Vector
from tunescape.discovery.clusters.algorithms import ALGORITHMS, partition, settled


def blobs(seed: int, sizes: tuple[int, ...] = (30, 20, 10, 5)) -> tuple[Vector, list[int]]:
    rng = np.random.default_rng(seed)
    centres = np.array([[0, 0], [9, 0], [0, 9], [9, 9]])
    labels = [i for i, size in enumerate(sizes) for _ in range(size)]
    return centres[labels] + rng.normal(size=(len(labels), 2)), labels


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_clear_blobs_are_found_and_numbered_by_size(algorithm: str) -> None:
    points, labels = blobs(1)
    cut = partition(points, 4, algorithm=algorithm)
    assert cut.labels.tolist() == labels
    np.testing.assert_allclose(cut.centres[2], points[50:60].mean(axis=0))
    assert cut.inertia == pytest.approx(
        sum(points[cut.labels == i].var(axis=0).sum() * s for i, s in enumerate((30, 20, 10, 5)))
    )


def test_earlier_clusters_go_on_where_they_are_about_as_good() -> None:
    # a ring can be cut anywhere
    angle = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    before = (4 * (angle + 0.4) / (2 * np.pi)).astype(np.int64) % 4
    cut = partition(ring, 4)
    assert adjusted_rand_score(before, cut.labels) < 0.9
    before_partly = np.where(np.arange(200) % 10, before, -1)
    grown = settled(ring, cut, before_partly)
    assert adjusted_rand_score(before, grown.labels) > adjusted_rand_score(before, cut.labels)
    assert grown.inertia <= 1.02 * cut.inertia
    # clusters that no longer fit do not
    points, labels = blobs(1)
    found = partition(points, 4)
    assert settled(points, found, np.arange(len(points)) % 4).labels.tolist() == labels
    assert settled(points, found, np.zeros(len(points), np.int64)) is found


def test_the_inertia_is_that_of_scikit_learn() -> None:
    points = np.random.default_rng(3).normal(size=(120, 5))
    reference = KMeans(5, n_init=10, random_state=7).fit(points)
    cut = partition(points, 5, seed=7)
    assert cut.inertia == pytest.approx(reference.inertia_, rel=1e-6)
    assert adjusted_rand_score(reference.labels_, cut.labels) == 1.0


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_points_are_not_changed_and_the_same_seed_gives_the_same(algorithm: str) -> None:
    points = np.random.default_rng(4).normal(size=(80, 3))
    before = points.copy()
    first, again = (partition(points, 6, algorithm=algorithm, seed=5) for _ in range(2))
    np.testing.assert_array_equal(points, before)
    np.testing.assert_array_equal(first.labels, again.labels)
    np.testing.assert_array_equal(first.centres, again.centres)


@pytest.mark.slow
def test_the_number_of_threads_changes_nothing() -> None:
    code = (
        "import numpy as np\n"
        "from tunescape.discovery.clusters.algorithms import partition\n"
        "from tunescape.discovery.projection import principal_axes\n"
        "from threadpoolctl import threadpool_limits\n"
        "rows = np.random.default_rng(0).normal(size=(3000, 60)).astype('f4')\n"
        "with threadpool_limits(1):\n"
        "    frame = principal_axes(rows, n_components=8)\n"
        "    points = frame.project(rows)\n"
        "    cut = partition(points, 7)\n"
        "print(points.tobytes().hex()[:200000:97], cut.labels.tolist(), cut.inertia.hex())\n"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "OMP_NUM_THREADS": n, "OPENBLAS_NUM_THREADS": n},
            capture_output=True,
            check=True,
        ).stdout
        for n in ("1", "4")
    ]
    assert outputs[0] == outputs[1]
