"""Recursive filters as matrix products.

A recursion cannot be vectorised sample by sample. A block of samples can: the outputs of a linear filter are
a matrix times the block's inputs, plus another matrix times the filter's state before the block; and the
states of all blocks follow from each other by one small matrix, pair by pair. That takes half the time of
scipy.signal.sosfilt, and spares every worker its import, which costs as much as hearing several tracks.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tunescape.arrays import FloatArray, Vector

__all__ = ["Sections", "filter_signal"]

Sections = tuple[tuple[float, float, float, float, float], ...]
"""Second-order sections in series: (b0, b1, b2, a1, a2) of each, with a0 = 1."""

_BLOCK = 32
_BLOCKS_AT_ONCE = 32_768
"""A million samples: what is done at a time, so that memory does not grow with a segment's length."""


class _StateSpace(NamedTuple):
    # s' = A s + B x, y = C s + D x
    A: Vector
    B: Vector
    C: Vector
    D: float


class _BlockForm(NamedTuple):
    outputs: FloatArray  # of the inputs of a block [shape=(_BLOCK, _BLOCK)]
    reached: Vector  # the state that the inputs lead to, from rest [shape=(_BLOCK, n)]
    ringing: FloatArray  # the outputs of a state, without input [shape=(n, _BLOCK)]
    decay: Vector  # what a block without input makes of a state [shape=(n, n)]


def filter_signal(samples: FloatArray, sections: Sections) -> FloatArray:
    """Filter a signal from rest, forward.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
    sections : Sections
        Stable.

    Returns
    -------
    np.ndarray [shape=(n,), dtype=float32]
        Within about 1e-6 of the largest sample of what double precision gives.
    """
    form = _block_form(sections)
    y = np.empty_like(samples)
    state = np.zeros((1, len(form.decay)))
    for first in range(0, len(samples), _BLOCK * _BLOCKS_AT_ONCE):
        piece = samples[first : first + _BLOCK * _BLOCKS_AT_ONCE]
        x = np.zeros((-(-len(piece) // _BLOCK), _BLOCK), dtype=np.float32)
        x.ravel()[: len(piece)] = piece
        # the states in double precision: those of a filter with low corners add up many small numbers
        steps = np.vstack([state, x.astype(np.float64) @ form.reached, np.zeros_like(state)])
        states = _states_before(steps, form.decay)
        blocks = x @ form.outputs
        blocks += states[1:-1].astype(np.float32) @ form.ringing
        y[first : first + len(piece)] = blocks.ravel()[: len(piece)]
        state = states[-1:]
    return y


def _states_before(steps: Vector, decay: Vector) -> Vector:
    """Solve s[0] = 0, s[k + 1] = decay s[k] + steps[k]: two steps make one of half as many."""
    n = len(steps)
    if n == 1:
        return np.zeros_like(steps)
    if n % 2:
        steps = np.vstack([steps, np.zeros_like(steps[:1])])
    even = _states_before(steps[0::2] @ decay.T + steps[1::2], decay @ decay)
    states = np.empty_like(steps)
    states[0::2] = even
    states[1::2] = even @ decay.T + steps[0::2]
    return states[:n]


@lru_cache(maxsize=8)
def _block_form(sections: Sections) -> _BlockForm:
    A, B, C, D = _in_series(sections)
    powers = [np.eye(len(A))]
    for _ in range(_BLOCK):
        powers.append(A @ powers[-1])
    response = np.array([D, *(C @ power @ B for power in powers[: _BLOCK - 1])])
    lag = np.arange(_BLOCK) - np.arange(_BLOCK)[:, None]
    outputs = np.where(lag >= 0, response[np.maximum(lag, 0)], 0.0)
    reached = np.stack([powers[_BLOCK - 1 - i] @ B for i in range(_BLOCK)])
    ringing = np.stack([C @ power for power in powers[:_BLOCK]], axis=1)
    return _BlockForm(outputs.astype(np.float32), reached, ringing.astype(np.float32), powers[_BLOCK])


def _in_series(sections: Sections) -> _StateSpace:
    whole = _StateSpace(np.zeros((0, 0)), np.zeros(0), np.zeros(0), 1.0)
    for b0, b1, b2, a1, a2 in sections:
        # transposed direct form II
        A, B, C = (
            np.array([[-a1, 1.0], [-a2, 0.0]]),
            np.array([b1 - a1 * b0, b2 - a2 * b0]),
            np.array([1.0, 0.0]),
        )
        whole = _StateSpace(
            np.block([[whole.A, np.zeros((len(whole.B), 2))], [np.outer(B, whole.C), A]]),
            np.concatenate([whole.B, B * whole.D]),
            np.concatenate([b0 * whole.C, C]),
            b0 * whole.D,
        )
    return whole
