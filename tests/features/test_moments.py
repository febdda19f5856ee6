import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tunescape.features.moments import NORMAL_KURTOSIS, moments

any_float32 = st.floats(width=32, allow_nan=False, allow_infinity=False)


def reference(x):
    return np.stack(
        [
            x.mean(axis=-1),
            x.std(axis=-1),
            scipy.stats.skew(x, axis=-1),
            scipy.stats.kurtosis(x, axis=-1, fisher=False),
        ]
    )


@pytest.mark.parametrize("offset", [0.0, 1e4])
@pytest.mark.parametrize("draw", ["standard_normal", "standard_exponential", "random"])
def test_agrees_with_scipy_row_by_row(draw, offset):
    x = getattr(np.random.default_rng(1), draw)((5, 3000)) + offset
    np.testing.assert_allclose(moments(x), reference(x), rtol=1e-8)


def test_float32_is_computed_in_double_precision():
    x = (np.random.default_rng(2).standard_normal(50_000) + 100).astype(np.float32)
    np.testing.assert_allclose(moments(x), reference(x.astype(np.float64)), rtol=1e-8)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("value", [0.0, 0.1, -7e8])
@pytest.mark.parametrize("n", [1, 2, 997, 150_001])
def test_what_does_not_vary_is_neither_skewed_nor_peaked(value, n, dtype):
    x = np.full(n, value, dtype=dtype)
    np.testing.assert_allclose(moments(x), [x[0], 0, 0, NORMAL_KURTOSIS], rtol=1e-12)


def test_rounding_is_no_spread():
    x = np.full(1000, 5.0, dtype=np.float32)
    x[::2] = np.nextafter(x[0], np.float32(6))
    np.testing.assert_array_equal(moments(x)[1:], [0, 0, NORMAL_KURTOSIS])
    assert moments(x.astype(np.float64))[1] > 0


def test_of_nothing():
    np.testing.assert_array_equal(moments(np.empty(0)), [0, 0, 0, NORMAL_KURTOSIS])
    assert moments(np.empty((3, 0))).shape == (4, 3)


@given(hnp.arrays(np.float32, st.integers(1, 40), elements=any_float32))
def test_finite_for_every_finite_input_and_within_bounds(x):
    before = x.copy()
    mean, std, skewness, kurtosis = moments(x)
    assert np.isfinite([mean, std, skewness, kurtosis]).all()
    assert std >= 0
    assert kurtosis >= skewness**2 + 1 - 1e-6 * kurtosis  # Pearson's inequality
    np.testing.assert_array_equal(x, before)


@given(st.floats(1e-6, 1e6), st.integers(0, 2**32 - 1))
def test_skewness_and_kurtosis_ignore_scale_and_mirror(scale, seed):
    x = np.random.default_rng(seed).standard_exponential(200)
    _, std, skewness, kurtosis = moments(x)
    np.testing.assert_allclose(moments(-scale * x)[1:], [scale * std, -skewness, kurtosis], rtol=1e-9)
