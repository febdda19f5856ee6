import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from tunescape.errors import EvaluationError
from tunescape.evaluation.probe import evaluate, out_of_fold, probed

LABELS = ["甲", "乙", "丙"] * 20


def clouds(spread: float, seed: int = 0) -> np.ndarray:
    """Three clouds of points, one a label."""
    rng = np.random.default_rng(seed)
    centres = np.eye(3, 6) * 4
    return (centres[[i % 3 for i in range(60)]] + spread * rng.normal(size=(60, 6))).astype(np.float32)


def test_what_lies_apart_is_told_apart() -> None:
    found = evaluate(clouds(0.5), LABELS)
    assert (found.accuracy, found.by_seed, found.n_tracks, found.n_labels) == (1.0, (1.0,) * 5, 60, 3)


def test_noise_tells_nothing() -> None:
    found = [evaluate(np.random.default_rng(i).normal(size=(60, 4)), LABELS).accuracy for i in range(5)]
    assert np.mean(found) == pytest.approx(1 / 3, abs=0.1)


def test_it_agrees_with_a_regression_written_out() -> None:
    vectors = clouds(3.0)
    expected = np.empty(60, dtype=object)
    groups = np.arange(60)
    for fitted, rest in StratifiedGroupKFold(5, shuffle=True, random_state=7).split(vectors, LABELS, groups):
        mean, std = vectors[fitted].mean(axis=0, dtype=float), vectors[fitted].std(axis=0, dtype=float)
        model = LogisticRegression(max_iter=5000).fit(
            (vectors[fitted] - mean) / std, np.array(LABELS)[fitted]
        )
        expected[rest] = model.predict((vectors[rest] - mean) / std)
    assert out_of_fold(vectors, LABELS, seed=7) == expected.tolist()


def test_the_seed_decides_about_the_folds() -> None:
    vectors = clouds(3.0)
    assert evaluate(vectors, LABELS, seed=1) == evaluate(vectors, LABELS, seed=1)
    assert evaluate(vectors, LABELS, seed=1).by_seed != evaluate(vectors, LABELS, seed=2).by_seed


def test_an_artist_is_never_fitted_and_asked_for() -> None:
    # a dimension that gives the artist away, and nothing that gives the label away
    rng = np.random.default_rng(0)
    artist = np.repeat(np.arange(20), 3)
    labels = [str(a % 2) for a in artist]
    vectors = (np.eye(20)[artist] * 5 + 0.1 * rng.normal(size=(60, 20))).astype(np.float32)
    assert evaluate(vectors, labels).accuracy > 0.95
    assert evaluate(vectors, labels, artists=[str(a) for a in artist]).accuracy < 0.65


def test_labels_with_fewer_tracks_than_folds_are_left_out() -> None:
    labels = ["a"] * 10 + ["b"] * 10 + ["c"] * 4
    assert probed(labels).tolist() == [True] * 20 + [False] * 4
    found = evaluate(np.random.default_rng(0).normal(size=(24, 3)), labels)
    assert (found.n_tracks, found.n_labels) == (20, 2)
    # ten tracks by four artists do not fill five folds either
    artists = [str(i % 4) for i in range(10)] + [str(i) for i in range(14)]
    assert set(np.array(labels)[probed(labels, artists)]) == {"b"}


@pytest.mark.parametrize(
    ("labels", "artists", "words"),
    [
        (["a"] * 30, None, "fewer than two labels have 5 tracks; give more per label"),
        (["a"] * 26 + ["b"] * 4, None, "fewer than two labels have 5 tracks"),
        (["a", "b"] * 15, ["p"] * 30, "fewer than two labels have 5 artists"),
        (["a"], None, "one vector, one label"),
    ],
)
def test_where_nothing_can_be_learnt_it_says_why(
    labels: list[str], artists: list[str | None] | None, words: str
) -> None:
    with pytest.raises(EvaluationError, match=words):
        evaluate(np.zeros((30, 2), np.float32), labels, artists=artists)


def test_values_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(EvaluationError, match="not numbers"):
        evaluate(np.full((60, 2), np.inf, np.float32), LABELS)
