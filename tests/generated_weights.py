"""Weight files that hold no learning, but the layers of the real ones: random, small, the same for a seed."""

from pathlib import Path

import numpy as np

from tunescape.features.embeddings.genre_network import SHAPES
from tunescape.features.embeddings.vgg16 import LAYERS
from tunescape.weights.catalogue import CATALOGUE

__all__ = ["vgg16_arrays", "write_genre_network", "write_vgg16"]


def vgg16_arrays(seed: int = 0) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Kernel [3, 3, n_in, n_out] and bias of each layer; activations keep the size of the input."""
    rng = np.random.default_rng(seed)
    arrays, n_in = {}, 3
    for name, n_out in LAYERS:
        kernel = rng.standard_normal((3, 3, n_in, n_out), np.float32) * np.sqrt(2 / (9 * n_in))
        arrays[name] = kernel.astype(np.float32), rng.normal(0, 0.01, n_out).astype(np.float32)
        n_in = n_out
    return arrays


def write_vgg16(folder: Path, seed: int = 0) -> Path:
    """Write such a network in the layout of Keras's published file, under its name."""
    import h5py

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / CATALOGUE["vgg16-keras"].file_name
    arrays = vgg16_arrays(seed)
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = np.array(["input_1", *arrays, "block5_pool"], dtype="S")
        for name in ("input_1", "block5_pool"):
            file.create_group(name)
        for name, pair in arrays.items():
            group = file.create_group(name)
            group.attrs["weight_names"] = np.array([f"{name}_W_1:0", f"{name}_b_1:0"], dtype="S")
            for kind, array in zip("Wb", pair, strict=True):
                group[f"{name}_{kind}_1:0"] = array
    return path


def write_genre_network(folder: Path, seed: int = 0) -> Path:
    """Write a genre network in the layout of the study's file, under its name."""
    import h5py

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / CATALOGUE["genre-32"].file_name
    rng = np.random.default_rng(seed)
    layers = {"conv1": "conv2d", "norm1": "batch_normalization", "dense1": "dense"}
    layers |= {name.replace("1", "2"): f"{keras}_1" for name, keras in layers.items()}
    parts = {"mean": "moving_mean", "variance": "moving_variance"}
    with h5py.File(path, "w") as file:
        for name, shape in SHAPES.items():
            layer, part = name.split(".")
            array = rng.standard_normal(shape, np.float32) / np.sqrt(np.prod(shape[:-1]))
            if part in ("variance", "gamma"):
                array = np.abs(array) + 0.5
            keras = layers[layer]
            file[f"model_weights/{keras}/{keras}/{parts.get(part, part)}:0"] = array
    return path
