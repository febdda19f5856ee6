"""What comes again in a track: likeness of its bars, and of stretches of them."""

import numpy as np

from tunescape.arrays import FloatArray, Vector
from tunescape.features.bar_features import BarFeatures

__all__ = ["likeness", "repetition", "stretch_likeness"]


def likeness(bars: BarFeatures) -> FloatArray:
    """How much each bar is like each other, by the notes that begin in it.

    Cosine similarity of slices in their order: a self-similarity matrix [1]_ with a bar a step.

    Parameters
    ----------
    bars : BarFeatures

    Returns
    -------
    np.ndarray [shape=(n_bars, n_bars), dtype=float32]
        From -1 to 1, symmetric.

    References
    ----------
    .. [1] J. Foote, "Visualizing music and audio using self-similarity", ACM Multimedia, 1999.
    """
    matrix: FloatArray = bars.notes @ bars.notes.T
    return matrix


def stretch_likeness(matrix: FloatArray, n_bars: int) -> FloatArray:
    """Mean likeness of stretches of so many bars, bar by bar: means along the diagonals.

    Parameters
    ----------
    matrix : np.ndarray [shape=(n, n)]
    n_bars : int in [1, n]

    Returns
    -------
    np.ndarray [shape=(n - n_bars + 1, n - n_bars + 1), dtype=float32]
        Of the stretches that begin at bars i and j.
    """
    n = len(matrix) - n_bars + 1
    total = np.zeros((n, n), dtype=np.float32)
    for bar in range(n_bars):
        total += matrix[bar : bar + n, bar : bar + n]
    return total / np.float32(n_bars)


def repetition(matrix: FloatArray, n_bars: int, *, times: int) -> Vector:
    """How well stretches come again: mean likeness of the best of their repetitions.

    Parameters
    ----------
    matrix : np.ndarray [shape=(n, n)]
    n_bars : int in [1, n]
        How long the stretches are.
    times : int > 0
        How many repetitions are looked for; none overlaps the stretch or another one.

    Returns
    -------
    np.ndarray [shape=(n - n_bars + 1,), dtype=float64]
        From -1 to 1. Where there is no room for as many, of those there are; 0 if there are none.
    """
    alike = stretch_likeness(matrix, n_bars)
    found = np.zeros(len(alike))
    for first, row in enumerate(alike):
        values = row.copy()
        taken, best = first, []
        for _ in range(times):
            values[max(0, taken - n_bars + 1) : taken + n_bars] = -np.inf
            taken = int(values.argmax())
            if np.isneginf(values[taken]):
                break
            best.append(float(values[taken]))
        found[first] = np.mean(best) if best else 0.0
    return found
