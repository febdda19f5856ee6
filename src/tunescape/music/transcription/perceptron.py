"""The small networks fitted for this project: one hidden layer, of known inputs."""

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.weights import read_weights

__all__ = ["Perceptron", "load_perceptron"]


@dataclass(frozen=True)
class Perceptron:
    """Standardise, weigh, rectify, weigh.

    Attributes
    ----------
    mean, scale : np.ndarray [shape=(n_inputs,), dtype=float32]
        Of the inputs it was fitted on.
    hidden : np.ndarray [shape=(n_inputs, n_hidden), dtype=float32]
    hidden_bias, output : np.ndarray [shape=(n_hidden,), dtype=float32]
    output_bias : float
    """

    mean: FloatArray
    scale: FloatArray
    hidden: FloatArray
    hidden_bias: FloatArray
    output: FloatArray
    output_bias: float

    def log_odds(self, inputs: FloatArray) -> FloatArray:
        """Return the log odds [shape=(n,)] that inputs [shape=(n, n_inputs)] are what is sought."""
        hidden = ((inputs - self.mean) / self.scale) @ self.hidden + self.hidden_bias
        odds: FloatArray = np.maximum(hidden, 0) @ self.output + np.float32(self.output_bias)
        return odds


@lru_cache(maxsize=4)
def load_perceptron(name: str) -> Perceptron:
    """Read a network that ships with the package.

    Parameters
    ----------
    name : str
        File name, such as ``note_network.npz``.

    Returns
    -------
    Perceptron

    Raises
    ------
    WeightsError
        If the installation lacks the file.
    """
    with np.load(io.BytesIO(read_weights(name)), allow_pickle=False) as arrays:
        return Perceptron(
            mean=arrays["mean"],
            scale=arrays["scale"],
            hidden=arrays["hidden"],
            hidden_bias=arrays["hidden_bias"],
            output=arrays["output"],
            output_bias=float(arrays["output_bias"]),
        )
