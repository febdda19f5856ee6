"""The small network that hears chords: the same weights at every root, so that all keys are alike to it."""

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.features.chord_names import QUALITIES
from tunescape.features.pitch_registers import REGISTERS, SOUNDING, STARTING
from tunescape.weights import read_weights

__all__ = ["N_INPUT_ROWS", "ChordNetwork", "describe_stretches", "load_chord_network"]

NEIGHBOURS = (1, -1, 2, -2)
"""How many stretches later that is seen which is also described: each sees two before and two after it."""

NEAR, FAR = 4, 16
N_INPUT_ROWS = len(REGISTERS) + 4 * len(NEIGHBOURS) + 5
"""Rows of twelve pitch classes in a description."""

STRETCHES_AT_ONCE = 1024


@dataclass(frozen=True)
class ChordNetwork:
    """One hidden layer over a description turned to each of the twelve roots, and what follows what.

    Attributes
    ----------
    mean, scale : np.ndarray [shape=(n_rows,), dtype=float32]
        Of the rows it was fitted on.
    hidden : np.ndarray [shape=(n_rows * 12, n_hidden), dtype=float32]
        For the description from the root upwards.
    hidden_bias : np.ndarray [shape=(n_hidden,), dtype=float32]
    output : np.ndarray [shape=(n_hidden, 11), dtype=float32]
        To the qualities, and to what is no chord.
    output_bias : np.ndarray [shape=(11,), dtype=float32]
    transitions : np.ndarray [shape=(11, 12, 11), dtype=float32]
        Log probability that a quality, or no chord, is followed so many semitones higher by a quality; the
        last of both are no chord, of which only the first interval counts.
    """

    mean: FloatArray
    scale: FloatArray
    hidden: FloatArray
    hidden_bias: FloatArray
    output: FloatArray
    output_bias: FloatArray
    transitions: FloatArray

    def log_probabilities(self, described: FloatArray) -> FloatArray:
        """Return how likely each chord is.

        Parameters
        ----------
        described : np.ndarray [shape=(n, n_rows, 12), dtype=float32]
            As :func:`describe_stretches` makes them.

        Returns
        -------
        np.ndarray [shape=(n, 121), dtype=float32]
            By the numbers of chords; each row's probabilities sum to 1.
        """
        pieces = [
            self._some(described[start : start + STRETCHES_AT_ONCE])
            for start in range(0, len(described), STRETCHES_AT_ONCE)
        ]
        return np.concatenate([np.zeros((0, 12 * len(QUALITIES) + 1), dtype=np.float32), *pieces])

    def _some(self, described: FloatArray) -> FloatArray:
        rows = (described - self.mean[:, None]) / self.scale[:, None]
        turned = [np.roll(rows, -root, axis=2).reshape(len(rows), -1) for root in range(12)]
        hidden = np.maximum(np.stack(turned, axis=1) @ self.hidden + self.hidden_bias, 0)
        odds = hidden @ self.output + self.output_bias
        chords = odds[:, :, : len(QUALITIES)].reshape(len(rows), -1)
        every = np.concatenate([chords, odds[:, :, len(QUALITIES) :].mean(axis=1)], axis=1)
        every -= every.max(axis=1, keepdims=True)
        likely: FloatArray = every - np.log(np.exp(every).sum(axis=1, keepdims=True))
        return likely


def describe_stretches(registers: FloatArray) -> FloatArray:
    """Describe stretches of a track by what sounds in them, before, after and around them.

    Parameters
    ----------
    registers : np.ndarray [shape=(n, 7, 12), dtype=float32]
        Means over each stretch, in the order of time.

    Returns
    -------
    np.ndarray [shape=(n, 28, 12), dtype=float32]
        Square roots, so that soft notes count: the registers; what sounds and the lowest of it in the two
        stretches before and the two after; what starts low and high in them; all four in nine stretches
        around, and what sounds in thirty-three.
    """
    roots = np.sqrt(registers)
    n_sounding = len(SOUNDING)
    sounding = roots[:, :n_sounding].mean(axis=1, keepdims=True)
    lowest = np.concatenate([sounding, roots[:, -1:]], axis=1)
    starting = roots[:, n_sounding : n_sounding + len(STARTING)]
    rows = [roots, *(_later(lowest, n) for n in NEIGHBOURS), *(_later(starting, n) for n in NEIGHBOURS)]
    rows += [_around(np.concatenate([lowest, starting], axis=1), NEAR), _around(sounding, FAR)]
    described: FloatArray = np.concatenate(rows, axis=1).astype(np.float32)
    return described


def _later(rows: FloatArray, n: int) -> FloatArray:
    """Move rows by n stretches, nothing coming after them."""
    moved = np.zeros_like(rows)
    if n > 0:
        moved[n:] = rows[:-n]
    else:
        moved[:n] = rows[-n:]
    return moved


def _around(rows: FloatArray, n: int) -> FloatArray:
    """Average rows over n stretches before and after, as far as there are any."""
    sums = np.concatenate([np.zeros_like(rows[:1]), np.cumsum(rows, axis=0, dtype=np.float64)])
    at = np.arange(len(rows))
    first, end = np.maximum(at - n, 0), np.minimum(at + n + 1, len(rows))
    means: FloatArray = (sums[end] - sums[first]) / (end - first)[:, None, None]
    return means


@lru_cache(maxsize=1)
def load_chord_network() -> ChordNetwork:
    """Read the network that ships with the package.

    Raises
    ------
    WeightsError
        If the installation lacks the file.
    """
    with np.load(io.BytesIO(read_weights("chord_network.npz")), allow_pickle=False) as arrays:
        return ChordNetwork(**{name: arrays[name] for name in arrays.files})
