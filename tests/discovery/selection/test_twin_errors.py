"""Who does not find their twin is found as one would by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tunescape.discovery.selection.pairs import twin_errors

small = st.integers(-3, 3).map(float)


@given(st.data(), st.integers(1, 9), st.integers(1, 4))
def test_it_counts_as_one_would_by_hand(data: st.DataObject, n: int, d: int) -> None:
    vectors = data.draw(arrays(np.float64, (n, d), elements=small))
    labels = data.draw(arrays(np.int64, n, elements=st.integers(0, 3)))
    expected = []
    for i in range(n):
        distance = [float(((vectors[i] - vectors[j]) ** 2).sum()) for j in range(n)]
        own = [distance[j] for j in range(n) if j != i and labels[j] == labels[i]]
        others = [distance[j] for j in range(n) if labels[j] != labels[i]]
        expected.append(bool(own) and bool(others) and min(others) <= min(own))
    assert twin_errors(vectors, labels).tolist() == expected


def test_cosine_asks_for_the_angle() -> None:
    vectors = np.array([[1.0, 0.0], [100.0, 1.0], [0.0, 1.0], [1.0, 50.0]])
    assert twin_errors(vectors, [0, 0, 1, 1], metric="cosine").tolist() == [False] * 4
    assert twin_errors(vectors, [0, 0, 1, 1]).any()


def test_what_cannot_be_told_apart_is_not_found() -> None:
    assert twin_errors(np.zeros((4, 2)), list("aabb")).all()
    assert twin_errors(np.zeros((4, 2)), list("aabb"), metric="cosine").all()


def test_many_excerpts_are_judged_block_by_block() -> None:
    rng = np.random.default_rng(0)
    tracks = np.repeat(rng.normal(size=(400, 5)), 2, axis=0)
    vectors = tracks + 1e-3 * rng.normal(size=tracks.shape)
    labels = np.repeat(np.arange(400), 2)
    assert twin_errors(vectors, labels).sum() == 0
    shuffled = rng.permutation(labels)
    assert twin_errors(vectors, shuffled).mean() > 0.9
    assert twin_errors(vectors, shuffled, metric="cosine").mean() == pytest.approx(1, abs=0.1)
