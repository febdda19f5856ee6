"""Sharpening is a function of the cosine, and of nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.discovery.sharpening import LINEAR, axis_names, principal_axes_of_rhythm, sharpened
from tunescape.errors import DiscoveryError
from tunescape.features.rhythm_pattern import PATTERN_DIMENSIONS


@given(d=st.integers(1, 30), seed=st.integers(0, 1000), length=st.floats(0.1, 50))
def test_the_cosine_becomes_its_polynomial(d: int, seed: int, length: float) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.standard_normal((2, d))
    c = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    first, second = sharpened(np.stack([length * a, b]).astype(np.float32)).astype(np.float64)
    cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
    assert cosine == pytest.approx((c**2 + 2 * LINEAR * c) / (1 + 2 * LINEAR), abs=1e-4)
    squared = length**2 * (a @ a)
    assert np.linalg.norm(first) == pytest.approx(np.sqrt(1 + 2 * LINEAR) * squared, rel=1e-4)
    assert len(first) == len(axis_names(d)) == len(set(axis_names(d)))


def test_what_is_nearly_the_same_stands_out() -> None:
    def of(c: float) -> float:
        a, b = sharpened(np.array([[1, 0], [c, np.sqrt(1 - c * c)]], dtype=np.float32))
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    assert of(1.0) == pytest.approx(1)
    assert of(0.9) > 0.8
    assert of(0.3) < 0.15
    assert -0.05 < of(-0.3) < of(-0.7) < 0.25


def test_nothing_stays_nothing() -> None:
    assert not sharpened(np.zeros((2, 5), dtype=np.float32)).any()


def test_the_shipped_axes_are_orthogonal() -> None:
    axes = principal_axes_of_rhythm(PATTERN_DIMENSIONS)
    assert axes.shape == (25, 125)
    np.testing.assert_allclose(axes @ axes.T, np.eye(25), atol=1e-4)


def test_axes_of_other_dimensions_are_refused() -> None:
    with pytest.raises(DiscoveryError, match="no axes are shipped"):
        principal_axes_of_rhythm(("a", "b"))
