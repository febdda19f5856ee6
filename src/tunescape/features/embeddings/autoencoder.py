"""A convolutional auto-encoder of cepstral pictures: what is left of 25,860 numbers in a few dozen.

A network that has to draw a picture again from a short code can only do so if the code holds what pictures
differ in [1]_. It is trained on the library itself, without labels.

References
----------
.. [1] G. Hinton, R. Salakhutdinov, "Reducing the dimensionality of data with neural networks", Science 313,
   2006.
"""

import hashlib
import os
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray
from tunescape.errors import ModelError
from tunescape.features.embeddings.torch_device import pick_device, require_torch
from tunescape.features.mfcc_picture import FEATURES, N_FRAMES, N_MFCC
from tunescape.model_file import AUTOENCODER, read_model_file, write_model_file

__all__ = ["Autoencoder", "load_autoencoder", "network", "save_autoencoder", "state_arrays", "state_tensors"]

_CHANNELS = (16, 32, 64)
_KERNEL, _STRIDE = (5, 9), (2, 4)
_BATCH = 64


def network(dimensions: int, *, seed: int = 0) -> Any:
    """Build the network: three strided convolutions, a linear code, and their mirror image.

    Parameters
    ----------
    dimensions : int > 0
        Of the code.
    seed : int >= 0
        Of the weights, which are as torch initialises them.

    Returns
    -------
    torch.nn.Sequential
        ``encoder`` from [n, 1, 20, 1293] to [n, dimensions], ``decoder`` back.
    """
    torch = require_torch()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return _build(torch.nn, dimensions)


def _build(nn: Any, dimensions: int) -> Any:
    sizes = [(N_MFCC, N_FRAMES)]
    for _ in _CHANNELS:
        height, width = sizes[-1]
        sizes.append(((height - 1) // _STRIDE[0] + 1, (width - 1) // _STRIDE[1] + 1))
    padding = tuple(k // 2 for k in _KERNEL)
    widths = (1, *_CHANNELS)
    encoder: list[Any] = []
    decoder: list[Any] = []
    for i in range(len(_CHANNELS)):
        encoder += [
            nn.Conv2d(widths[i], widths[i + 1], _KERNEL, _STRIDE, padding),
            nn.BatchNorm2d(widths[i + 1]),
            nn.LeakyReLU(0.2),
        ]
        # a strided convolution forgets how wide its input was: what rounding took comes back here
        missing = tuple((n - 1) % step for n, step in zip(sizes[i], _STRIDE, strict=True))
        mirrored = [nn.ConvTranspose2d(widths[i + 1], widths[i], _KERNEL, _STRIDE, padding, missing)]
        if i:
            mirrored += [nn.BatchNorm2d(widths[i]), nn.LeakyReLU(0.2)]
        decoder = mirrored + decoder
    narrow = (_CHANNELS[-1], *sizes[-1])
    flat = int(np.prod(narrow))
    encoder += [nn.Flatten(), nn.Linear(flat, dimensions)]
    decoder = [nn.Linear(dimensions, flat), nn.LeakyReLU(0.2), nn.Unflatten(1, narrow), *decoder]
    parts = {"encoder": nn.Sequential(*encoder), "decoder": nn.Sequential(*decoder)}
    return nn.Sequential(OrderedDict(parts))


def state_arrays(state: Mapping[str, Any]) -> dict[str, npt.NDArray[Any]]:
    """Return the weights of a network as NumPy arrays of their own."""
    return {name: tensor.detach().cpu().numpy().copy() for name, tensor in state.items()}


def state_tensors(arrays: Mapping[str, npt.NDArray[Any]]) -> dict[str, Any]:
    """Return arrays as the weights of a network."""
    torch = require_torch()
    return {name: torch.from_numpy(np.array(array)) for name, array in arrays.items()}


@dataclass(frozen=True, eq=False)
class Autoencoder:
    """A trained auto-encoder.

    Attributes
    ----------
    weights : dict of str to np.ndarray
        Of :func:`network`.
    mean, std : np.ndarray [shape=(dimensions,), dtype=float32]
        Of the codes of the music it was trained on.
    facts : dict
        How it was trained, and how well: JSON values.
    """

    weights: dict[str, npt.NDArray[Any]] = field(repr=False)
    mean: FloatArray = field(repr=False)
    std: FloatArray = field(repr=False)
    facts: dict[str, Any]

    @property
    def dimensions(self) -> int:
        """Of its codes."""
        return len(self.mean)

    @cached_property
    def digest(self) -> str:
        """What tells it from all others."""
        hashed = hashlib.blake2b(digest_size=8)
        for array in (*self.weights.values(), self.mean, self.std):
            hashed.update(np.ascontiguousarray(array).tobytes())
        return hashed.hexdigest()

    def encode(self, rows: FloatArray, *, device: str = "cpu") -> FloatArray:
        """Turn pictures into codes.

        Parameters
        ----------
        rows : np.ndarray [shape=(n, 25860)]
            As ``mfcc@1`` describes tracks.
        device : {"cpu", "cuda", "auto"}

        Returns
        -------
        np.ndarray [shape=(n, dimensions), dtype=float32]
            In standard deviations from the mean of the music it was trained on.

        Raises
        ------
        FeatureError
            If torch is not installed, or the device not there.
        """
        torch = require_torch()
        target = pick_device(device)
        encoder = self._network.to(target).encoder
        codes = np.empty((len(rows), self.dimensions), np.float32)
        with torch.inference_mode():
            for first in range(0, len(rows), _BATCH):
                block = np.asarray(rows[first : first + _BATCH], np.float32)
                pictures = torch.from_numpy(block.reshape(-1, 1, N_MFCC, N_FRAMES)).to(target)
                codes[first : first + _BATCH] = encoder(pictures).cpu().numpy()
        standard: FloatArray = (codes - self.mean) / self.std
        return standard

    @cached_property
    def _network(self) -> Any:
        built = network(self.dimensions)
        try:
            built.load_state_dict(state_tensors(self.weights))
        except RuntimeError as error:
            raise ModelError("the auto-encoder is of another make", hint="train it again") from error
        return built.eval()


def save_autoencoder(model: Autoencoder, path: str | os.PathLike[str]) -> None:
    """Write a model to a file; see :mod:`~tunescape.model_file`.

    Raises
    ------
    ModelError
        If it cannot be written.
    """
    header = {"hears": FEATURES.id, "facts": model.facts}
    arrays = {f"weights.{name}": array for name, array in model.weights.items()}
    write_model_file(path, header, {**arrays, "mean": model.mean, "std": model.std}, kind=AUTOENCODER)


def load_autoencoder(path: str | os.PathLike[str]) -> Autoencoder:
    """Read a model from a file; torch is not needed for that.

    Raises
    ------
    ModelError
        If it is missing, damaged, no auto-encoder, made by a newer tunescape, or hears another version of
        ``mfcc``.
    """
    file = read_model_file(path, kind=AUTOENCODER)
    prefix = "weights."
    weights = {name[len(prefix) :]: array for name, array in file.arrays.items() if name.startswith(prefix)}
    if file.header.get("hears") != FEATURES.id:
        raise ModelError(f"does not hear {FEATURES.id}", path=path, hint="train it again")
    try:
        mean, std = file.arrays["mean"], file.arrays["std"]
        if mean.ndim != 1 or mean.shape != std.shape or not (std > 0).all() or not weights:
            raise ValueError("arrays do not fit each other")
        return Autoencoder(weights, mean, std, dict(file.header["facts"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError("is no auto-encoder, or a damaged one", path=path, hint="train it again") from error
