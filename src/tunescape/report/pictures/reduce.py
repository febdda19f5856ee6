"""As many columns as a picture has pixels: what is drawn is never more than can be seen."""

from typing import Literal

import numpy as np

from tunescape.arrays import FloatArray, IntArray, Vector

__all__ = ["column_starts", "envelope", "reduce_rows"]


def column_starts(n: int, columns: int) -> IntArray:
    """Cut ``n`` frames or samples into stretches of nearly equal length.

    Parameters
    ----------
    n, columns : int > 0

    Returns
    -------
    np.ndarray [shape=(min(n, columns),), dtype=int64]
        Where each begins.
    """
    columns = min(n, columns)
    starts: IntArray = np.arange(columns, dtype=np.int64) * n // columns
    return starts


def reduce_rows(frames: FloatArray, columns: int, how: Literal["max", "mean"]) -> FloatArray:
    """Join neighbouring frames until there are no more than ``columns``.

    Parameters
    ----------
    frames : np.ndarray [shape=(n_frames, ...)]
    columns : int > 0
    how : {"max", "mean"}
        The largest, for what is loud or strong (a click is seen in a picture of an hour), or the mean.

    Returns
    -------
    np.ndarray [shape=(min(n_frames, columns), ...)]
    """
    n = len(frames)
    if n <= columns:
        return frames
    starts = column_starts(n, columns)
    if how == "max":
        return np.maximum.reduceat(frames, starts, axis=0)
    counts = np.diff(np.append(starts, n)).astype(frames.dtype)
    total: FloatArray = np.add.reduceat(frames, starts, axis=0)
    return total / counts.reshape(-1, *[1] * (frames.ndim - 1))


def envelope(samples: FloatArray, columns: int) -> tuple[FloatArray, FloatArray, Vector]:
    """Outline of a waveform.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
    columns : int > 0

    Returns
    -------
    lowest, highest : np.ndarray [shape=(min(n, columns),), dtype=float32]
    rms : np.ndarray [shape=(min(n, columns),), dtype=float64]
        Root mean square of each stretch.
    """
    starts = column_starts(len(samples), columns)
    counts = np.diff(np.append(starts, len(samples)))
    energy = np.add.reduceat(np.square(samples, dtype=np.float64), starts) / counts
    return np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts), np.sqrt(energy)
