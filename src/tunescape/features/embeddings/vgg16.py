"""VGG16's convolutions [1]_, trained on photographs, looking at spectrograms: the playlist study's main idea.

References
----------
.. [1] K. Simonyan, A. Zisserman, "Very deep convolutional networks for large-scale image recognition",
   ICLR 2015.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray
from tunescape.errors import WeightsError
from tunescape.features.embeddings.keras_file import read_keras_layers
from tunescape.features.embeddings.torch_device import pick_device, require_torch
from tunescape.weights.catalogue import find_weights

__all__ = ["LAYERS", "VGG16", "Recipe", "load_vgg16", "max_pool"]

Recipe = Literal["vgg16-keras", "vgg16-torchvision"]

_BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))

LAYERS = tuple(
    (f"block{b}_conv{c}", n_filters)
    for b, filters in enumerate(_BLOCKS, start=1)
    for c, n_filters in enumerate(filters, start=1)
)
"""Keras's name of each of the 13 convolutions, and how many filters it has."""

_TORCHVISION_INDICES = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)
"""torchvision's names are numbers: places in ``features``, where activations and pooling count, too."""

_IMAGENET_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_IMAGENET_STD = np.array([0.229, 0.224, 0.225], np.float32)
"""Of red, green and blue from 0 to 1, as torchvision's networks were trained."""

_BATCH = 8


@dataclass(frozen=True, eq=False)
class VGG16:
    """The 13 convolutions with their weights, and what their input has to look like.

    Attributes
    ----------
    recipe : {"vgg16-keras", "vgg16-torchvision"}
        The first takes blue, green, red from 0 to 255 as they are: so the study did, though the network was
        trained with the mean of ImageNet subtracted. The second takes red, green, blue in standard deviations
        from ImageNet's mean, as it was trained.
    kernels : tuple of np.ndarray [shape=(n_out, n_in, 3, 3), dtype=float32]
    biases : tuple of np.ndarray [shape=(n_out,), dtype=float32]
    """

    recipe: Recipe
    kernels: tuple[FloatArray, ...]
    biases: tuple[FloatArray, ...]

    def prepared(self, pictures: npt.NDArray[np.uint8]) -> FloatArray:
        """Turn pictures into the network's input, of the same shape, float32."""
        if self.recipe == "vgg16-keras":
            return pictures[..., ::-1].astype(np.float32)
        shares = pictures.astype(np.float32) / np.float32(255)
        return (shares - _IMAGENET_MEAN) / _IMAGENET_STD

    def block5_pool(self, pictures: npt.NDArray[np.uint8], *, device: str = "cpu") -> FloatArray:
        """Run the network up to the pooling after its fifth block.

        Parameters
        ----------
        pictures : np.ndarray [shape=(n, height, width, 3), dtype=uint8]
            Red, green, blue; height, width >= 32 pixels.
        device : {"cpu", "cuda", "auto"}
            On a GPU in bfloat16, which changes the third digit.

        Returns
        -------
        np.ndarray [shape=(n, height // 32, width // 32, 512), dtype=float32]
            >= 0.

        Raises
        ------
        FeatureError
            If torch is not installed, or the device not there.
        """
        torch = require_torch()
        target = pick_device(device)
        network = _network(self, target.type)
        _, height, width, _ = pictures.shape
        pooled = np.empty((len(pictures), height // 32, width // 32, LAYERS[-1][1]), np.float32)
        half = torch.autocast(target.type, torch.bfloat16, enabled=target.type == "cuda")
        with torch.inference_mode(), half:
            for first in range(0, len(pictures), _BATCH):
                block = torch.from_numpy(self.prepared(pictures[first : first + _BATCH])).to(target)
                # the pictures' own order of axes is what torch calls channels-last: nothing is moved
                maps = network(block.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
                pooled[first : first + _BATCH] = maps.float().cpu().numpy()
        return pooled


@lru_cache(maxsize=2)
def _network(weights: VGG16, device: str) -> Any:
    """Build the network on a device, once in a process."""
    torch = require_torch()
    nn = torch.nn
    steps: list[Any] = []
    layers = iter(zip(weights.kernels, weights.biases, strict=True))
    for filters in _BLOCKS:
        for _ in filters:
            kernel, bias = next(layers)
            convolution = nn.Conv2d(kernel.shape[1], kernel.shape[0], 3, padding=1)
            convolution.load_state_dict({"weight": torch.from_numpy(kernel), "bias": torch.from_numpy(bias)})
            steps += [convolution, nn.ReLU(inplace=True)]
        steps.append(nn.MaxPool2d(2))
    return nn.Sequential(*steps).eval().to(device, memory_format=torch.channels_last)


def max_pool(maps: FloatArray, rows: int, columns: int) -> FloatArray:
    """Take the maximum of each window of maps; what does not fill one at the far edges is left out.

    Parameters
    ----------
    maps : np.ndarray [shape=(..., height, width, channels)]
    rows, columns : int > 0
        Of a window.

    Returns
    -------
    np.ndarray [shape=(..., height // rows, width // columns, channels)]
    """
    height, width = maps.shape[-3] // rows, maps.shape[-2] // columns
    whole = maps[..., : height * rows, : width * columns, :]
    windows = whole.reshape(*maps.shape[:-3], height, rows, width, columns, maps.shape[-1])
    pooled: FloatArray = windows.max(axis=(-4, -2))
    return pooled


def load_vgg16(recipe: Recipe = "vgg16-keras") -> VGG16:
    """Load the network, once in a process.

    Raises
    ------
    WeightsError
        If its file is missing, or holds something else.
    FeatureError
        If torch or h5py is not installed.
    """
    path = find_weights(recipe)
    return _load(recipe, path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _load(recipe: Recipe, path: Path, _mtime_ns: int) -> VGG16:
    kernels, biases = _READERS[recipe](path)
    n_in = 3
    for (name, n_filters), kernel, bias in zip(LAYERS, kernels, biases, strict=True):
        if kernel.shape != (n_filters, n_in, 3, 3) or bias.shape != (n_filters,):
            raise WeightsError(f"{name} has another shape than in VGG16", path=path)
        n_in = n_filters
    return VGG16(recipe, tuple(kernels), tuple(biases))


def _read_keras(path: Path) -> tuple[list[FloatArray], list[FloatArray]]:
    layers = read_keras_layers(path)
    kernels, biases = [], []
    for name, _ in LAYERS:
        by_rank = {array.ndim: array for array in layers.get(name, {}).values()}
        if not by_rank.keys() >= {1, 4}:
            raise WeightsError(f"lacks the layer {name} of VGG16", path=path)
        kernels.append(np.ascontiguousarray(by_rank[4].transpose(3, 2, 0, 1)))
        biases.append(by_rank[1])
    return kernels, biases


def _read_torchvision(path: Path) -> tuple[list[FloatArray], list[FloatArray]]:
    state = _read_state(path)
    names = [f"features.{i}" for i in _TORCHVISION_INDICES]
    try:
        kernels, biases = (
            [state[f"{name}.{part}"].numpy().astype(np.float32) for name in names]
            for part in ("weight", "bias")
        )
    except (KeyError, AttributeError) as error:
        raise WeightsError(f"lacks the layer {error} of VGG16", path=path) from error
    return kernels, biases


def _read_state(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a state dictionary of torch, in which weights_only lets nothing be executed."""
    import pickle

    torch = require_torch()
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, pickle.UnpicklingError) as error:
        raise WeightsError("is no weight file of torch, or a damaged one", path=path) from error
    if not isinstance(state, dict):
        raise WeightsError("is no weight file of torch, or a damaged one", path=path)
    return state


_READERS: dict[str, Callable[[Path], tuple[list[FloatArray], list[FloatArray]]]] = {
    "vgg16-keras": _read_keras,
    "vgg16-torchvision": _read_torchvision,
}
