import numpy as np
import pytest
from scipy import stats

from tunescape.errors import EvaluationError
from tunescape.evaluation.intervals import bootstrap_interval


def test_it_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    truth = 0.75  # the mean of Beta(3, 1): skewed, as average precisions are
    covered = []
    for trial in range(400):
        low, high = bootstrap_interval(rng.beta(3, 1, size=60), n_resamples=600, seed=trial)
        covered.append(low <= truth <= high)
    # 0.94 in 2,000 trials; a binomial of 400 stays within 0.035 of that all but once in a hundred
    assert 0.905 <= np.mean(covered) <= 0.98


def test_it_agrees_with_scipy() -> None:
    values = np.random.default_rng(1).random(80)
    reference = stats.bootstrap((values,), np.mean, method="percentile", n_resamples=20_000, rng=2)
    assert bootstrap_interval(values) == pytest.approx(tuple(reference.confidence_interval), abs=0.003)


def test_more_confidence_is_wider_and_many_values_are_drawn_in_parts() -> None:
    values = np.random.default_rng(2).random(30_000)
    narrow, wide = (bootstrap_interval(values, confidence=c, n_resamples=300) for c in (0.5, 0.99))
    assert wide[0] < narrow[0] < values.mean() < narrow[1] < wide[1]


def test_the_seed_decides_and_nothing_else() -> None:
    values = np.random.default_rng(3).random(10)
    assert bootstrap_interval(values, seed=3) == bootstrap_interval(values, seed=3)
    assert bootstrap_interval(values, seed=3) != bootstrap_interval(values, seed=4)
    assert bootstrap_interval([0.5, 0.5]) == (0.5, 0.5)


@pytest.mark.parametrize("values", [[], [1.0], [1.0, np.nan], [[1.0, 2.0]]])
def test_too_little_is_refused(values: list[float]) -> None:
    with pytest.raises(EvaluationError, match="at least two values"):
        bootstrap_interval(values)
