"""The pair task: each of two excerpts of a track is to find the other one among those of all tracks.

The study that introduced it used it to choose features: an excerpt whose nearest neighbour is not its twin
is an error. No labels are needed.

References
----------
.. [1] C. Peccei, "Mapping your music collection", https://www.christianpeccei.com/musicmap/
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray
from tunescape.discovery.selection.pairs import twin_errors
from tunescape.errors import EvaluationError
from tunescape.evaluation.intervals import bootstrap_interval

__all__ = ["PairScores", "errors_of", "evaluate", "validate"]


@dataclass(frozen=True)
class PairScores:
    """How many excerpts do not find their twin.

    Attributes
    ----------
    errors, n_excerpts : int
    error : float
        Their share.
    error_ci : tuple of float, optional
        95 % bootstrap interval, over tracks; None for one track.
    """

    errors: int
    n_excerpts: int
    error: float
    error_ci: tuple[float, float] | None


def validate(first: FloatArray, second: FloatArray) -> None:
    """Check that there are two excerpts of each of several tracks.

    Parameters
    ----------
    first, second : np.ndarray [shape=(n, n_dimensions)]

    Raises
    ------
    EvaluationError
        If shapes disagree, a value is no number, or there are fewer than two tracks.
    """
    if first.ndim != 2 or first.shape != second.shape:
        raise EvaluationError("there must be two excerpts of each track")
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise EvaluationError("the space holds values that are not numbers")
    if len(first) < 2:
        raise EvaluationError("the pair task needs at least two tracks", hint="give more music")


def errors_of(first: FloatArray, second: FloatArray) -> npt.NDArray[np.bool_]:
    """Tell which excerpts have another track's as near, by cosine, as their twin.

    Parameters
    ----------
    first, second : np.ndarray [shape=(n, n_dimensions)]
        Row i of each is an excerpt of track i.

    Returns
    -------
    np.ndarray [shape=(n, 2), dtype=bool]
    """
    tracks = np.tile(np.arange(len(first)), 2)
    return twin_errors(np.vstack([first, second]), tracks, metric="cosine").reshape(2, -1).T


def evaluate(first: FloatArray, second: FloatArray, *, seed: int = 0) -> PairScores:
    """Validate, and count.

    Parameters
    ----------
    first, second
        As for :func:`errors_of`.
    seed : int >= 0
        Of the bootstrap.

    Raises
    ------
    EvaluationError
        As :func:`validate` does.
    """
    validate(first, second)
    errors = errors_of(first, second)
    return PairScores(
        errors=int(errors.sum()),
        n_excerpts=errors.size,
        error=float(errors.mean()),
        error_ci=bootstrap_interval(errors.mean(axis=1), seed=seed),
    )
