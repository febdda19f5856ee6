import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from tunescape.arrays import FloatArray
from tunescape.errors import EvaluationError
from tunescape.evaluation.retrieval import (
    average_precision,
    ceiling,
    chance,
    evaluate,
    precision_at,
    rank,
)


def unit(vectors: np.ndarray) -> FloatArray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def one_by_one(vectors: FloatArray, labels: list[str], artists: list[str | None] | None) -> list[list[float]]:
    """The definitions, query by query and track by track: 1-NN, P@5, P@10, average precision."""
    scores = []
    for i in range(len(labels)):
        others = [j for j in range(len(labels)) if j != i]
        if artists:
            others = [j for j in others if artists[j] is None or artists[j] != artists[i]]
        if labels[i] not in [labels[j] for j in others]:
            continue
        cosine = {j: float(np.dot(vectors[i].astype(float), vectors[j].astype(float))) for j in others}
        hits = [labels[j] == labels[i] for j in sorted(others, key=lambda j: (-cosine[j], j))]
        precisions = [sum(hits[: k + 1]) / (k + 1) for k, hit in enumerate(hits) if hit]
        row = [float(hits[0]), sum(hits[:5]) / 5, sum(hits[:10]) / 10, sum(precisions) / len(precisions)]
        reference = average_precision_score(
            [labels[j] == labels[i] for j in others], [cosine[j] for j in others]
        )
        assert row[-1] == pytest.approx(reference, abs=1e-9)
        scores.append(row)
    return scores


@pytest.mark.parametrize("with_artists", [False, True])
@pytest.mark.parametrize("n", [7, 40, 300])
def test_it_is_what_the_definitions_and_scikit_learn_say(n: int, with_artists: bool) -> None:
    rng = np.random.default_rng(n)
    vectors = unit(rng.normal(size=(n, 8)))
    labels = [f"label {i}" for i in rng.integers(4, size=n)]
    artists = (
        [None if i == 0 else f"artist {i}" for i in rng.integers(n // 3, size=n)] if with_artists else None
    )
    expected = np.array(one_by_one(vectors, labels, artists))
    found = rank(vectors, labels, artists=artists)
    columns = (found.one_nn, found.precision_at_5, found.precision_at_10, found.average_precision)
    np.testing.assert_allclose(np.array(columns).T, expected, atol=1e-12)
    means = evaluate(vectors, labels, artists=artists)
    assert (means.one_nn, means.precision_at_5, means.precision_at_10, means.map) == pytest.approx(
        tuple(expected.mean(axis=0))
    )
    assert means.n_queries == len(expected)
    assert means.map_ci
    assert means.map_ci[0] < means.map < means.map_ci[1]


def test_a_perfect_space_reaches_the_ceiling() -> None:
    labels = ["a"] * 6 + ["b"] * 12 + ["c"]
    vectors = np.eye(3, dtype=np.float32)[[0] * 6 + [1] * 12 + [2]]
    found, best = evaluate(vectors, labels), ceiling(labels)
    assert (found.one_nn, found.map, found.one_nn_ci) == (1.0, 1.0, (1.0, 1.0))
    assert found.precision_at_10 == best.precision_at_10 == pytest.approx((6 * 0.5 + 12 * 1.0) / 18)
    assert found.precision_at_5 == best.precision_at_5 == 1.0
    assert found.n_queries == best.n_queries == 18  # the only track of c has no other to find


def test_an_adversarial_space_ranks_all_others_first() -> None:
    # each track lies opposite to those of its label
    labels = ["a", "a", "b", "b"]
    vectors = np.array([[1, 0], [-1, 0], [0, 1], [0, -1]], dtype=np.float32)
    found = evaluate(vectors, labels)
    assert (found.one_nn, found.precision_at_5, found.map) == (0.0, 0.2, pytest.approx(1 / 3))


def test_random_spaces_score_what_chance_says() -> None:
    rng = np.random.default_rng(0)
    labels = ["a"] * 20 + ["b"] * 8 + ["c"] * 4
    artists = [str(i // 3) for i in range(32)]
    for whose in (None, artists):
        found = [rank(unit(rng.normal(size=(32, 50))), labels, artists=whose) for _ in range(150)]
        expected = chance(labels, whose)
        for name in ("one_nn", "precision_at_5", "precision_at_10"):
            mean = np.mean([getattr(scores, name) for scores in found])
            assert mean == pytest.approx(getattr(expected, name), abs=0.025)
        assert np.mean([scores.average_precision for scores in found]) == pytest.approx(
            expected.map, abs=0.025
        )


def test_tracks_by_the_artist_do_not_answer() -> None:
    vectors = unit(np.array([[1, 0], [1, 0.01], [1, 0.5], [1, 0.03]]))
    labels = ["x", "x", "x", "y"]
    assert rank(vectors, labels).one_nn.tolist() == [1.0, 1.0, 0.0]
    # the same artist made the first two: their nearest neighbours are now of y
    assert rank(vectors, labels, artists=["p", "p", "q", "r"]).one_nn.tolist() == [0.0, 0.0, 0.0]
    # nobody knows who made them: nothing is left out
    assert rank(vectors, labels, artists=[None] * 4).one_nn.tolist() == [1.0, 1.0, 0.0]


@given(st.lists(st.lists(st.booleans(), min_size=9, max_size=9).filter(any), min_size=1, max_size=5))
def test_scores_lie_between_0_and_1_and_fewer_ranks_than_k_are_misses(rows: list[list[bool]]) -> None:
    relevant = np.array(rows)
    for scores in (precision_at(relevant, 5), precision_at(relevant, 10), average_precision(relevant)):
        assert ((scores >= 0) & (scores <= 1)).all()
    np.testing.assert_allclose(precision_at(relevant, 10), relevant.sum(axis=1) / 10)
    best = np.sort(relevant, axis=1)[:, ::-1]
    assert (average_precision(best) == 1).all()
    assert (average_precision(relevant) <= 1).all()


def test_the_order_of_tracks_changes_nothing() -> None:
    rng = np.random.default_rng(5)
    vectors = unit(rng.normal(size=(50, 6)))
    labels = [str(i % 5) for i in range(50)]
    order = rng.permutation(50)
    shuffled = evaluate(vectors[order], [labels[i] for i in order])
    assert shuffled.map == pytest.approx(evaluate(vectors, labels).map)


@pytest.mark.parametrize(
    ("labels", "artists", "words"),
    [
        (["a", "a", "a"], None, "all tracks have the same label; give music of at least two"),
        (["a", "b", "c"], None, "no track has another track of its label"),
        (["a", "a", "b"], ["p", "p", "q"], "no track has another artist's track of its label"),
        (["a", "b"], None, "one vector, one label"),
        (["a", "a", "b"], ["p"], "one vector, one label and one artist"),
    ],
)
def test_where_nothing_can_be_found_it_says_why(
    labels: list[str], artists: list[str | None] | None, words: str
) -> None:
    with pytest.raises(EvaluationError, match=words):
        evaluate(np.eye(3, dtype=np.float32), labels, artists=artists)


def test_values_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(EvaluationError, match="not numbers"):
        evaluate(np.full((3, 2), np.nan, np.float32), ["a", "a", "b"])
