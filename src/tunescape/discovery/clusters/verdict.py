"""How many clusters the data show, if any, and why."""

from dataclasses import dataclass

from tunescape.discovery.clusters.scores import KScore, ScoreTable, gap_choice

__all__ = ["LEAST_STABILITY", "Verdict", "best_k", "verdict"]

LEAST_DEVIATIONS = 4.0
"""Standard deviations by which the best silhouette has to exceed that of structureless points. In 160 clouds
of evenly scattered points, the luckiest of up to 11 numbers of clusters reached 3.9."""

LEAST_EXCESS = 0.05
"""How far the silhouette has to exceed that of structureless points: among thousands of tracks the slightest
unevenness is beyond chance, and still no cluster."""

LEAST_STABILITY = 0.5
"""Adjusted Rand index of subsamples below which clusters cannot be relied on."""

LEAST_SIZE, LEAST_SHARE = 3, 0.02
"""Tracks, and share of all, that two clusters must have each: a single odd track is no second cluster."""


@dataclass(frozen=True)
class Verdict:
    """What the scores say.

    Attributes
    ----------
    found : bool
        Whether the data show clusters.
    best_k : int
        The number of clusters they speak for most.
    reasons : str
        Sentences with the numbers.
    """

    found: bool
    best_k: int
    reasons: str


def best_k(table: ScoreTable, *, n: int, familiar: int | None = None) -> int:
    """Return the number of clusters that stands out most from structureless points.

    That is the one whose silhouette exceeds the mean silhouette of evenly scattered points most.

    Parameters
    ----------
    table : ScoreTable
    n : int
        Tracks that were scored.
    familiar : int, optional
        The number there was before. It stays where it comes within a standard deviation of the best one, so
        that a few new tracks do not turn everything over.

    Returns
    -------
    int
        Among numbers for which at least two clusters have a few tracks, where there are any.
    """
    rows = [row for row in table.rows if _is_balanced(row, n)] or list(table.rows)
    best = max(rows, key=lambda row: row.excess)
    kept = [row for row in rows if row.k == familiar and row.excess >= best.excess - best.spread]
    return kept[0].k if kept else best.k


def verdict(table: ScoreTable, *, n: int, k: int, stability: float) -> Verdict:
    """Judge whether the data show clusters.

    They do where, for the best number of clusters, the silhouette exceeds that of evenly scattered points by
    at least 4 standard deviations and by 0.05, subsamples agree with an adjusted Rand index of at least 0.5,
    and at least two clusters have a few tracks each.

    Parameters
    ----------
    table : ScoreTable
    n : int
        Tracks that were scored.
    k : int
        Of :func:`best_k`.
    stability : float
        Of so many clusters.

    Returns
    -------
    Verdict
    """
    row = table.row(k)
    deviations = row.excess / row.spread if row.spread > 0 else 0.0
    against = _objection(row, n, deviations, stability)
    gap_k = gap_choice(table)
    gap = f"The gap statistic alone would say {gap_k if gap_k > 1 else 'none'}."
    if against:
        return Verdict(False, row.k, f"{against} {gap}")
    reasons = (
        f"a silhouette of {row.silhouette:.2f}, {row.excess:.2f} above that of evenly scattered points "
        f"({deviations:.0f} standard deviations); subsamples of 80 % agree with an adjusted Rand index of "
        f"{stability:.2f}. {gap}"
    )
    return Verdict(True, row.k, reasons)


def _objection(row: KScore, n: int, deviations: float, stability: float) -> str | None:
    """Say why there are no clusters, or nothing if there are."""
    expected = row.silhouette - row.excess
    if not _is_balanced(row, n):
        return f"every cut leaves all but a few odd tracks in one piece (k = {row.k} comes nearest)."
    if deviations < LEAST_DEVIATIONS or row.excess < LEAST_EXCESS:
        return (
            f"the best cut, into {row.k}, has a silhouette of {row.silhouette:.2f}, and evenly scattered "
            f"points reach {expected:.2f} ± {row.spread:.2f}."
        )
    if stability < LEAST_STABILITY:
        return (
            f"the best cut, into {row.k}, comes out differently where a fifth of the tracks is left out "
            f"(adjusted Rand index {stability:.2f}, at least {LEAST_STABILITY} is asked for)."
        )
    return None


def _is_balanced(row: KScore, n: int) -> bool:
    return row.second_size >= max(LEAST_SIZE, LEAST_SHARE * n)
