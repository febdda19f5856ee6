"""What an interrupted training needs to go on as if nothing had happened, and its file: JSON and arrays."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from tunescape.errors import ModelError
from tunescape.model_file import ModelKind, read_model_file, write_model_file

__all__ = ["TrainingState", "examples_fingerprint", "read_state", "write_state"]

_Epoch = TypeVar("_Epoch")
_GROUPS = ("weights", "memory", "best_weights")


@dataclass(frozen=True)
class TrainingState(Generic[_Epoch]):
    """A training after some epochs.

    Attributes
    ----------
    weights : dict of str to np.ndarray
        Of the network.
    memory : dict of str to np.ndarray
        What the optimiser remembers.
    best_weights : dict of str to np.ndarray
        Of the best epoch so far.
    history : list of dataclass
        One an epoch, of JSON values.
    """

    weights: dict[str, npt.NDArray[Any]]
    memory: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    best_weights: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    history: list[_Epoch] = field(default_factory=list)


def examples_fingerprint(recipe: object, examples: Iterable[npt.NDArray[Any]]) -> str:
    """Return what tells one training from all others: how, written out, and on what."""
    hashed = hashlib.blake2b(str(recipe).encode(), digest_size=16)
    for example in examples:
        hashed.update(np.ascontiguousarray(example).tobytes())
    return hashed.hexdigest()


def write_state(
    path: str | os.PathLike[str], state: TrainingState[Any], *, fingerprint: str, kind: ModelKind
) -> None:
    """Write a state, whole or not at all.

    Raises
    ------
    ModelError
        If it cannot be written.
    """
    header = {"fingerprint": fingerprint, "history": [asdict(epoch) for epoch in state.history]}
    arrays = {f"{group}/{name}": a for group in _GROUPS for name, a in getattr(state, group).items()}
    write_model_file(path, header, arrays, kind=kind)


def read_state(
    path: str | os.PathLike[str], epoch: type[_Epoch], *, fingerprint: str, kind: ModelKind
) -> TrainingState[_Epoch] | None:
    """Read a state; None where there is none, a damaged one, or one of another training.

    Parameters
    ----------
    path : path
    epoch : type
        Of the entries of the history.
    fingerprint : str
        Of the training that wants to go on.
    kind : ModelKind
    """
    if not Path(path).exists():
        return None
    try:
        file = read_model_file(path, kind=kind)
    except ModelError:
        return None  # begun again, and then replaced
    if file.header.get("fingerprint") != fingerprint:
        return None
    groups: dict[str, dict[str, npt.NDArray[Any]]] = {group: {} for group in _GROUPS}
    for key, array in file.arrays.items():
        group, name = key.split("/", 1)
        groups[group][name] = array
    return TrainingState(**groups, history=[epoch(**row) for row in file.header["history"]])
