"""The array types that signatures speak of."""

import numpy as np
import numpy.typing as npt

__all__ = ["FloatArray", "IntArray", "Vector"]

FloatArray = npt.NDArray[np.float32]
"""Samples, frames, matrices: float32 unless a docstring says otherwise."""

Vector = npt.NDArray[np.float64]
"""Statistics that are worth double precision."""

IntArray = npt.NDArray[np.int64]
"""Positions and counts."""
