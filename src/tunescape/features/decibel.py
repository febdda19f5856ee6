"""The decibel scale of spectra."""

from typing import TypeVar

import numpy as np

from tunescape.arrays import FloatArray, Vector

__all__ = ["power_to_db"]

_Array = TypeVar("_Array", FloatArray, Vector)


def power_to_db(power: _Array, *, floor: float = 1e-10, top_db: float = 80.0) -> _Array:
    """Convert power to decibels relative to 1, cut off a fixed range below the loudest value.

    Parameters
    ----------
    power : np.ndarray [any shape but empty]
        Non-negative.
    floor : float > 0
        Smaller powers count as this one, so silence is -100 dB and not minus infinity.
    top_db : float >= 0, dB
        Nothing lies further than this below the maximum of the array.

    Returns
    -------
    np.ndarray [same shape and dtype]
        10 log10(power), in dB.
    """
    level: _Array = np.log10(np.maximum(power, floor))
    level *= 10
    np.maximum(level, level.max() - top_db, out=level)
    return level
