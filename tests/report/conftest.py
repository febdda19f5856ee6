"""Sounds whose pictures are known."""

from collections.abc import Callable

import numpy as np
import pytest

from tunescape.arrays import FloatArray
from tunescape.audio.signal import Signal

RATE = 22_050


@pytest.fixture(scope="session")
def tone() -> Callable[..., Signal]:
    """A function from a frequency to a mono sine of it."""

    def make(frequency_hz: float, *, seconds: float = 2.0, amplitude: float = 0.5) -> Signal:
        t = np.arange(round(seconds * RATE)) / RATE
        samples: FloatArray = (amplitude * np.sin(2 * np.pi * frequency_hz * t)).astype(np.float32)
        return Signal(samples[None], RATE)

    return make
