"""How well a genre model does on tracks that it was not trained on."""

import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedKFold

from tunescape.errors import ModelError

__all__ = ["CrossValidation", "Learner", "cross_validate"]


class Learner(Protocol):
    """What the genre models have in common: fit, and logits for what was not heard before."""

    classes_: npt.NDArray[Any]

    def fit(self, X: Any, y: Any) -> Any:
        """Learn from tracks and their genres."""

    def logits(self, X: Any) -> npt.NDArray[np.float64]:
        """Return a number for each track and class [shape=(n, n_classes)], high for likely ones."""


@dataclass(frozen=True)
class CrossValidation:
    """Predictions for every track, by models that had not heard it.

    Attributes
    ----------
    classes : tuple of str
        Sorted.
    truth : np.ndarray [shape=(n,)]
        Positions of the true classes.
    logits : np.ndarray [shape=(n, n_classes)]
    tested : np.ndarray [shape=(n,), dtype=bool]
        False for the only track of a genre: it was always trained on.
    folds : int
    fold_accuracies : tuple of float
    """

    classes: tuple[str, ...]
    truth: npt.NDArray[np.intp]
    logits: npt.NDArray[np.float64]
    tested: npt.NDArray[np.bool_]
    folds: int
    fold_accuracies: tuple[float, ...]

    @property
    def accuracy(self) -> float:
        """Share of the tested tracks whose likeliest genre is the right one."""
        right = self.logits.argmax(axis=1) == self.truth
        return float(right[self.tested].mean())

    @property
    def confusion(self) -> npt.NDArray[np.intp]:
        """How many tracks of each genre (rows) were taken for which (columns), [shape=(k, k)]."""
        counts = np.zeros((len(self.classes), len(self.classes)), dtype=np.intp)
        np.add.at(counts, (self.truth[self.tested], self.logits[self.tested].argmax(axis=1)), 1)
        return counts


def cross_validate(
    make: Callable[[], Learner],
    tracks: Sequence[Any] | npt.NDArray[Any],
    genres: Sequence[str],
    *,
    folds: int = 5,
    seed: int = 0,
    on_fold: Callable[[int, int], None] | None = None,
) -> CrossValidation:
    """Predict each track by a model that was fitted to the other folds.

    Parameters
    ----------
    make : callable
        Makes a learner that has not been fitted.
    tracks : sequence
        What the learner hears of each track.
    genres : sequence of str
    folds : int >= 2
        Fewer where the most frequent genre has fewer tracks.
    seed : int
    on_fold : callable, optional
        Called with the number of finished folds and of all.

    Raises
    ------
    ModelError
        If there are fewer than two genres, or no genre has two tracks.
    """
    labels = np.asarray(genres)
    counts = Counter(genres)
    if len(counts) < 2:
        only = next(iter(counts), None)
        reason = f"all tracks have one genre, {only}" if only else "there are no labelled tracks"
        raise ModelError(reason, hint="a model needs tracks of two genres at least")
    folds = min(folds, max(counts.values()))
    if folds < 2:
        raise ModelError("every genre has one track only", hint="two tracks of one genre at least are needed")
    classes, truth = np.unique(labels, return_inverse=True)
    logits = np.zeros((len(labels), len(classes)))
    tested = np.array([counts[genre] > 1 for genre in genres])
    accuracies = []
    for fold, (train, test) in enumerate(_splits(truth, folds, seed), start=1):
        # the only track of a genre stays in training, wherever the split put it
        train, test = np.union1d(train, test[~tested[test]]), test[tested[test]]
        learner = make()
        learner.fit(_of(tracks, train), labels[train])
        columns = np.searchsorted(classes, learner.classes_)
        lowest = np.full((len(test), len(classes)), -np.inf)
        if len(test):
            lowest[:, columns] = learner.logits(_of(tracks, test))
            accuracies.append(float((lowest.argmax(axis=1) == truth[test]).mean()))
        logits[test] = np.where(np.isfinite(lowest), lowest, -1e3)
        if on_fold:
            on_fold(fold, folds)
    return CrossValidation(
        tuple(str(name) for name in classes), truth, logits, tested, folds, tuple(accuracies)
    )


def _splits(
    truth: npt.NDArray[np.intp], folds: int, seed: int
) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    with warnings.catch_warnings():
        # genres with fewer tracks than folds are in some folds only: the contract here, not an accident
        warnings.filterwarnings("ignore", message="The least populated class", category=UserWarning)
        return list(StratifiedKFold(folds, shuffle=True, random_state=seed).split(truth, truth))


def _of(tracks: Sequence[Any] | npt.NDArray[Any], rows: npt.NDArray[np.intp]) -> Any:
    return tracks[rows] if isinstance(tracks, np.ndarray) else [tracks[i] for i in rows]
