"""A linear probe: how well a logistic regression tells the labels of tracks it has not seen.

References
----------
.. [1] G. Alain, Y. Bengio, "Understanding intermediate layers using linear classifier probes", ICLR
   workshop 2017.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from tunescape.arrays import FloatArray
from tunescape.errors import EvaluationError
from tunescape.evaluation.artists import artist_numbers

__all__ = ["N_FOLDS", "N_SEEDS", "ProbeScores", "evaluate", "out_of_fold", "probed", "validate"]

N_FOLDS = 5
N_SEEDS = 5


@dataclass(frozen=True)
class ProbeScores:
    """Share of tracks whose label was told right.

    Attributes
    ----------
    accuracy : float
        Mean over the seeds.
    by_seed : tuple of float
        One per partition into folds.
    n_tracks, n_labels : int
        Those that took part.
    """

    accuracy: float
    by_seed: tuple[float, ...]
    n_tracks: int
    n_labels: int


def probed(labels: Sequence[str], artists: Sequence[str | None] | None = None) -> npt.NDArray[np.bool_]:
    """Tell which tracks take part: those whose label has at least one track, or artist, for every fold."""
    groups = artist_numbers(artists, len(labels))
    per_label = Counter(label for label, _ in {*zip(labels, groups.tolist(), strict=True)})
    return np.array([per_label[label] >= N_FOLDS for label in labels], dtype=bool)


def validate(vectors: FloatArray, labels: Sequence[str], artists: Sequence[str | None] | None = None) -> None:
    """Check that there are two labels to tell apart.

    Parameters
    ----------
    vectors : np.ndarray [shape=(n, n_dimensions)]
    labels : sequence of str, n long
    artists : sequence of str or None, n long, optional

    Raises
    ------
    EvaluationError
        If shapes disagree, a value is no number, or fewer than two labels have a track for every fold.
    """
    if vectors.ndim != 2 or len(vectors) != len(labels) or (artists and len(artists) != len(labels)):
        raise EvaluationError("there must be one vector, one label and one artist per track")
    if not np.isfinite(vectors).all():
        raise EvaluationError("the space holds values that are not numbers")
    enough = {label for label, taken in zip(labels, probed(labels, artists), strict=True) if taken}
    if len(enough) < 2:
        whom = "artists" if artists and any(artists) else "tracks"
        raise EvaluationError(f"fewer than two labels have {N_FOLDS} {whom}", hint="give more per label")


def out_of_fold(
    vectors: FloatArray, labels: Sequence[str], *, artists: Sequence[str | None] | None = None, seed: int = 0
) -> list[str]:
    """Tell each track's label by a regression that was fitted on the other folds.

    Parameters
    ----------
    vectors : np.ndarray [shape=(n, n_dimensions)]
    labels : sequence of str, n long
    artists : sequence of str or None, n long, optional
        All tracks of an artist are in one fold. None is an artist of its own.
    seed : int >= 0
        Of the partition into folds, which is stratified by label.

    Returns
    -------
    list of str
        Dimensions are scaled to mean 0 and deviation 1 on the fitting folds; the regression is multinomial,
        with an L2 penalty of C = 1.
    """
    y = np.asarray(labels, dtype=object)
    told = np.empty(len(y), dtype=object)
    folds = StratifiedGroupKFold(n_splits=N_FOLDS, shuffle=True, random_state=seed)
    for fitted, held_out in folds.split(vectors, y.astype(str), artist_numbers(artists, len(y))):
        model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=2000))
        model.fit(vectors[fitted].astype(np.float64), y[fitted].astype(str))
        told[held_out] = model.predict(vectors[held_out].astype(np.float64))
    return [str(label) for label in told]


def evaluate(
    vectors: FloatArray,
    labels: Sequence[str],
    *,
    artists: Sequence[str | None] | None = None,
    seed: int = 0,
) -> ProbeScores:
    """Validate, and average the accuracy over several partitions into folds.

    Parameters
    ----------
    vectors, labels, artists
        As for :func:`out_of_fold`.
    seed : int >= 0
        The partitions are those of the seeds ``N_SEEDS * seed`` and following.

    Returns
    -------
    ProbeScores

    Raises
    ------
    EvaluationError
        As :func:`validate` does.
    """
    validate(vectors, labels, artists)
    taken = np.flatnonzero(probed(labels, artists)).tolist()
    chosen = [labels[i] for i in taken]
    whose = [artists[i] for i in taken] if artists else None
    # on several threads the last digits would depend on the machine
    with threadpool_limits(limits=1, user_api="blas"):
        by_seed = tuple(
            _share(out_of_fold(vectors[taken], chosen, artists=whose, seed=N_SEEDS * seed + i), chosen)
            for i in range(N_SEEDS)
        )
    return ProbeScores(float(np.mean(by_seed)), by_seed, len(chosen), len(set(chosen)))


def _share(told: Sequence[str], labels: Sequence[str]) -> float:
    return float(np.mean([a == b for a, b in zip(told, labels, strict=True)]))
