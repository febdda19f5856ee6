"""torch, where it is installed, and what it computes on."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tunescape.errors import FeatureError

__all__ = ["pick_device", "require_torch"]


def require_torch() -> Any:
    """Return the module torch; importing it takes seconds, so only what computes with it asks.

    Raises
    ------
    FeatureError
        If it is not installed.
    """
    if find_spec("torch") is None:
        raise FeatureError("this needs torch", hint="pip install 'tunescape[deep]'")
    return import_module("torch")


def pick_device(name: str) -> Any:
    """Choose what to compute on.

    Parameters
    ----------
    name : {"auto", "cpu", "cuda"}
        auto: the first GPU, if there is one.

    Returns
    -------
    torch.device

    Raises
    ------
    FeatureError
        If torch is not installed, or there is no such device.
    """
    torch = require_torch()
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise FeatureError("torch finds no GPU here", hint="--device cpu")
    return torch.device(name)
