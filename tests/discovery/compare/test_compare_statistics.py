"""The tests: against SciPy, against exact answers, and how often they cry wolf."""

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from tunescape.discovery.compare.effects import cliffs_delta, cliffs_delta_interval, correlation_interval
from tunescape.discovery.compare.statistics import (
    least_p_value,
    rank_correlation_test,
    ranks,
    two_sample_test,
)


def first(n: int, n_a: int) -> np.ndarray:
    return np.arange(n) < n_a


def test_small_groups_are_tested_exactly() -> None:
    # equal sizes: the moderated statistic orders the splits as the difference of the means does
    rng = np.random.default_rng(3)
    x = rng.normal(size=(12, 1))
    x[:6] += 1
    p_values, p_adjusted = two_sample_test(x, first(12, 6))
    reference = scipy.stats.permutation_test(
        (x[:6, 0], x[6:, 0]), lambda a, b: a.mean() - b.mean(), n_resamples=math.inf
    )
    assert p_values[0] == pytest.approx(reference.pvalue)
    assert p_adjusted[0] == p_values[0]


def test_a_clear_gap_has_the_least_p_value_there_is() -> None:
    x = np.concatenate([np.linspace(5, 6, 6), np.linspace(0, 1, 6)])[:, np.newaxis]
    p_values, _ = two_sample_test(x, first(12, 6))
    assert p_values[0] == pytest.approx(2 / 924)
    assert least_p_value(6, 6) == pytest.approx(2 / 924)
    assert least_p_value(3, 3) > 0.05
    assert least_p_value(3, 4) < 0.05


def test_large_groups_agree_with_welch() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(120, 8)) + np.outer(first(120, 50), np.linspace(0, 0.6, 8))
    p_values, _ = two_sample_test(x, first(120, 50))
    welch = scipy.stats.ttest_ind(x[:50], x[50:], equal_var=False).pvalue
    np.testing.assert_allclose(p_values, welch, atol=0.02)


def test_twice_the_same_measure_costs_nothing() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(40, 1)) + 0.9 * first(40, 20)[:, np.newaxis]
    alone = two_sample_test(x, first(40, 20))[1][0]
    together = two_sample_test(np.tile(x, 30), first(40, 20))[1]
    np.testing.assert_allclose(together, alone)
    assert alone < 0.02


def test_what_is_not_known_does_not_count() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(60, 2)) + 2.0 * first(60, 30)[:, np.newaxis]
    x[::3, 0] = np.nan
    known = np.isfinite(x[:, 0])
    p_values, _ = two_sample_test(x, first(60, 30))
    alone, _ = two_sample_test(x[known, :1], first(60, 30)[known])
    assert p_values[0] == pytest.approx(alone[0], abs=0.005)


def test_what_does_not_vary_differs_in_nothing() -> None:
    x = np.stack([np.full(10, 3.3), np.repeat([0.1, 0.7], 5)], axis=1)
    p_values, p_adjusted = two_sample_test(x, first(10, 5))
    assert (p_values[0], p_adjusted[0]) == (1, 1)
    assert p_values[1] == pytest.approx(2 / 252)


@given(seed=st.integers(0, 1000), n_a=st.integers(2, 8), n_b=st.integers(2, 8))
def test_adjusting_never_lowers_and_keeps_the_order(seed: int, n_a: int, n_b: int) -> None:
    x = np.random.default_rng(seed).normal(size=(n_a + n_b, 5))
    p_values, p_adjusted = two_sample_test(x, first(n_a + n_b, n_a), n_random=50)
    assert (p_adjusted >= p_values - 1e-12).all()
    assert ((p_values > 0) & (p_adjusted <= 1)).all()
    swapped = two_sample_test(x, ~first(n_a + n_b, n_a), n_random=50)[0]
    if math.comb(n_a + n_b, n_a) <= 20_000:
        np.testing.assert_allclose(swapped, p_values)


def claims(n_a: int, n_b: int, n_runs: int) -> int:
    """Runs of two samples of one distribution, of 20 correlated measures, in which any p is below 5 %."""
    rng = np.random.default_rng(n_a)
    mixing = rng.normal(size=(6, 20))
    count = 0
    for run in range(n_runs):
        x = np.exp(0.5 * rng.normal(size=(n_a + n_b, 6)) @ mixing)  # skewed, as tags are
        _, p_adjusted = two_sample_test(x, first(n_a + n_b, n_a), seed=run, n_random=299)
        count += bool((p_adjusted <= 0.05).any())
    return count


@pytest.mark.parametrize(("n_a", "n_b"), [(20, 20), (6, 40), (5, 5)])
def test_chance_claims_a_difference_in_one_run_of_twenty(n_a: int, n_b: int) -> None:
    low, high = scipy.stats.binom.ppf([0.0005, 0.9995], 200, 0.05)
    assert low <= claims(n_a, n_b, 200) <= high


def test_rank_correlations_are_spearmans() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(50, 6)), rng.normal(size=50)
    x[:, 1] += y
    x[:, 2] = np.round(x[:, 2])
    rho, p_values, p_adjusted = rank_correlation_test(x, y)
    for i in range(6):
        reference = scipy.stats.spearmanr(x[:, i], y)
        assert rho[i] == pytest.approx(reference.statistic)
        assert p_values[i] == pytest.approx(reference.pvalue, abs=0.02)
    assert p_adjusted[1] < 0.001
    assert p_adjusted[np.arange(6) != 1].min() > 0.05


def test_a_correlation_of_what_does_not_vary_is_none() -> None:
    x = np.stack([np.full(9, 2.0), np.arange(9.0)], axis=1)
    rho, p_values, _ = rank_correlation_test(x, np.arange(9.0))
    np.testing.assert_allclose(rho, [0, 1])
    assert p_values[0] == 1
    assert p_values[1] < 0.01


def test_correlations_cry_wolf_in_one_run_of_twenty() -> None:
    rng = np.random.default_rng(5)
    count = 0
    for run in range(200):
        x, y = rng.normal(size=(25, 3)) @ rng.normal(size=(3, 15)), rng.exponential(size=25)
        x[rng.random(x.shape) < 0.1] = np.nan
        count += bool((rank_correlation_test(x, y, seed=run, n_random=299)[2] <= 0.05).any())
    low, high = scipy.stats.binom.ppf([0.0005, 0.9995], 200, 0.05)
    assert low <= count <= high


def test_ranks_are_scipys() -> None:
    x = np.array([[3.0, 1], [1, 1], [2, 5], [1, 0]])
    np.testing.assert_array_equal(ranks(x), scipy.stats.rankdata(x, axis=0))
    assert np.isnan(ranks(np.array([[np.nan], [1.0]]))[0, 0])


@given(a=st.lists(st.integers(0, 5), min_size=1, max_size=9), b=st.lists(st.integers(0, 5), min_size=1))
def test_delta_counts_pairs(a: list[int], b: list[int]) -> None:
    pairs = [np.sign(x - y) for x in a for y in b]
    assert cliffs_delta(np.array(a), np.array(b)) == pytest.approx(np.mean(pairs))


@given(delta=st.floats(-1, 1), n_a=st.integers(2, 200), n_b=st.integers(2, 200))
def test_the_interval_holds_the_estimate_and_stays_within_its_range(delta: float, n_a: int, n_b: int) -> None:
    low, high = cliffs_delta_interval(delta, n_a, n_b)
    assert -1 <= low <= delta + 1e-9
    assert delta - 1e-9 <= high <= 1
    assert high > low
    assert cliffs_delta_interval(-delta, n_a, n_b) == pytest.approx((-high, -low), abs=1e-6)


@pytest.mark.parametrize(("n", "shift"), [(6, 0.0), (6, 2.0), (25, 1.0)])
def test_the_interval_holds_the_truth_in_95_of_100_runs(n: int, shift: float) -> None:
    truth = 2 * scipy.stats.norm.cdf(shift / math.sqrt(2)) - 1
    rng = np.random.default_rng(n)
    held = 0
    for _ in range(400):
        delta = cliffs_delta(rng.normal(size=n) + shift, rng.normal(size=n))
        low, high = cliffs_delta_interval(delta, n, n)
        held += low <= truth <= high
    assert held >= scipy.stats.binom.ppf(0.001, 400, 0.95)


def test_the_interval_of_a_correlation_is_fishers() -> None:
    low, high = correlation_interval(0.5, 103)
    width = 1.959964 * math.sqrt(1.125 / 100)
    assert (low, high) == pytest.approx(
        (math.tanh(math.atanh(0.5) - width), math.tanh(math.atanh(0.5) + width))
    )
    assert correlation_interval(1.0, 10)[1] == pytest.approx(1)
