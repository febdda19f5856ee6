"""Evolution finds what is there, remembers the best, and touches nobody's random numbers."""

import logging
import random
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from tunescape.arrays import IntArray
from tunescape.discovery.selection.evolution import Generation, evolve

TARGET = np.arange(24) % 3 == 0


def distance(subsets: npt.NDArray[np.bool_]) -> IntArray:
    return (subsets != TARGET).sum(axis=1).astype(np.int64)


def test_it_finds_the_target() -> None:
    found = evolve(distance, n_bits=24, population=60, generations=40)
    assert found.errors == 0
    np.testing.assert_array_equal(found.subset, TARGET)
    assert [generation.number for generation in found.history] == list(range(41))
    best = [generation.best for generation in found.history]
    assert best == sorted(best, reverse=True), "what was found is never lost"
    assert best[0] > best[-1] == 0
    assert all(generation.mean >= generation.best for generation in found.history)


def test_the_seed_decides_everything() -> None:
    def run(seed: int) -> list[Generation]:
        return evolve(distance, n_bits=24, population=10, generations=5, seed=seed).history

    assert run(3) == run(3)
    assert len({tuple(run(seed)) for seed in range(4)}) > 1


def test_global_state_is_left_alone() -> None:
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002 - the state that must not change
    before = random.getstate(), np.random.get_state()[1].copy()  # type: ignore[index, call-overload]  # noqa: NPY002
    handlers = [list(logging.getLogger(name).handlers) for name in (None, "pygad", "pygad.utils.validation")]
    evolve(distance, n_bits=24, population=10, generations=3)
    assert random.getstate() == before[0]
    np.testing.assert_array_equal(np.random.get_state()[1], before[1])  # type: ignore[index]  # noqa: NPY002
    assert handlers == [
        list(logging.getLogger(name).handlers) for name in (None, "pygad", "pygad.utils.validation")
    ]


def test_no_subset_is_judged_twice() -> None:
    seen: list[bytes] = []

    def watched(subsets: npt.NDArray[np.bool_]) -> IntArray:
        seen.extend(subset.tobytes() for subset in subsets)
        return distance(subsets)

    evolve(watched, n_bits=24, population=30, generations=10)
    assert len(seen) == len(set(seen)) > 30


def test_it_is_never_worse_than_no_selection() -> None:
    def prefers_all(subsets: npt.NDArray[np.bool_]) -> IntArray:
        return np.where(subsets.all(axis=1), 0, 7).astype(np.int64)

    found = evolve(prefers_all, n_bits=30, population=6, generations=2)
    assert (found.errors, found.subset.all()) == (0, True)


def test_of_equals_the_smallest_that_is_not_empty() -> None:
    def indifferent(subsets: npt.NDArray[np.bool_]) -> IntArray:
        return np.full(len(subsets), 4, dtype=np.int64)

    for n_bits in (1, 2, 5):
        assert evolve(indifferent, n_bits=n_bits, population=40, generations=8).subset.sum() == 1


@pytest.mark.parametrize("patience", [1, 5])
def test_patience_ends_early(patience: int) -> None:
    told: list[Generation] = []
    found = evolve(
        distance, n_bits=24, population=80, generations=200, patience=patience, on_generation=told.append
    )
    assert told == found.history
    assert len(found.history) < 100
    best = [generation.best for generation in found.history]
    assert len(set(best[-patience - 1 :])) == 1
    progress: Callable[[int], bool] = lambda i: best[i] < best[i - patience]  # noqa: E731
    assert all(progress(i) for i in range(patience, len(best) - 1))
