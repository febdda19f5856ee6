"""One hidden Markov model a genre on MFCC frames, as in the Douyin study: the likeliest model wins.

References
----------
.. [1] L. R. Rabiner, "A tutorial on hidden Markov models and selected applications in speech recognition",
       Proceedings of the IEEE 77(2), 1989.
"""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from hmmlearn.hmm import GaussianHMM
from sklearn.base import BaseEstimator

from tunescape.arrays import FloatArray

__all__ = ["N_MFCC", "GenreHMM"]

N_MFCC = 20
"""Coefficients a frame. Standardised over the training frames; 13, or unstandardised, found fewer genres."""

_SMALLEST_VARIANCE = 1e-3
_FRAMES_OF_PRIOR = 2.0


class GenreHMM(BaseEstimator):  # type: ignore[misc]
    """A Gaussian hidden Markov model with diagonal covariance for each genre.

    A scikit-learn classifier but for its input, which are sequences: ``X`` is a list of arrays
    [shape=(n_frames, n_coefficients)], one a track.

    Parameters
    ----------
    n_states : int > 0
    n_iter : int > 0
        Most iterations of expectation maximisation.
    tol : float > 0
        It has converged when the log-likelihood per frame gains less.
    random_state : int

    Attributes
    ----------
    classes_ : np.ndarray [shape=(n_classes,)]
    mean_, scale_ : np.ndarray [shape=(n_coefficients,)]
        Of the training frames.
    models_ : list of GaussianHMM
        One a class.
    not_converged_ : tuple of str
        Classes whose model still gained after ``n_iter`` iterations.
    """

    def __init__(
        self, n_states: int = 4, n_iter: int = 1000, tol: float = 1e-4, random_state: int = 0
    ) -> None:
        self.n_states = n_states
        self.n_iter = n_iter
        self.tol = tol
        self.random_state = random_state

    def fit(self, X: Sequence[FloatArray] | npt.NDArray[Any], y: Sequence[str] | npt.ArrayLike) -> Self:
        """Fit one model a genre to the frames of its tracks.

        A genre with fewer frames than states gets as many states as frames.
        """
        labels = np.asarray(y)
        self.classes_ = np.unique(labels)
        frames = np.concatenate([np.asarray(x, dtype=np.float64) for x in X])
        self.mean_ = frames.mean(axis=0)
        spread = frames.std(axis=0)
        self.scale_ = np.where(spread > 0, spread, 1.0)
        self.models_ = [
            self._fit_one([self._standard(x) for x, label in zip(X, labels, strict=True) if label == genre])
            for genre in self.classes_
        ]
        self.not_converged_ = tuple(
            str(genre)
            for genre, model in zip(self.classes_, self.models_, strict=True)
            if not _has_converged(model)
        )
        return self

    def logits(self, X: Sequence[FloatArray] | npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Return the log-likelihood per frame of each track under each model [shape=(n, n_classes)]."""
        rows = []
        for x in X:
            standard = self._standard(x)
            rows.append([model.score(standard) / len(standard) for model in self.models_])
        return np.array(rows).reshape(len(X), len(self.models_))

    def predict(self, X: Sequence[FloatArray] | npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the genre of whose model each track is likeliest [shape=(n,)]."""
        predicted: npt.NDArray[Any] = self.classes_[self.logits(X).argmax(axis=1)]
        return predicted

    def _standard(self, x: FloatArray) -> npt.NDArray[np.float64]:
        standard: npt.NDArray[np.float64] = (np.asarray(x, dtype=np.float64) - self.mean_) / self.scale_
        return standard

    def _fit_one(self, sequences: list[npt.NDArray[np.float64]]) -> GaussianHMM:
        frames = np.concatenate(sequences)
        model = GaussianHMM(
            min(self.n_states, len(np.unique(frames, axis=0))),
            covariance_type="diag",
            min_covar=_SMALLEST_VARIANCE,
            # a state that holds next to nothing keeps the spread of all music instead of none
            covars_prior=_FRAMES_OF_PRIOR,
            covars_weight=1 + _FRAMES_OF_PRIOR,
            n_iter=self.n_iter,
            tol=self.tol * len(frames),
            random_state=self.random_state,
        )
        with _quiet():
            model.fit(frames, [len(sequence) for sequence in sequences])
        # a state that is never left, or never entered, may have lost its row in rounding
        model.transmat_ = _distributions(model.transmat_)
        model.startprob_ = _distributions(model.startprob_[np.newaxis])[0]
        return model


def _has_converged(model: GaussianHMM) -> bool:
    monitor = model.monitor_
    return len(monitor.history) < 2 or monitor.history[-1] - monitor.history[-2] < monitor.tol


def _distributions(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    sums = rows.sum(axis=1, keepdims=True)
    even = np.full_like(rows, 1 / rows.shape[1])
    return np.where(sums > 0, rows / np.where(sums > 0, sums, 1), even)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep hmmlearn's remarks about a fit out of the way: what they say is in ``not_converged_``."""
    logger = logging.getLogger("hmmlearn")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
