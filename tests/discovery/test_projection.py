"""Principal axes: against scikit-learn, and clouds whose axes are known."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from tunescape.discovery.projection import principal_axes


@pytest.mark.parametrize("shape", [(40, 6), (12, 30), (2500, 6)])
def test_coordinates_are_those_of_scikit_learn(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    rows = (rng.normal(size=shape) @ rng.normal(size=(shape[1], shape[1])) + 5).astype(np.float32)
    before = rows.copy()
    frame = principal_axes(rows, n_components=3)
    reference = PCA(3, svd_solver="full")
    expected = reference.fit_transform(StandardScaler().fit_transform(rows.astype(np.float64)))
    np.testing.assert_allclose(np.abs(frame.project(rows)), np.abs(expected), atol=1e-4)
    np.testing.assert_allclose(frame.explained, reference.explained_variance_ratio_, rtol=1e-6)
    np.testing.assert_array_equal(rows, before)


def test_the_largest_coefficient_of_an_axis_is_positive() -> None:
    for seed in range(10):
        frame = principal_axes(
            np.random.default_rng(seed).normal(size=(20, 5)).astype(np.float32), n_components=4
        )
        assert all(axis[np.abs(axis).argmax()] > 0 for axis in frame.axes)


def test_many_rows_far_from_zero_or_of_half_precision_lose_nothing() -> None:
    rng = np.random.default_rng(1)
    spread = np.array([1.0, 3.0, 0.5, 0.1])
    rows = (rng.normal(size=(5000, 4)) @ (np.eye(4) + 0.3) * spread + 1000).astype(np.float32)
    expected = PCA(2).fit(StandardScaler().fit_transform(rows.astype(np.float64)))
    frame = principal_axes(rows, n_components=2)
    np.testing.assert_allclose(frame.explained, expected.explained_variance_ratio_, rtol=1e-4)
    np.testing.assert_allclose(np.abs(frame.axes), np.abs(expected.components_), atol=1e-3)
    halves = (rows - 1000).astype(np.float16)
    np.testing.assert_allclose(
        principal_axes(halves, n_components=2).explained,
        principal_axes(halves.astype(np.float32), n_components=2).explained,
        rtol=1e-6,
    )


def test_many_equal_rows_lie_in_one_place() -> None:
    rows = np.full((3000, 4), 1234.5678, np.float32)
    frame = principal_axes(rows, n_components=2)
    np.testing.assert_allclose(frame.project(rows), 0, atol=1e-9)


def test_what_does_not_vary_has_no_say() -> None:
    rows = np.random.default_rng(0).normal(size=(20, 4)).astype(np.float32)
    constant = np.hstack([rows, np.full((20, 1), 1234.5678, np.float32)])
    with_it, without = (principal_axes(one, n_components=2) for one in (constant, rows))
    np.testing.assert_allclose(with_it.project(constant), without.project(rows), atol=1e-6)
    same = principal_axes(np.ones((5, 4), np.float32), n_components=2)
    np.testing.assert_array_equal(same.project(np.ones((5, 4), np.float32)), np.zeros((5, 2)))
