"""What is read off the waveform, frame by frame."""

from typing import Any

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray

__all__ = ["rms", "zero_crossing_rate"]

SILENCE = 1e-10


def _hops(x: npt.NDArray[Any], *, frame_length: int, hop_length: int) -> npt.NDArray[Any]:
    """Cut samples into the stretches of which centred, zero-padded frames are made.

    Overlapping frames share their stretches, so each sample has to be looked at only once.
    """
    if frame_length % hop_length:
        raise ValueError(f"hop_length {hop_length} does not divide frame_length {frame_length}")
    n_hops = len(x) // hop_length + frame_length // hop_length
    padded = np.zeros(n_hops * hop_length, dtype=x.dtype)
    first = frame_length // 2
    padded[first : first + len(x)] = x[: len(padded) - first]
    return padded.reshape(n_hops, hop_length)


def _frame_sums(per_hop: npt.NDArray[Any], hops_per_frame: int) -> npt.NDArray[Any]:
    windows = np.lib.stride_tricks.sliding_window_view(per_hop, hops_per_frame)
    sums: npt.NDArray[Any] = windows.sum(axis=1)
    return sums


def rms(y: FloatArray, *, frame_length: int = 2048, hop_length: int = 512) -> FloatArray:
    """Root mean square of the samples in centred, zero-padded frames.

    Parameters
    ----------
    y : np.ndarray [shape=(n,), dtype=float32]
    frame_length, hop_length : int > 0, samples
        The hop divides the frame.

    Returns
    -------
    np.ndarray [shape=(1 + n // hop_length,), dtype=float32]
        In the amplitude of ``y``.

    Raises
    ------
    ValueError
        If the hop does not divide the frame.
    """
    hops = _hops(y, frame_length=frame_length, hop_length=hop_length)
    energy = np.einsum("ij,ij->i", hops, hops)
    level: FloatArray = np.sqrt(_frame_sums(energy, frame_length // hop_length) / np.float32(frame_length))
    return level


def zero_crossing_rate(y: FloatArray, *, frame_length: int = 2048, hop_length: int = 512) -> FloatArray:
    """Share of the samples in each centred frame at which the sign changes.

    Amplitudes up to 1e-10 count as zero, and zero as positive. The signal is held constant beyond its
    ends; a frame's first sample has no predecessor in the frame, so it never counts.

    Parameters
    ----------
    y : np.ndarray [shape=(n,), dtype=float32]
    frame_length, hop_length : int > 0, samples
        The hop divides the frame.

    Returns
    -------
    np.ndarray [shape=(1 + n // hop_length,), dtype=float32]
        In [0, 1).

    Raises
    ------
    ValueError
        If the hop does not divide the frame.
    """
    negative = y < -SILENCE
    crossings = np.zeros(len(y), dtype=np.bool_)
    np.not_equal(negative[1:], negative[:-1], out=crossings[1:])
    hops = _hops(crossings, frame_length=frame_length, hop_length=hop_length)
    counts = _frame_sums(np.count_nonzero(hops, axis=1), frame_length // hop_length)
    rate: FloatArray = ((counts - hops[: len(counts), 0]) / frame_length).astype(np.float32)
    return rate
