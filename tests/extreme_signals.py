"""Signals at the edges of what samples can be, for what has to stand all of them."""

import numpy as np
from hypothesis import strategies as st

from tunescape.arrays import FloatArray

__all__ = ["RATE", "extreme", "extreme_signals"]

RATE = 22_050

_SHAPES = ("sine", "noise", "constant", "impulse", "alternating", "clipped", "fading")
_LONGEST = 2 * RATE


def extreme(shape: str, exponent: int, n: int = _LONGEST, *, one_sided: bool = False) -> FloatArray:
    """Return a signal [shape=(n_channels, n)] of a shape, with a peak of 10 to an exponent.

    Parameters
    ----------
    shape : str
        ``fading`` is a sine at full scale that falls to that peak halfway.
    exponent : int
        From -45, the least that float32 can tell from 0.
    n : int > 0
    one_sided : bool
        Whether a silent channel lies beside it.
    """
    sine = np.sin(2 * np.pi * 440 * np.arange(n) / RATE)
    level = float(np.float32(10.0**exponent)) if exponent > -45 else float(np.float32(1.4e-45))
    unit = {
        "sine": sine,
        "noise": np.random.default_rng(0).uniform(-1, 1, n),
        "constant": np.ones(n),
        "impulse": np.arange(n) == n // 2,
        "alternating": np.where(np.arange(n) % 2, -1.0, 1.0),
        "clipped": np.clip(40 * sine, -1, 1),
        "fading": np.where(np.arange(n) < n // 2, sine / level, sine),
    }[shape]
    samples = (level * unit).astype(np.float32)
    return np.stack([samples, np.zeros_like(samples)]) if one_sided else samples[np.newaxis]


def extreme_signals(*, longest: int = _LONGEST) -> st.SearchStrategy[FloatArray]:
    """Draw such signals, of one sample or more."""
    return st.builds(
        extreme,
        st.sampled_from(_SHAPES),
        st.integers(-45, 6),
        st.sampled_from([1, 2, 2047, longest]),
        one_sided=st.booleans(),
    )
