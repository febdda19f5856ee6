"""Tests that look at many measures at once, and together are wrong as seldom as one.

Everything here is arrays in, arrays out. Not-a-number stands for what is not known of a track.
"""

import itertools
import math
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from tunescape.arrays import Vector

__all__ = [
    "least_p_value",
    "permutation_p_values",
    "rank_correlation_test",
    "ranks",
    "two_sample_test",
]

MOST_EXACT_SPLITS = 20_000
RANDOM_SPLITS = 9_999
LEAST_RANDOM_SPLITS = 1_999
WORK = 20_000_000
"""Tracks times splits: so many are looked at, so that large groups cost seconds, too, with fewer splits."""

PRIOR = 4
"""Degrees of freedom with which the variance of both groups together stands in for that of a small one."""

SMALLEST_SPREAD = 1e-3
"""Of the standard deviation: no standard error counts as smaller, so that equal values do not divide by 0."""


def least_p_value(n_a: int, n_b: int) -> float:
    """Return the smallest p-value that groups of these sizes can have: the share of the extreme splits."""
    return (2 if n_a == n_b else 1) / math.comb(n_a + n_b, n_a)


def two_sample_test(
    x: Vector, in_a: npt.NDArray[np.bool_], *, seed: int = 0, n_random: int | None = None
) -> tuple[Vector, Vector]:
    """Test for every measure whether two groups differ, by permutation.

    The statistic is Welch's, whose division by the standard error keeps the test honest where spreads differ
    [2]_; but the variance of a group is drawn towards that of both [3]_, for among six tracks taken at random
    it is often near 0 by chance alone. Every split of the tracks into groups of the same sizes is compared
    with the one at hand, or, where there are more than 20,000, a random sample of them.

    Parameters
    ----------
    x : np.ndarray [shape=(n, n_measures)]
        On scales on which a difference means the same everywhere (decibels, logarithms).
    in_a : np.ndarray [shape=(n,), dtype=bool]
        At least one of each kind.
    seed : int
        Chooses the random sample.
    n_random : int, optional
        How many random splits; by default as many as :data:`WORK` allows, from 1,999 to 9,999.

    Returns
    -------
    p_values, p_adjusted : np.ndarray [shape=(n_measures,)]
        Two-sided; see :func:`permutation_p_values`.

    References
    ----------
    .. [1] P. H. Westfall and S. S. Young, "Resampling-based multiple testing", Wiley, 1993.
    .. [2] E. Chung and J. P. Romano, "Exact and asymptotically robust permutation tests", Annals of
       Statistics 41(2), 2013.
    .. [3] G. K. Smyth, "Linear models and empirical Bayes methods for assessing differential expression in
       microarray experiments", Statistical Applications in Genetics and Molecular Biology 3(1), 2004.
    """
    values, known = _standardised(x)
    squares = values**2
    n_known, total, total_squares = known.sum(axis=0), values.sum(axis=0), squares.sum(axis=0)

    def welch(a: Vector) -> Vector:
        n_a, sum_a, squares_a = a @ known, a @ values, a @ squares
        n_b, sum_b, squares_b = n_known - n_a, total - sum_a, total_squares - squares_a
        within_a = squares_a - sum_a**2 / np.maximum(n_a, 1)
        within_b = squares_b - sum_b**2 / np.maximum(n_b, 1)
        pooled = (within_a + within_b) / np.maximum(n_known - 2, 1)
        error_a, error_b = (
            (PRIOR * pooled + within) / (PRIOR + n - 1) / np.maximum(n, 1)
            for n, within in ((n_a, within_a), (n_b, within_b))
        )
        difference = sum_a / np.maximum(n_a, 1) - sum_b / np.maximum(n_b, 1)
        statistics: Vector = difference / np.sqrt(np.maximum(error_a + error_b, 0) + SMALLEST_SPREAD**2)
        return np.where((n_a > 1) & (n_b > 1), np.abs(statistics), 0.0)

    return permutation_p_values(_splits(in_a, seed, n_random), welch)


def rank_correlation_test(
    x: Vector, y: Vector, *, seed: int = 0, n_random: int | None = None
) -> tuple[Vector, Vector, Vector]:
    """Correlate every measure with a number known of each track, by rank, and test that by permutation.

    Parameters
    ----------
    x : np.ndarray [shape=(n, n_measures)]
    y : np.ndarray [shape=(n,)]
        All known, not all the same.
    seed : int
    n_random : int, optional
        As for :func:`two_sample_test`.

    Returns
    -------
    rho : np.ndarray [shape=(n_measures,)]
        Spearman's, -1 to 1; 0 where a measure does not vary. Where a measure is not known of every track, the
        ranks of y are still those among all.
    p_values, p_adjusted : np.ndarray [shape=(n_measures,)]
        Two-sided; see :func:`permutation_p_values`.
    """
    values, known = _standardised(ranks(x))
    column = ranks(y[:, np.newaxis])[:, 0]
    column = (column - column.mean()) / column.std()
    n_known, total, total_squares = known.sum(axis=0), values.sum(axis=0), (values**2).sum(axis=0)

    def correlations(order: Vector) -> Vector:
        c_sum, c_squares, products = order @ known, order**2 @ known, order @ values
        spread = (n_known * total_squares - total**2) * (n_known * c_squares - c_sum**2)
        covariance = n_known * products - c_sum * total
        enough = spread > 1e-9 * np.maximum(n_known, 1) ** 4
        rho: Vector = np.where(enough, covariance / np.sqrt(np.where(enough, spread, 1)), 0)
        return np.clip(rho, -1, 1)

    def statistics(orders: Vector) -> Vector:
        rho = correlations(orders)
        studentised: Vector = np.abs(rho) * np.sqrt(
            np.maximum(n_known - 2, 0) / (1 - rho**2 + SMALLEST_SPREAD**2)
        )
        return studentised

    p_values, p_adjusted = permutation_p_values(_shuffles(column, seed, n_random), statistics)
    return correlations(column[np.newaxis])[0], p_values, p_adjusted


def permutation_p_values(
    labellings: Iterator[Vector], statistics: Callable[[Vector], Vector]
) -> tuple[Vector, Vector]:
    """Turn what other labellings give into p-values, each alone and all together.

    Adjusted p-values are those of the step-down maximum: each measure is held against the largest statistic
    among itself and all that are less extreme, labelling by labelling. That respects how measures hang
    together (two that always agree count as one, where Holm's correction would count two), and keeps the
    probability of even one false claim at what is asked for [1]_.

    Parameters
    ----------
    labellings : iterator of np.ndarray [shape=(n_labellings, n)]
        In portions; the first row of the first is the labelling at hand, the others, which may repeat it, are
        as likely where nothing differs.
    statistics : callable
        From a portion to statistics [shape=(n_labellings, n_measures)], large where something differs.

    Returns
    -------
    p_values, p_adjusted : np.ndarray [shape=(n_measures,)]

    References
    ----------
    .. [1] P. H. Westfall and S. S. Young, "Resampling-based multiple testing", Wiley, 1993, algorithm 4.1.
    """
    table = np.concatenate([statistics(portion) for portion in labellings])
    order = np.argsort(table[0], kind="stable")
    ascending = table[:, order]
    # what differs by rounding only is equal
    observed = ascending[0] * (1 - 1e-7)
    alone = (ascending >= observed).mean(axis=0)
    together = (np.maximum.accumulate(ascending, axis=1) >= observed).mean(axis=0)
    monotone = np.maximum.accumulate(together[::-1])[::-1]
    p_values, p_adjusted = np.empty((2, len(order)))
    p_values[order], p_adjusted[order] = alone, monotone
    return p_values, p_adjusted


def _splits(in_a: npt.NDArray[np.bool_], seed: int, n_random: int | None) -> Iterator[Vector]:
    n, n_a = len(in_a), int(in_a.sum())
    if math.comb(n, n_a) > MOST_EXACT_SPLITS:
        yield from _shuffles(in_a.astype(np.float64), seed, n_random)
        return
    yield in_a[np.newaxis].astype(np.float64)
    every = np.array(list(itertools.combinations(range(n), n_a)))
    labels = np.zeros((len(every), n))
    np.put_along_axis(labels, every, 1.0, axis=1)
    # the split at hand is among them, and has been counted
    yield labels[(labels != in_a).any(axis=1)]


def _shuffles(labels: Vector, seed: int, n_random: int | None) -> Iterator[Vector]:
    n = len(labels)
    count = min(max(WORK // n, LEAST_RANDOM_SPLITS), RANDOM_SPLITS) if n_random is None else n_random
    rng = np.random.default_rng(seed)
    yield labels[np.newaxis]
    at_once = max(1, min(1_000, 2_000_000 // n))
    for first in range(0, count, at_once):
        yield rng.permuted(np.tile(labels, (min(at_once, count - first), 1)), axis=1)


def _standardised(x: Vector) -> tuple[Vector, Vector]:
    # values of mean 0 and deviation 1, 0 where nothing is known or nothing varies; and 1 where one is known
    known = np.isfinite(x)
    filled = np.where(known, x, 0.0)
    count = np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, filled - filled.sum(axis=0) / count, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / count)
    varies = spread > 1e-9 * np.maximum(np.abs(filled).max(axis=0, initial=0.0), 1e-9)
    return np.where(varies, centred / np.where(varies, spread, 1), 0.0), known.astype(np.float64)


def ranks(x: Vector) -> Vector:
    """Rank each column from 1, equal values sharing the mean of their ranks; what is not known stays so.

    Parameters
    ----------
    x : np.ndarray [shape=(n, n_columns)]

    Returns
    -------
    np.ndarray [shape=(n, n_columns), dtype=float64]
    """
    ranked = np.full(x.shape, np.nan)
    for column, row in zip(x.T, ranked.T, strict=True):
        known = np.isfinite(column)
        ordered = np.sort(column[known])
        below, up_to = (np.searchsorted(ordered, column[known], side) for side in ("left", "right"))
        row[known] = (below + up_to + 1) / 2
    return ranked
