"""Selection with an honest error beside it: that on tracks which had no say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray
from tunescape.discovery.selection.evolution import Generation
from tunescape.discovery.selection.excerpts import ExcerptPairs
from tunescape.discovery.selection.pairs import twin_errors
from tunescape.discovery.selection.selector import GeneticFeatureSelector
from tunescape.errors import DiscoveryError

__all__ = ["MIN_TRACKS", "FeatureSelection", "SelectionProgress", "select_features"]

MIN_TRACKS = 4
"""Tracks needed: two in each half, so that each excerpt has somebody to be mistaken for."""

N_DIVISIONS = 5
"""Divisions into halves; one alone may be lucky."""

MAX_SEED = 2**32 - 1
"""NumPy's legacy generators, which scikit-learn asks for, know no larger seed."""


class SelectionProgress(NamedTuple):
    """How far a selection is: generations bred of all, and the fewest errors so far of this evolution."""

    done: int
    total: int
    best: int


@dataclass(frozen=True)
class FeatureSelection:
    """Features by which excerpts of one track find each other.

    Attributes
    ----------
    feature_set : str
        With its version.
    selected : tuple of str
        Names of its dimensions.
    mean, std : tuple of float
        What each was scaled by: mean and standard deviation over the excerpts.
    n_excerpts : int
    error_all, error_selected : int
        Excerpts that do not find their twin among all excerpts, by all dimensions and by those selected.
    held_out_error_all, held_out_error_selected : float
        By 5 × 2 cross-validation [1]_: the tracks in two halves at random, selected on one, judged on the
        other, both ways, summed; the mean of five such divisions. Each excerpt is held out once in each, and
        looks for its twin among those of its half: half as many to be mistaken for.
    history : tuple of Generation
        The evolution on all tracks.
    left_out : tuple of str
        Ids of tracks that had only one excerpt.

    References
    ----------
    .. [1] T. G. Dietterich, "Approximate statistical tests for comparing supervised classification learning
       algorithms", Neural Computation 10(7), 1998.
    """

    feature_set: str
    selected: tuple[str, ...]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    n_excerpts: int
    error_all: int
    error_selected: int
    held_out_error_all: float
    held_out_error_selected: float
    history: tuple[Generation, ...]
    left_out: tuple[str, ...]


def select_features(
    excerpts: ExcerptPairs,
    *,
    population: int = 200,
    generations: int = 100,
    patience: int | None = None,
    seed: int = 0,
    on_progress: Callable[[SelectionProgress], None] | None = None,
) -> FeatureSelection:
    """Select features on all tracks, and measure on held-out halves what selecting is worth.

    Parameters
    ----------
    excerpts : ExcerptPairs
        Two or more of each of at least :data:`MIN_TRACKS` tracks.
    population, generations, patience
        See :class:`~tunescape.discovery.selection.selector.GeneticFeatureSelector`.
    seed : int, 0 to 2**32 - 1
        Decides the halves and all evolutions.
    on_progress : callable, optional

    Returns
    -------
    FeatureSelection
        The same for the same seed.

    Raises
    ------
    DiscoveryError
        If there are too few tracks, or the seed cannot be one.
    """
    tracks = sorted(set(excerpts.track_ids))
    if len(tracks) < MIN_TRACKS:
        raise DiscoveryError(
            f"selection needs {MIN_TRACKS} tracks with two segments, and there are {len(tracks)}",
            hint="`tunescape analyze FOLDER` hears more",
        )
    if not 0 <= seed <= MAX_SEED:
        raise DiscoveryError(f"a seed must be between 0 and {MAX_SEED}: {seed}")
    report = _Reporter(generations, on_progress)

    def fitted(values: FloatArray, labels: npt.NDArray[np.str_]) -> GeneticFeatureSelector:
        selector = GeneticFeatureSelector(
            population=population,
            generations=generations,
            patience=patience,
            random_state=seed,
            on_generation=report.generation,
        ).fit(values, labels)
        report.evolution_ended()
        return selector

    labels = np.array(excerpts.track_ids)
    chosen = fitted(excerpts.values, labels)
    errors = [
        _judged(fitted(excerpts.values[half], labels[half]), excerpts.values[~half], labels[~half])
        for half in _halves(labels, seed)
    ]
    held_out = np.sum(errors, axis=0) / N_DIVISIONS
    support = chosen.support_
    return FeatureSelection(
        feature_set=excerpts.feature_set,
        selected=tuple(np.array(excerpts.dimensions)[support].tolist()),
        mean=tuple(chosen.mean_[support].tolist()),
        std=tuple(chosen.scale_[support].tolist()),
        n_excerpts=len(labels),
        error_all=chosen.error_all_,
        error_selected=chosen.error_selected_,
        held_out_error_all=float(held_out[0]),
        held_out_error_selected=float(held_out[1]),
        history=tuple(chosen.history_),
        left_out=tuple(excerpts.left_out),
    )


def _halves(labels: npt.NDArray[np.str_], seed: int) -> Iterator[npt.NDArray[np.bool_]]:
    """Yield both halves of each division of the tracks, as masks of excerpts."""
    rng = np.random.default_rng(seed)
    tracks = np.unique(labels)
    for _ in range(N_DIVISIONS):
        first = np.isin(labels, rng.permutation(tracks)[: len(tracks) // 2])
        yield first
        yield ~first


def _judged(
    selector: GeneticFeatureSelector, values: FloatArray, labels: npt.NDArray[np.str_]
) -> tuple[int, int]:
    """Errors on other tracks, by all features and by those selected, scaled as the selector learnt it."""
    z = (values - selector.mean_) / selector.scale_
    return int(twin_errors(z, labels).sum()), int(twin_errors(z[:, selector.support_], labels).sum())


class _Reporter:
    """Adds up the generations of all evolutions."""

    def __init__(self, generations: int, tell: Callable[[SelectionProgress], None] | None) -> None:
        self._generations, self._tell = generations, tell
        self._before = 0

    def generation(self, generation: Generation) -> None:
        if self._tell:
            done = self._before + generation.number
            self._tell(SelectionProgress(done, (1 + 2 * N_DIVISIONS) * self._generations, generation.best))

    def evolution_ended(self) -> None:
        # one that stopped early has gone all its way
        self._before += self._generations
