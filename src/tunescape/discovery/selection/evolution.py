"""A genetic algorithm over strings of bits, after the study; pygad does the breeding."""

import logging
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pygad

from tunescape.arrays import IntArray

__all__ = ["Evolution", "Generation", "evolve"]

_TOURNAMENT = 3
_ELITE = 2
"""Best subsets that live on unchanged: what has been found is never lost."""

# pygad hangs a handler of its own to the logger of whoever gives it none
_SILENT = logging.getLogger(f"{__name__}.pygad")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


class Generation(NamedTuple):
    """How far an evolution is: number of the generation, its fewest errors, its mean errors."""

    number: int
    best: int
    mean: float


class Evolution(NamedTuple):
    """What an evolution came to.

    Attributes
    ----------
    subset : np.ndarray [shape=(n_bits,), dtype=bool]
        The best one ever seen, that of all bits included; of equally good ones a smallest, but never none.
    errors : int
    history : list of Generation
        From the first, random one (number 0) to the last.
    """

    subset: npt.NDArray[np.bool_]
    errors: int
    history: list[Generation]


class _Judge:
    """Counts errors of subsets, each only once in an evolution, and remembers the best."""

    def __init__(self, errors_of: Callable[[npt.NDArray[np.bool_]], IntArray], n_bits: int) -> None:
        self._errors_of = errors_of
        self._known: dict[bytes, int] = {}
        self.best = np.ones(n_bits, dtype=bool)
        # judged first, so that no evolution ends worse than it would without selection
        self([self.best])

    def __call__(self, subsets: Sequence[npt.NDArray[np.bool_]]) -> IntArray:
        keys = [_key(subset) for subset in subsets]
        new = {key: subset for key, subset in zip(keys, subsets, strict=True) if key not in self._known}
        if new:
            judged = self._errors_of(np.stack(list(new.values())))
            for (key, subset), errors in zip(new.items(), judged.tolist(), strict=True):
                self._known[key] = errors
                if subset.any() and (errors, subset.sum()) < (self.errors_of(self.best), self.best.sum()):
                    self.best = subset.copy()
        return np.array([self._known[key] for key in keys], dtype=np.int64)

    def errors_of(self, subset: npt.NDArray[np.bool_]) -> int:
        """Return the errors of a subset that was judged."""
        return self._known[_key(subset)]


def _key(subset: npt.NDArray[np.bool_]) -> bytes:
    return np.packbits(subset).tobytes()


def evolve(
    errors_of: Callable[[npt.NDArray[np.bool_]], IntArray],
    *,
    n_bits: int,
    population: int = 200,
    generations: int = 100,
    patience: int | None = None,
    seed: int = 0,
    on_generation: Callable[[Generation], None] | None = None,
) -> Evolution:
    """Breed strings of bits towards few errors.

    Random bits at first; then, generation by generation, parents by tournaments of three, uniform crossover,
    each bit flipped with probability 1 / n_bits, and the two best go on as they are.

    Parameters
    ----------
    errors_of : callable
        From subsets [shape=(n, n_bits), dtype=bool] to their errors [shape=(n,), dtype=int64].
    n_bits : int > 0
    population : int >= 4
    generations : int > 0
    patience : int > 0, optional
        Stop after so many generations without fewer errors.
    seed : int, 0 to 2**32 - 1
    on_generation : callable, optional
        Told how far it is.

    Returns
    -------
    Evolution
        The same for the same seed; no global random state is read or changed.
    """
    judge = _Judge(errors_of, n_bits)
    history: list[Generation] = []

    def fitness(_ga: Any, subsets: Any, _indices: Any) -> list[float]:
        return [-float(errors) for errors in judge(list(np.asarray(subsets, dtype=bool)))]

    def record(ga: Any) -> None:
        errors = -np.asarray(ga.last_generation_fitness)
        history.append(Generation(len(history), int(errors.min()), float(errors.mean())))
        if on_generation:
            on_generation(history[-1])

    def proceed(ga: Any) -> str | None:
        record(ga)
        best = [generation.best for generation in history]
        return "stop" if patience and len(best) > patience and best[-1] == best[-1 - patience] else None

    def begin(ga: Any, _fitness: Any) -> None:
        if not history:
            record(ga)

    algorithm = pygad.GA(
        num_generations=generations,
        sol_per_pop=population,
        num_parents_mating=population // 2,
        num_genes=n_bits,
        gene_space=[0, 1],
        gene_type=int,
        fitness_func=fitness,
        fitness_batch_size=population,
        parent_selection_type="tournament",
        K_tournament=_TOURNAMENT,
        keep_elitism=_ELITE,
        crossover_type="uniform",
        mutation_type="random",
        mutation_probability=1 / n_bits,
        on_fitness=begin,
        on_generation=proceed,
        random_seed=seed,
        suppress_warnings=True,
        logger=_SILENT,
    )
    algorithm.run()
    return Evolution(judge.best, judge.errors_of(judge.best), history)
