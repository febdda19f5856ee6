"""The small networks fitted for this project: few layers, of known inputs."""

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.weights import read_weights

__all__ = ["Perceptron", "load_perceptron"]


@dataclass(frozen=True)
class Perceptron:
    """Standardise; weigh, add and rectify, layer by layer; the last one only weighs and adds.

    Attributes
    ----------
    mean, scale : np.ndarray [shape=(n_inputs,), dtype=float32]
        Of the inputs it was fitted on.
    weights : tuple of np.ndarray [shape=(n_before, n_after), dtype=float32]
        One a layer; the last one has one column.
    biases : tuple of np.ndarray [shape=(n_after,), dtype=float32]
    """

    mean: FloatArray
    scale: FloatArray
    weights: tuple[FloatArray, ...]
    biases: tuple[FloatArray, ...]

    def log_odds(self, inputs: FloatArray) -> FloatArray:
        """Return the log odds [shape=(n,)] that inputs [shape=(n, n_inputs)] are what is sought."""
        values: FloatArray = (inputs - self.mean) / self.scale
        for weights, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            values = np.maximum(values @ weights + bias, np.float32(0))
        odds: FloatArray = (values @ self.weights[-1] + self.biases[-1])[:, 0]
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
        n_layers = sum(key.startswith("weights_") for key in arrays)
        return Perceptron(
            mean=arrays["mean"],
            scale=arrays["scale"],
            weights=tuple(arrays[f"weights_{layer}"] for layer in range(n_layers)),
            biases=tuple(arrays[f"biases_{layer}"] for layer in range(n_layers)),
        )
