"""What describes sound stands every finite signal: finite numbers, without a warning."""

import numpy as np
import pytest
from extreme_signals import RATE, extreme, extreme_signals
from hypothesis import example, given, settings

from tunescape.arrays import FloatArray
from tunescape.features.embeddings.picture import PICTURES
from tunescape.features.excerpt import Excerpt
from tunescape.features.registry import SHIPPED


def heard(signal: FloatArray) -> Excerpt:
    return Excerpt(signal.mean(axis=0), RATE, channels=signal)


@pytest.mark.parametrize("name", [name for name in SHIPPED if not name.startswith("vgg16")])
@given(signal=extreme_signals())
@example(signal=extreme("sine", -22))
@example(signal=extreme("noise", -24))
@example(signal=extreme("fading", -22))
@example(signal=extreme("impulse", -45))
@example(signal=extreme("alternating", 0))
@settings(max_examples=20)
def test_a_feature_set_is_finite(name: str, signal: FloatArray) -> None:
    if not SHIPPED[name].available:
        pytest.skip("needs what is not installed")
    assert np.isfinite(SHIPPED[name](heard(signal)).astype(np.float64)).all()


@pytest.mark.parametrize("name", PICTURES)
@given(signal=extreme_signals())
@example(signal=extreme("sine", -22))
@settings(max_examples=20)
def test_a_picture_for_a_network_can_be_drawn(name: str, signal: FloatArray) -> None:
    picture = PICTURES[name](heard(signal).spectrum)
    assert (picture.shape, picture.dtype) == ((480, 640, 3), np.uint8)
