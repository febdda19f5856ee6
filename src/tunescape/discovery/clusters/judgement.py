"""From points and a request to a number of clusters, with the reasons for it."""

from dataclasses import dataclass

import numpy as np

from tunescape.arrays import FloatArray, IntArray, Vector
from tunescape.discovery.clusters.request import LEAST_FOR_VERDICT, ClusterRequest, ks_to_score
from tunescape.discovery.clusters.scores import ScoreTable, score_range
from tunescape.discovery.clusters.stability import stability
from tunescape.discovery.clusters.verdict import Verdict, best_k, verdict

__all__ = ["MOST_SCORED", "Judgement", "judge"]

MOST_SCORED = 1_000
"""Tracks that are scored; of more, a random sample."""


@dataclass(frozen=True)
class Judgement:
    """How many clusters to make.

    Attributes
    ----------
    k : int
        1 where none were found and no number was asked for.
    found : bool
        Whether the data show clusters.
    sentence : str
    stability : float or None
        Mean adjusted Rand index over subsamples: of k clusters; where k is 1, of the best cut. None where
        there are too few tracks to tell.
    table : ScoreTable or None
    n_scored : int
    """

    k: int
    found: bool
    sentence: str
    stability: float | None
    table: ScoreTable | None
    n_scored: int


def judge(
    points: Vector, rows: FloatArray, request: ClusterRequest, *, familiar: int | None = None
) -> Judgement:
    """Decide on a number of clusters.

    Parameters
    ----------
    points : np.ndarray [shape=(n, n_components), dtype=float64]
        n >= 2.
    rows : np.ndarray [shape=(n, n_dimensions)]
        What they are projections of: equal rows are equal sounds, which rounding may hide in points.
    request : ClusterRequest
    familiar : int, optional
        The number of clusters there was before; see :func:`~tunescape.discovery.clusters.verdict.best_k`.

    Returns
    -------
    Judgement

    Raises
    ------
    DiscoveryError
        If more clusters are asked for than can be.
    """
    chosen = _sample(len(points), request.seed)
    scored = points[chosen]
    n_different = len(np.unique(rows[chosen], axis=0))
    ks = ks_to_score(request, n_different=n_different)
    if not ks:
        sentence = (
            f"No clusters: {n_different} tracks that sound different are too few to tell, "
            f"{LEAST_FOR_VERDICT} are needed."
        )
        return Judgement(1, False, sentence, None, None, len(chosen))
    how = {"algorithm": request.algorithm, "seed": request.seed}
    table = score_range(scored, ks, **how)  # type: ignore[arg-type]
    best = best_k(table, n=len(scored), familiar=familiar)
    stable = stability(scored, best, **how)  # type: ignore[arg-type]
    found = verdict(table, n=len(scored), k=best, stability=stable)
    k = request.exact_k or (1 if request.k is None and not found.found else best)
    if k not in (1, best):
        stable = stability(scored, k, **how)  # type: ignore[arg-type]
    sentence = _sentence(found, request, k, n_different)
    return Judgement(k, found.found, sentence, stable, table, len(chosen))


def _sample(n: int, seed: int) -> IntArray:
    if n <= MOST_SCORED:
        return np.arange(n)
    chosen: IntArray = np.sort(np.random.default_rng(seed).choice(n, MOST_SCORED, replace=False))
    return chosen


def _sentence(found: Verdict, request: ClusterRequest, k: int, n_different: int) -> str:
    if n_different < LEAST_FOR_VERDICT:
        return (
            f"{k} clusters, as asked; {n_different} tracks that sound different are too few to tell whether "
            f"there are any, {LEAST_FOR_VERDICT} are needed."
        )
    if not found.found:
        asked = ""
        if request.exact_k:
            asked = f" in these data, which were cut into {k} as asked"
        elif request.k:
            asked = f" in these data, which were cut into {k}, the best of {request.k[0]} to {request.k[1]}"
        return f"No clusters{asked}: {found.reasons}"
    if request.exact_k and k != found.best_k:
        return f"{k} clusters, as asked; the data speak for {found.best_k}: {found.reasons}"
    return f"{k} clusters: {found.reasons}"
