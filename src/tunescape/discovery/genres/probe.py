"""Logistic regression on the vectors of a space: the default genre model."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

__all__ = ["GenreProbe"]


class GenreProbe(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Multinomial logistic regression on standardised vectors, as a scikit-learn classifier.

    Parameters
    ----------
    C : float > 0
        Inverse strength of the L2 penalty.
    max_iter : int > 0

    Attributes
    ----------
    classes_ : np.ndarray [shape=(n_classes,)]
    mean_, scale_ : np.ndarray [shape=(n_features,)]
        Of the training vectors.
    coef_ : np.ndarray [shape=(n_classes, n_features)]
    intercept_ : np.ndarray [shape=(n_classes,)]
    n_iter_ : np.ndarray [shape=(1,)]
        Iterations it took.
    """

    def __init__(self, C: float = 1.0, max_iter: int = 2000) -> None:
        self.C = C
        self.max_iter = max_iter

    def fit(self, X: npt.ArrayLike, y: Sequence[str] | npt.ArrayLike) -> Self:
        """Fit to vectors [shape=(n, n_features)] and one class each.

        Raises
        ------
        ValueError
            If there are fewer than two classes.
        """
        vectors, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        self.classes_ = np.unique(labels)
        if len(self.classes_) < 2:
            raise ValueError(f"two classes are needed at least, got {len(self.classes_)} class")
        self.mean_ = vectors.mean(axis=0)
        spread = vectors.std(axis=0)
        self.scale_ = np.where(spread > 0, spread, 1.0)
        model = LogisticRegression(C=self.C, max_iter=self.max_iter)
        model.fit((vectors - self.mean_) / self.scale_, labels)
        # of two classes scikit-learn keeps the second alone: give the first its half
        two = len(self.classes_) == 2
        self.coef_ = np.vstack([-model.coef_, model.coef_]) / 2 if two else model.coef_
        self.n_iter_ = model.n_iter_
        self.intercept_ = (
            np.concatenate([-model.intercept_, model.intercept_]) / 2 if two else model.intercept_
        )
        return self

    def logits(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the logarithms of unnormalised probabilities [shape=(n, n_classes)]."""
        check_is_fitted(self)
        vectors = validate_data(self, X, dtype=np.float64, reset=False)
        logits: npt.NDArray[np.float64] = (
            vectors - self.mean_
        ) / self.scale_ @ self.coef_.T + self.intercept_
        return logits

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """Return the likeliest class of each vector [shape=(n,)]."""
        logits = self.logits(X)
        predicted: npt.NDArray[Any] = self.classes_[logits.argmax(axis=1)]
        return predicted

    def predict_proba(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the probability of each class [shape=(n, n_classes)]."""
        logits = self.logits(X)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities: npt.NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
        return probabilities
