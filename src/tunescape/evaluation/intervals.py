"""How far a mean over queries may be from the truth: bootstrap intervals.

References
----------
.. [1] B. Efron, R. Tibshirani, "An introduction to the bootstrap", Chapman & Hall, 1993, chapter 13.
"""

import numpy as np
import numpy.typing as npt

from tunescape.arrays import Vector
from tunescape.errors import EvaluationError

__all__ = ["bootstrap_interval", "validate"]

_DRAWN_AT_ONCE = 2**22
"""Values held in memory at a time, however many queries there are."""


def validate(values: Vector) -> None:
    """Raise an EvaluationError unless values are [shape=(n,)], n >= 2, and finite."""
    if values.ndim != 1 or len(values) < 2 or not np.isfinite(values).all():
        raise EvaluationError("an interval needs at least two values, all of them numbers")


def bootstrap_interval(
    values: npt.ArrayLike, *, confidence: float = 0.95, n_resamples: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """Return the percentile bootstrap interval of a mean.

    Parameters
    ----------
    values : array-like [shape=(n,)]
        One per query.
    confidence : float in (0, 1)
    n_resamples : int > 0
    seed : int >= 0

    Returns
    -------
    low, high : float
        The quantiles of the means of ``n_resamples`` samples, drawn from the values with replacement.

    Raises
    ------
    EvaluationError
        If there are fewer than two values, or one is no number.
    """
    sample = np.asarray(values, dtype=np.float64)
    validate(sample)
    rng = np.random.default_rng(seed)
    n = len(sample)
    step = max(1, _DRAWN_AT_ONCE // n)
    means = [
        sample[rng.integers(n, size=(min(step, n_resamples - first), n))].mean(axis=1)
        for first in range(0, n_resamples, step)
    ]
    tail = (1 - confidence) / 2
    low, high = np.quantile(np.concatenate(means), [tail, 1 - tail])
    return float(low), float(high)
