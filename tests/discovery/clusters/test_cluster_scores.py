"""The five scores: against scikit-learn and the definition of the gap statistic."""

import numpy as np
import pytest
from sklearn import metrics

from tunescape.discovery.clusters.algorithms import partition
from tunescape.discovery.clusters.scores import KScore, ScoreTable, gap_choice, score_range, uniform_reference


def test_scores_are_those_of_scikit_learn() -> None:
    points = np.random.default_rng(0).normal(size=(60, 4))
    table = score_range(points, [2, 3, 5], n_references=3)
    assert [row.k for row in table.rows] == [2, 3, 5]
    for row in table.rows:
        labels = partition(points, row.k, n_init=4).labels
        assert row.silhouette == pytest.approx(metrics.silhouette_score(points, labels))
        assert row.calinski_harabasz == pytest.approx(metrics.calinski_harabasz_score(points, labels))
        assert row.davies_bouldin == pytest.approx(metrics.davies_bouldin_score(points, labels))
        assert row.second_size == sorted(np.bincount(labels))[-2]


def test_the_gap_is_the_logarithm_of_the_inertia_against_scattered_points() -> None:
    points = np.random.default_rng(1).normal(size=(40, 3)) * [5, 1, 0.2]
    table = score_range(points, [2, 4], seed=9, n_references=6)
    rng = np.random.default_rng(9)
    logs = []
    for _ in range(6):
        reference = uniform_reference(points, rng)
        spread = ((reference - reference.mean(axis=0)) ** 2).sum()
        logs.append(
            [np.log(spread), *(np.log(partition(reference, k, seed=9, n_init=4).inertia) for k in (2, 4))]
        )
    expected = np.mean(logs, axis=0)
    assert table.gap_of_one == pytest.approx(
        expected[0] - np.log(((points - points.mean(axis=0)) ** 2).sum())
    )
    for row, log, error in zip(table.rows, expected[1:], np.std(logs, axis=0)[1:], strict=True):
        assert row.gap == pytest.approx(log - np.log(row.inertia))
        assert row.gap_error == pytest.approx(error * np.sqrt(1 + 1 / 6))


def test_the_reference_fills_the_box_along_the_principal_axes() -> None:
    rng = np.random.default_rng(2)
    turn = np.linalg.qr(rng.normal(size=(2, 2)))[0]
    box = rng.uniform([-10, -1], [10, 1], size=(2000, 2))
    reference = uniform_reference(box @ turn, rng) @ turn.T
    # one axis is ten times as long as the other, whichever way the cloud was turned
    assert np.ptp(reference[:, 0]) == pytest.approx(20, rel=0.02)
    assert np.ptp(reference[:, 1]) == pytest.approx(2, rel=0.1)
    assert abs(np.corrcoef(reference.T)[0, 1]) < 0.05


@pytest.mark.parametrize(
    ("gaps", "error", "expected"),
    [
        ([0.0, 0.5, 0.9, 0.8], 0.05, 3),
        ([0.3, 0.2, 0.1, 0.0], 0.05, 1),
        ([0.0, 0.1, 0.2, 0.3], 0.05, 4),
        # within the error, the smaller number is enough
        ([0.0, 0.5, 0.53, 0.6], 0.05, 2),
    ],
)
def test_the_gap_statistic_takes_the_first_k_that_is_as_good_as_the_next(
    gaps: list[float], error: float, expected: int
) -> None:
    rows = tuple(
        KScore(k, 0.0, 0.0, 0.0, 1.0, gap, error, 0.0, 0.1, 5) for k, gap in enumerate(gaps[1:], start=2)
    )
    assert gap_choice(ScoreTable(rows, gaps[0])) == expected
