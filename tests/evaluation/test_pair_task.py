import numpy as np
import pytest

from tunescape.errors import EvaluationError
from tunescape.evaluation.pairs import errors_of, evaluate


def test_twins_that_lie_together_find_each_other() -> None:
    found = evaluate(np.eye(4, dtype=np.float32), np.eye(4, dtype=np.float32))
    assert (found.errors, found.n_excerpts, found.error, found.error_ci) == (0, 8, 0.0, (0.0, 0.0))


def test_twins_that_lie_opposite_never_do() -> None:
    found = evaluate(np.eye(4, dtype=np.float32), -np.eye(4, dtype=np.float32))
    assert (found.errors, found.error) == (8, 1.0)


def test_each_direction_counts_for_itself() -> None:
    first = np.array([[1, 0], [0, 1]], dtype=np.float32)
    second = np.array([[1, 0.1], [1, 0.4]], dtype=np.float32)
    # the second excerpt of track 1 is nearer to those of track 0, and so is its first to it than to them
    assert errors_of(first, second).tolist() == [[False, False], [False, True]]


def test_what_cannot_be_told_apart_is_not_found() -> None:
    same = np.ones((3, 2), dtype=np.float32)
    assert evaluate(same, same).errors == 6
    silent = np.zeros((3, 2), dtype=np.float32)
    assert evaluate(silent, silent).errors == 6


def test_noise_finds_its_twin_as_often_as_chance_has_it() -> None:
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(2, 500, 20)).astype(np.float32)
    found = evaluate(first, second)
    assert found.error == pytest.approx(1 - 1 / 999, abs=0.006)


def test_it_is_what_the_definition_says() -> None:
    rng = np.random.default_rng(3)
    first = rng.normal(size=(30, 5))
    second = first + rng.normal(size=(30, 5))
    both = np.vstack([first, second])
    errors = 0
    for i in range(60):
        others = [j for j in range(60) if j != i]
        cosine = [both[i] @ both[j] / np.linalg.norm(both[i]) / np.linalg.norm(both[j]) for j in others]
        errors += others[int(np.argmax(cosine))] % 30 != i % 30
    found = evaluate(first.astype(np.float32), second.astype(np.float32))
    assert 0 < found.errors == errors < 60
    assert found.error_ci
    assert found.error_ci[0] < found.error < found.error_ci[1]


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (np.ones((1, 2)), np.ones((1, 2)), "at least two tracks"),
        (np.ones((0, 2)), np.ones((0, 2)), "at least two tracks"),
        (np.ones((2, 2)), np.ones((3, 2)), "two excerpts of each track"),
        (np.full((2, 2), np.nan), np.ones((2, 2)), "not numbers"),
    ],
)
def test_what_is_no_pair_task_is_refused(first: np.ndarray, second: np.ndarray, words: str) -> None:
    with pytest.raises(EvaluationError, match=words):
        evaluate(first, second)
