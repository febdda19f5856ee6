"""Effect sizes and their confidence intervals, all in closed form or nearly so: no chance, no seed."""

import math

import numpy as np

from tunescape.arrays import Vector

__all__ = ["cliffs_delta", "cliffs_delta_interval", "correlation_interval"]

Z_95 = 1.959964


def cliffs_delta(a: Vector, b: Vector) -> float:
    """Return how much more often a value of one group exceeds one of the other than falls below it.

    Parameters
    ----------
    a, b : np.ndarray [shape=(n_a,)], [shape=(n_b,)]
        All known; at least one in each.

    Returns
    -------
    float
        From -1, every value of a is below every one of b, to 1. It asks for no unit and no distribution, and
        no outlier moves it far.

    References
    ----------
    .. [1] N. Cliff, "Dominance statistics: ordinal analyses to answer ordinal questions", Psychological
       Bulletin 114(3), 1993.
    """
    ordered = np.sort(b)
    below, up_to = (np.searchsorted(ordered, a, side) for side in ("left", "right"))
    return float((below + up_to).mean() / len(b) - 1)


def cliffs_delta_interval(delta: float, n_a: int, n_b: int) -> tuple[float, float]:
    """Return a confidence interval of 95 % for Cliff's delta.

    All values t of theta = (delta + 1) / 2 are in it for which the estimate is at most 1.96 standard errors
    away, as these would be if t were true. So it never leaves -1 to 1, and has a width even where one group
    lies wholly above the other, where a bootstrap would give none.

    References
    ----------
    .. [1] R. G. Newcombe, "Confidence intervals for an effect size measure based on the Mann-Whitney
       statistic. Part 2: asymptotic methods and evaluation", Statistics in Medicine 25(4), 2006 (method 5).
    """
    theta, half = (delta + 1) / 2, (n_a + n_b) / 2 - 1

    def too_far(t: float) -> bool:
        factor = 1 + half * (1 - t) / (2 - t) + half * t / (1 + t)
        return (t - theta) ** 2 > Z_95**2 * t * (1 - t) * factor / (n_a * n_b)

    def border(inside: float, outside: float) -> float:
        if not too_far(outside):
            return outside
        for _ in range(50):
            middle = (inside + outside) / 2
            inside, outside = (inside, middle) if too_far(middle) else (middle, outside)
        return inside

    return 2 * border(theta, 0.0) - 1, 2 * border(theta, 1.0) - 1


def correlation_interval(rho: float, n: int) -> tuple[float, float]:
    """Return a confidence interval of 95 % for Spearman's rho of n > 3 pairs.

    References
    ----------
    .. [1] D. G. Bonett and T. A. Wright, "Sample size requirements for estimating Pearson, Kendall and
       Spearman correlations", Psychometrika 65(1), 2000.
    """
    centre = math.atanh(max(min(rho, 1 - 1e-12), -1 + 1e-12))
    width = Z_95 * math.sqrt((1 + rho**2 / 2) / (n - 3))
    return math.tanh(centre - width), math.tanh(centre + width)
