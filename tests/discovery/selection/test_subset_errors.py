"""All subsets at once give what each alone gives."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tunescape.discovery.selection.fitness import subset_errors
from tunescape.discovery.selection.pairs import twin_errors


@given(st.data(), st.integers(1, 12), st.integers(1, 5), st.integers(0, 4))
def test_it_agrees_with_the_pair_task(data: st.DataObject, n: int, d: int, n_subsets: int) -> None:
    # whole numbers: their distances are exact in float32, so that even ties are the same
    z = data.draw(arrays(np.float32, (n, d), elements=st.integers(-4, 4).map(float)))
    labels = data.draw(arrays(np.int64, n, elements=st.integers(0, 4)))
    subsets = data.draw(arrays(np.bool_, (n_subsets, d)))
    expected = [int(twin_errors(z[:, subset], labels).sum()) for subset in subsets]
    assert subset_errors(z, labels, subsets).tolist() == expected


def test_many_subsets_of_many_excerpts() -> None:
    rng = np.random.default_rng(1)
    z = rng.normal(size=(61, 30)).astype(np.float32)
    z[1::2] += 2 * z[:-1:2]
    labels = [f"track {i // 2}" for i in range(61)]
    subsets = rng.random((700, 30)) < 0.3
    found = subset_errors(z, labels, subsets)
    expected = [twin_errors(z[:, subset], labels).sum() for subset in subsets]
    np.testing.assert_array_equal(found, expected)
    assert len(set(found.tolist())) > 10


def test_nothing_is_changed_and_nothing_told_apart_by_no_feature() -> None:
    z = np.random.default_rng(0).normal(size=(6, 3)).astype(np.float32)
    subsets = np.array([[False] * 3, [True] * 3])
    before = z.copy(), subsets.copy()
    assert subset_errors(z, [0, 0, 1, 1, 2, 2], subsets)[0] == 6
    np.testing.assert_array_equal(z, before[0])
    np.testing.assert_array_equal(subsets, before[1])
