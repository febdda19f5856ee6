"""Genetic feature selection as a scikit-learn estimator."""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator
from sklearn.feature_selection import SelectorMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from tunescape.discovery.selection.evolution import Generation, evolve
from tunescape.discovery.selection.fitness import subset_errors

__all__ = ["GeneticFeatureSelector"]


class GeneticFeatureSelector(SelectorMixin, BaseEstimator):  # type: ignore[misc]  # untyped base classes
    """Select the features by which excerpts of one track find each other, by a genetic algorithm.

    A bit per feature; the fitness is the number of excerpts whose nearest neighbour (Euclidean, every feature
    scaled to mean 0 and deviation 1) is not of their own track [1]_.

    Parameters
    ----------
    population : int >= 4
        Subsets in a generation.
    generations : int > 0
    patience : int > 0, optional
        Stop early after so many generations without fewer errors.
    random_state : int, RandomState or None
        As in scikit-learn; None draws the seed from NumPy's global state.
    on_generation : callable, optional
        Told of each :class:`~tunescape.discovery.selection.evolution.Generation`, the random one included.

    Attributes
    ----------
    support_ : np.ndarray [shape=(n_features_in_,), dtype=bool]
        The features selected; at least one.
    mean_, scale_ : np.ndarray [shape=(n_features_in_,), dtype=float64]
        What features were scaled by; ``transform`` returns them unscaled, as selectors do.
    error_all_, error_selected_ : int
        Excerpts that do not find their twin with all features and with those selected.
    history_ : list of Generation
    n_features_in_, feature_names_in_
        As in scikit-learn.

    References
    ----------
    .. [1] C. Peccei, "Mapping your music collection", https://www.christianpeccei.com/musicmap/
    """

    def __init__(
        self,
        *,
        population: int = 200,
        generations: int = 100,
        patience: int | None = None,
        random_state: int | np.random.RandomState | None = 0,
        on_generation: Callable[[Generation], None] | None = None,
    ) -> None:
        self.population = population
        self.generations = generations
        self.patience = patience
        self.random_state = random_state
        self.on_generation = on_generation

    def fit(self, X: npt.ArrayLike, y: npt.ArrayLike) -> Self:
        """Select features.

        Parameters
        ----------
        X : array-like [shape=(n_excerpts, n_features)]
        y : array-like [shape=(n_excerpts,)]
            The track of each excerpt: usually two of each. More are twins of each other; one that is alone
            counts as somebody to be mistaken for, never as an error.

        Raises
        ------
        ValueError
            If an option or the data cannot be used, or no two excerpts are of one track.
        """
        self._check_options()
        features, labels = validate_data(self, X, y, dtype=np.float64, ensure_min_samples=2)
        _, sizes = np.unique(labels, return_counts=True)
        if sizes.max() < 2:
            raise ValueError("no two excerpts have the same label in y: there is no twin to find")
        self.mean_, self.scale_ = features.mean(axis=0), features.std(axis=0)
        # a constant keeps a rounding error as its deviation: scaled by it, it would count like any feature
        self.scale_[self.scale_ <= 1e-9 * np.maximum(1.0, np.abs(self.mean_))] = 1.0
        z = ((features - self.mean_) / self.scale_).astype(np.float32)
        evolution = evolve(
            lambda subsets: subset_errors(z, labels, subsets),
            n_bits=z.shape[1],
            population=self.population,
            generations=self.generations,
            patience=self.patience,
            seed=int(check_random_state(self.random_state).randint(2**31)),
            on_generation=self.on_generation,
        )
        every = np.ones((1, z.shape[1]), dtype=bool)
        self.error_all_ = int(subset_errors(z, labels, every)[0])
        self.error_selected_ = evolution.errors
        self.support_ = evolution.subset
        self.history_ = evolution.history
        return self

    def _check_options(self) -> None:
        least = {"population": 4, "generations": 1} | ({} if self.patience is None else {"patience": 1})
        for name, minimum in least.items():
            value = getattr(self, name)
            if not isinstance(value, int | np.integer) or value < minimum:
                raise ValueError(f"{name} must be a whole number of at least {minimum}, not {value!r}")

    def _get_support_mask(self) -> npt.NDArray[np.bool_]:
        check_is_fitted(self)
        return self.support_

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        return tags
