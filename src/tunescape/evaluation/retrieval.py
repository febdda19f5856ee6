"""Leave-one-out retrieval: each track is to find those of its label among all others, ranked by cosine.

References
----------
.. [1] C. D. Manning, P. Raghavan, H. Schütze, "Introduction to information retrieval", 2008, chapter 8:
   precision at k and mean average precision.
.. [2] E. Pampalk, A. Flexer, G. Widmer, "Improvements of audio-based music similarity and genre
   classification", ISMIR 2005: the artist filter.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from tunescape.arrays import FloatArray, Vector
from tunescape.errors import EvaluationError
from tunescape.evaluation.artists import artist_numbers
from tunescape.evaluation.intervals import bootstrap_interval

__all__ = [
    "QueryScores",
    "RetrievalScores",
    "average_precision",
    "ceiling",
    "chance",
    "evaluate",
    "precision_at",
    "rank",
    "validate",
]

_QUERIES_AT_ONCE = 256

Relevance = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class QueryScores:
    """The scores of each query.

    Attributes
    ----------
    queries : np.ndarray [shape=(n_queries,)]
        Rows that were queries: those with at least one other track to find.
    one_nn, precision_at_5, precision_at_10, average_precision : np.ndarray [shape=(n_queries,)]
        0 to 1.
    """

    queries: npt.NDArray[np.intp]
    one_nn: Vector
    precision_at_5: Vector
    precision_at_10: Vector
    average_precision: Vector


@dataclass(frozen=True)
class RetrievalScores:
    """Means over queries, with 95 % bootstrap intervals."""

    n_queries: int
    one_nn: float
    precision_at_5: float
    precision_at_10: float
    map: float
    one_nn_ci: tuple[float, float] | None = None
    map_ci: tuple[float, float] | None = None


def validate(vectors: FloatArray, labels: Sequence[str], artists: Sequence[str | None] | None = None) -> None:
    """Check that there is something to find.

    Parameters
    ----------
    vectors : np.ndarray [shape=(n, n_dimensions)]
    labels : sequence of str, n long
    artists : sequence of str or None, n long, optional

    Raises
    ------
    EvaluationError
        If shapes disagree, a value is no number, all labels are the same, or no track has another to find.
    """
    if vectors.ndim != 2 or len(vectors) != len(labels) or (artists and len(artists) != len(labels)):
        raise EvaluationError("there must be one vector, one label and one artist per track")
    if not np.isfinite(vectors).all():
        raise EvaluationError("the space holds values that are not numbers")
    if len(set(labels)) < 2:
        raise EvaluationError("all tracks have the same label", hint="give music of at least two")
    voices = Counter(label for label, _ in {*zip(labels, artist_numbers(artists, len(labels)), strict=True)})
    if max(voices.values()) < 2:
        whose = "another artist's track" if artists else "another track"
        raise EvaluationError(f"no track has {whose} of its label to find", hint="give several per label")


def rank(
    vectors: FloatArray, labels: Sequence[str], *, artists: Sequence[str | None] | None = None
) -> QueryScores:
    """Rank for each track all others by cosine, and score the ranking.

    Parameters
    ----------
    vectors : np.ndarray [shape=(n, n_dimensions)]
        Unit vectors; equal cosines rank in the order of rows.
    labels : sequence of str, n long
    artists : sequence of str or None, n long, optional
        The artist filter: tracks by the artist of the query are not candidates. None is an artist of its own.

    Returns
    -------
    QueryScores
    """
    _, names = np.unique(np.asarray(labels), return_inverse=True)
    numbers = artist_numbers(artists, len(names))
    rows = vectors.astype(np.float64)
    blocks = []
    # on several threads the last digits would depend on the machine
    with threadpool_limits(limits=1, user_api="blas"):
        for first in range(0, len(rows), _QUERIES_AT_ONCE):
            queries = np.arange(first, min(first + _QUERIES_AT_ONCE, len(rows)))
            allowed = numbers[queries][:, np.newaxis] != numbers
            cosines = np.where(allowed, rows[queries] @ rows.T, -np.inf)
            order = np.argsort(-cosines, axis=1, kind="stable")
            wanted = (names[queries][:, np.newaxis] == names) & allowed
            relevant = np.take_along_axis(wanted, order, axis=1)
            answerable = relevant.any(axis=1)
            blocks.append(_score(queries[answerable], relevant[answerable]))
    return QueryScores(*(np.concatenate(column) for column in zip(*blocks, strict=True)))


def precision_at(relevant: Relevance, k: int) -> Vector:
    """Return for each row the share of hits among its first k, missing ranks counting as misses."""
    share: Vector = relevant[:, :k].sum(axis=1) / k
    return share


def average_precision(relevant: Relevance) -> Vector:
    """Return for each row the mean of the precisions at the ranks of its hits; each row has one at least."""
    hits = np.cumsum(relevant, axis=1)
    precisions = np.where(relevant, hits / np.arange(1, relevant.shape[1] + 1), 0.0)
    mean: Vector = precisions.sum(axis=1) / relevant.sum(axis=1)
    return mean


def chance(labels: Sequence[str], artists: Sequence[str | None] | None = None) -> RetrievalScores:
    """Return what rankings in random order score on average.

    With R of N candidates relevant, precision is R / N at any rank, and average precision
    (R - 1) / (N - 1) + H_N / N * (N - R) / (N - 1), H_N being the N-th harmonic number.
    """
    relevant, n = _to_find(labels, artists)
    harmonic = np.cumsum(1 / np.arange(1, int(n.max()) + 1))[n - 1]
    others = np.maximum(n - 1, 1)
    return RetrievalScores(
        n_queries=len(relevant),
        one_nn=float((relevant / n).mean()),
        precision_at_5=float((relevant / n * np.minimum(n, 5) / 5).mean()),
        precision_at_10=float((relevant / n * np.minimum(n, 10) / 10).mean()),
        map=float(((relevant - 1) / others + harmonic / n * (n - relevant) / others).mean()),
    )


def ceiling(labels: Sequence[str], artists: Sequence[str | None] | None = None) -> RetrievalScores:
    """Return what a perfect ranking scores: of five tracks to find, ten ranks can hold five hits at most."""
    relevant, _ = _to_find(labels, artists)
    return RetrievalScores(
        n_queries=len(relevant),
        one_nn=1.0,
        precision_at_5=float((np.minimum(relevant, 5) / 5).mean()),
        precision_at_10=float((np.minimum(relevant, 10) / 10).mean()),
        map=1.0,
    )


def evaluate(
    vectors: FloatArray,
    labels: Sequence[str],
    *,
    artists: Sequence[str | None] | None = None,
    seed: int = 0,
) -> RetrievalScores:
    """Validate, rank and average.

    Parameters
    ----------
    vectors, labels, artists
        As for :func:`rank`.
    seed : int >= 0
        Of the bootstrap.

    Returns
    -------
    RetrievalScores
        Intervals are None where there is one query alone.

    Raises
    ------
    EvaluationError
        As :func:`validate` does.
    """
    validate(vectors, labels, artists)
    scores = rank(vectors, labels, artists=artists)
    several = len(scores.queries) > 1
    return RetrievalScores(
        n_queries=len(scores.queries),
        one_nn=float(scores.one_nn.mean()),
        precision_at_5=float(scores.precision_at_5.mean()),
        precision_at_10=float(scores.precision_at_10.mean()),
        map=float(scores.average_precision.mean()),
        one_nn_ci=bootstrap_interval(scores.one_nn, seed=seed) if several else None,
        map_ci=bootstrap_interval(scores.average_precision, seed=seed) if several else None,
    )


def _score(queries: npt.NDArray[np.intp], relevant: Relevance) -> tuple[npt.NDArray[Any], ...]:
    one_nn = relevant[:, 0].astype(np.float64)
    return queries, one_nn, precision_at(relevant, 5), precision_at(relevant, 10), average_precision(relevant)


def _to_find(
    labels: Sequence[str], artists: Sequence[str | None] | None
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return for each query how many tracks are to be found, and among how many."""
    numbers = artist_numbers(artists, len(labels)).tolist()
    of_label, of_artist = Counter(labels), Counter(numbers)
    of_both = Counter(zip(labels, numbers, strict=True))
    counts = [
        (of_label[label] - of_both[label, artist], len(labels) - of_artist[artist])
        for label, artist in zip(labels, numbers, strict=True)
    ]
    relevant, n = np.array([count for count in counts if count[0]], dtype=np.intp).T
    return relevant, n
