"""The playlist study's genre network: from what VGG16 sees in a mel spectrogram to 32 numbers, and to genres.

Two convolutions and two dense layers on block5_pool, pooled 2 by 2. Trained in
:mod:`~tunescape.discovery.genres.cnn`; here it is only computed, and so small that NumPy does.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.errors import WeightsError
from tunescape.features.embeddings.keras_file import read_keras_layers
from tunescape.features.embeddings.vgg16 import max_pool

__all__ = ["EPSILON", "INPUT_SHAPE", "N_HIDDEN", "SHAPES", "SLOPE", "GenreNetwork", "load_study_network"]

INPUT_SHAPE = (7, 10, 512)
"""Rows, columns and filters of the input; of one picture 35,840 numbers."""

N_HIDDEN = 32

SLOPE, EPSILON = 0.3, 1e-3
"""Keras's defaults: of the leaky rectifier below 0, and what batch normalisation adds to the variance."""

SHAPES: dict[str, tuple[int, ...]] = {
    "conv1.kernel": (2, 2, 512, 128),
    "conv1.bias": (128,),
    **{f"norm1.{part}": (128,) for part in ("gamma", "beta", "mean", "variance")},
    "conv2.kernel": (2, 2, 128, 64),
    "conv2.bias": (64,),
    **{f"norm2.{part}": (64,) for part in ("gamma", "beta", "mean", "variance")},
    "dense1.kernel": (512, 64),
    "dense1.bias": (64,),
    "dense2.kernel": (64, N_HIDDEN),
    "dense2.bias": (N_HIDDEN,),
}
"""Names and shapes of the weights, in Keras's order of axes: channels last."""

_STUDY_LAYERS = {
    "conv1": "conv2d",
    "norm1": "batch_normalization",
    "conv2": "conv2d_1",
    "norm2": "batch_normalization_1",
    "dense1": "dense",
    "dense2": "dense_1",
}
_STUDY_PARTS = {"mean": "moving_mean", "variance": "moving_variance"}


@dataclass(frozen=True, eq=False)
class GenreNetwork:
    """The network with its weights, as it hears: nothing is dropped, normalisation is by what was learnt.

    Attributes
    ----------
    weights : mapping of str to np.ndarray
        As in :data:`SHAPES`; with ``genres.kernel`` [shape=(32, n_genres)] and ``genres.bias``, where it
        tells genres.
    """

    weights: Mapping[str, FloatArray] = field(repr=False)

    def __post_init__(self) -> None:
        for name, shape in SHAPES.items():
            if name not in self.weights or self.weights[name].shape != shape:
                raise WeightsError(f"the genre network lacks {name}, or it has another shape")

    @cached_property
    def digest(self) -> str:
        """What tells its numbers from those of all others."""
        hashed = hashlib.blake2b(digest_size=8)
        for name in SHAPES:
            hashed.update(np.ascontiguousarray(self.weights[name], dtype=np.float32).tobytes())
        return hashed.hexdigest()

    def hidden(self, inputs: FloatArray) -> FloatArray:
        """Return the last layer before the genres.

        Parameters
        ----------
        inputs : np.ndarray [shape=(n, 7, 10, 512)]

        Returns
        -------
        np.ndarray [shape=(n, 32), dtype=float32]
        """
        w = self.weights
        x = inputs.astype(np.float32)
        for number in ("1", "2"):
            x = _leaky(_convolved(x, w[f"conv{number}.kernel"]) + w[f"conv{number}.bias"])
            scale = w[f"norm{number}.gamma"] / np.sqrt(w[f"norm{number}.variance"] + np.float32(EPSILON))
            x = (x - w[f"norm{number}.mean"]) * scale + w[f"norm{number}.beta"]
        flat = max_pool(x, 2, 2).reshape(len(x), -1)
        for number in ("1", "2"):
            flat = _leaky(flat @ w[f"dense{number}.kernel"] + w[f"dense{number}.bias"])
        return flat

    def logits(self, inputs: FloatArray) -> FloatArray:
        """Return a number for each genre [shape=(n, n_genres)], high for likely ones."""
        logits: FloatArray = self.hidden(inputs) @ self.weights["genres.kernel"] + self.weights["genres.bias"]
        return logits


def _convolved(x: FloatArray, kernel: FloatArray) -> FloatArray:
    """Correlate maps [shape=(n, height, width, n_in)] with a 2 by 2 kernel, where it fits."""
    height, width = x.shape[1] - 1, x.shape[2] - 1
    parts = (x[:, i : i + height, j : j + width] @ kernel[i, j] for i in (0, 1) for j in (0, 1))
    total: FloatArray = sum(parts, start=np.zeros(1, np.float32))
    return total


def _leaky(x: FloatArray) -> FloatArray:
    return np.where(x >= 0, x, np.float32(SLOPE) * x)


def load_study_network(path: str | os.PathLike[str]) -> GenreNetwork:
    """Read the network that the study published: ``weights4_model.h5``.

    Raises
    ------
    WeightsError
        If it cannot be read, or is another network.
    FeatureError
        If h5py is not installed.
    """
    layers = read_keras_layers(path)
    weights = {}
    for name in SHAPES:
        layer, part = name.split(".")
        found = layers.get(_STUDY_LAYERS[layer], {}).get(_STUDY_PARTS.get(part, part))
        if found is None:
            raise WeightsError(f"lacks {name} of the genre network", path=path)
        weights[name] = found
    try:
        return GenreNetwork(weights)
    except WeightsError as error:
        raise WeightsError(error.reason, path=path) from error
