"""Weights that Keras saved as HDF5: arrays by layer, and nothing else of the file."""

import os
from importlib.util import find_spec
from typing import Any

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.errors import FeatureError, WeightsError

__all__ = ["read_keras_layers", "require_h5py"]

_LARGEST_BYTES = 2**31


def require_h5py() -> Any:
    """Return the module h5py.

    Raises
    ------
    FeatureError
        If it is not installed.
    """
    if find_spec("h5py") is None:
        raise FeatureError("this needs h5py", hint="pip install 'tunescape[deep]'")
    import h5py

    return h5py


def read_keras_layers(path: str | os.PathLike[str]) -> dict[str, dict[str, FloatArray]]:
    """Read all weights of a file that ``save_weights`` or ``save`` of a Keras model has written.

    Parameters
    ----------
    path : str or PathLike

    Returns
    -------
    dict of str to dict of str to np.ndarray
        By layer, in the order of the network where the file tells it, and by the last part of the weight's
        name: ``kernel``, ``bias``, ``gamma``, ``moving_mean``, or as in old files ``block1_conv1_W_1``.

    Raises
    ------
    WeightsError
        If it cannot be read, is no such file, or is damaged.
    FeatureError
        If h5py is not installed.
    """
    h5py = require_h5py()
    try:
        with h5py.File(path, "r") as file:
            root = file.get("model_weights", file)
            names = [_text(name) for name in root.attrs.get("layer_names", list(root))]
            layers = {name: _arrays(h5py, root[name]) for name in names}
    except (OSError, KeyError, ValueError, TypeError, RuntimeError, AttributeError) as error:
        raise WeightsError(f"is no weight file of Keras, or a damaged one ({error})", path=path) from error
    return {name: arrays for name, arrays in layers.items() if arrays}


def _arrays(h5py: Any, layer: Any) -> dict[str, FloatArray]:
    found: dict[str, FloatArray] = {}

    def take(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset):
            if item.dtype.kind != "f" or item.nbytes > _LARGEST_BYTES:
                raise ValueError(f"{item.name} holds no weights")
            found[name.rsplit("/", 1)[-1].partition(":")[0]] = np.asarray(item, dtype=np.float32)

    layer.visititems(take)
    return found


def _text(name: str | bytes) -> str:
    return name.decode() if isinstance(name, bytes) else str(name)
