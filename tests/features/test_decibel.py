import numpy as np
import pytest

from tunescape.features.decibel import power_to_db


def test_ten_decibels_are_a_factor_of_ten():
    np.testing.assert_allclose(power_to_db(np.array([1.0, 10.0, 1e-3])), [0, 10, -30])


def test_silence_lies_at_the_floor():
    np.testing.assert_allclose(power_to_db(np.zeros((2, 3))), -100)


@pytest.mark.parametrize("top_db", [0.0, 20.0, 80.0])
def test_nothing_lies_further_below_the_maximum_than_asked(top_db):
    level = power_to_db(np.array([[1e3, 1e-9], [1e2, 0.0]]), top_db=top_db)
    assert level.max() == pytest.approx(30)
    assert level.min() == pytest.approx(30 - top_db)


def test_keeps_dtype_and_input():
    power = np.array([0.0, 0.5], dtype=np.float32)
    assert power_to_db(power).dtype == np.float32
    np.testing.assert_array_equal(power, np.array([0.0, 0.5], dtype=np.float32))
