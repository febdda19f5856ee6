"""Probabilities that can be believed, and a threshold that keeps what is likely right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from tunescape.discovery.genres.calibration import Calibration, calibrate


def drawn(n: int, *, scale: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw logits and truths that agree with them, then scale the logits."""
    random = np.random.default_rng(seed)
    logits = random.normal(0, 2, (n, 5))
    odds = np.exp(logits)
    shares = odds / odds.sum(axis=1, keepdims=True)
    truth = np.array([random.choice(5, p=row) for row in shares])
    return logits * scale, truth


@pytest.mark.parametrize("scale", [0.2, 1.0, 6.0])
def test_the_temperature_undoes_how_logits_were_scaled(scale: float) -> None:
    logits, truth = drawn(4000, scale=scale, seed=1)
    assert calibrate(logits, truth).temperature == pytest.approx(scale, rel=0.1)


def test_confidences_are_as_often_right_as_they_say() -> None:
    logits, truth = drawn(6000, scale=5.0, seed=2)
    probabilities = calibrate(logits, truth).probabilities(logits)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    for low in (0.3, 0.5, 0.7, 0.9):
        said = (confidence >= low) & (confidence < low + 0.1)
        assert right[said].mean() == pytest.approx(confidence[said].mean(), abs=0.06)


def test_above_the_threshold_nineteen_in_twenty_are_right() -> None:
    logits, truth = drawn(4000, scale=1.0, seed=3)
    logits *= 3  # surer, and wrong as often: the temperature will find out
    calibration = calibrate(logits, truth)
    probabilities = calibration.probabilities(logits)
    kept = probabilities.max(axis=1) >= calibration.threshold
    right = probabilities.argmax(axis=1) == truth
    assert kept.mean() >= 0.5
    assert right[kept].mean() >= right.mean()


def test_a_model_that_is_always_right_refuses_what_is_stranger_than_anything_it_saw() -> None:
    logits = np.eye(4)[np.arange(40) % 4] * np.linspace(3, 9, 40)[:, np.newaxis]
    calibration = calibrate(logits, np.arange(40) % 4)
    confidence = calibration.probabilities(logits).max(axis=1)
    assert calibration.threshold == pytest.approx(confidence.min())


@given(
    npst.arrays(np.float64, st.tuples(st.integers(1, 30), st.integers(2, 6)), elements=st.floats(-1e3, 1e3)),
    st.data(),
)
def test_any_logits_give_probabilities_and_a_threshold(logits: np.ndarray, data: st.DataObject) -> None:
    truth = np.array(
        data.draw(st.lists(st.integers(0, logits.shape[1] - 1), min_size=len(logits), max_size=len(logits)))
    )
    calibration = calibrate(logits, truth)
    probabilities = calibration.probabilities(logits)
    assert calibration.temperature > 0
    assert 0 <= calibration.threshold <= 1
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert (probabilities.max(axis=1) >= calibration.threshold).mean() >= 0.5


def test_a_higher_temperature_is_less_sure() -> None:
    logits = np.array([[1.0, 3.0, 0.0]])
    sure, unsure = (Calibration(t, 0.0).probabilities(logits).max() for t in (0.5, 5.0))
    assert sure > unsure > 1 / 3
