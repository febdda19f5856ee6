"""Trained models as files: a ZIP archive of one JSON header and plain NumPy arrays, each with its hash.

``model.json`` holds ``format`` (``tunescape`` and the kind of model), ``format_version``, ``header``
(whatever the model says of itself) and ``arrays``: name, shape, dtype and SHA-256 of each array, which lies
as ``arrays/NAME.npy``.
``SHA256`` holds the hash of ``model.json``. Nothing in it is ever unpickled or executed.
"""

import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tunescape.errors import ModelError
from tunescape.whole_file import replacing

__all__ = [
    "AUTOENCODER",
    "AUTOENCODER_CHECKPOINT",
    "FORMAT_VERSION",
    "GENRE_CHECKPOINT",
    "GENRE_MODEL",
    "ModelFile",
    "ModelKind",
    "read_model_file",
    "write_model_file",
]

FORMAT_VERSION = 1

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
"""What the archive, its JSON and its arrays raise when bytes are not what they were."""

_LARGEST_BYTES = 256 * 2**20
_A_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The same model is the same file, whenever it is written."""


@dataclass(frozen=True)
class ModelKind:
    """A kind of model: files of one kind are never taken for another.

    Attributes
    ----------
    name : str
        For people: ``genre model``.
    command : str
        What makes one: ``tunescape train genre``.
    """

    name: str
    command: str

    @property
    def format(self) -> str:
        """What a file says it is."""
        return f"tunescape {self.name}"


GENRE_MODEL = ModelKind("genre model", "tunescape train genre")
GENRE_CHECKPOINT = ModelKind("state of a genre network in training", "tunescape train genre --model cnn")
AUTOENCODER = ModelKind("auto-encoder", "tunescape train autoencoder")
AUTOENCODER_CHECKPOINT = ModelKind("state of an auto-encoder in training", "tunescape train autoencoder")


@dataclass(frozen=True)
class ModelFile:
    """What a model file holds.

    Attributes
    ----------
    header : dict
        JSON values.
    arrays : dict of str to np.ndarray
    """

    header: dict[str, Any]
    arrays: dict[str, npt.NDArray[Any]]


def write_model_file(
    path: str | os.PathLike[str],
    header: Mapping[str, Any],
    arrays: Mapping[str, npt.NDArray[Any]],
    *,
    kind: ModelKind,
) -> None:
    """Write a model file, whole or not at all.

    Parameters
    ----------
    path : str or PathLike
        Replaced if it is there.
    header : mapping
        JSON values.
    arrays : mapping of str to np.ndarray
        Of numbers; no objects.
    kind : ModelKind

    Raises
    ------
    ModelError
        If it cannot be written.
    """
    members = {f"arrays/{name}.npy": _npy(array) for name, array in arrays.items()}
    described = {
        name: {
            "shape": array.shape,
            "dtype": array.dtype.str,
            "sha256": _sha256(members[f"arrays/{name}.npy"]),
        }
        for name, array in arrays.items()
    }
    document = {
        "format": kind.format,
        "format_version": FORMAT_VERSION,
        "header": dict(header),
        "arrays": described,
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode()
    with (
        replacing(path, error=ModelError) as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, content in {"model.json": text, "SHA256": _sha256(text).encode(), **members}.items():
            archive.writestr(zipfile.ZipInfo(name, _A_FIXED_TIME), content, zipfile.ZIP_DEFLATED)


def read_model_file(path: str | os.PathLike[str], *, kind: ModelKind) -> ModelFile:
    """Read a model file of one kind and check every hash.

    Raises
    ------
    ModelError
        If it is missing, no model of this kind, damaged, or made by a newer tunescape.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > _LARGEST_BYTES:
                raise ModelError(f"is too large for {kind.name}s", path=path)
            return _read(archive, path, kind)
    except OSError as error:
        reason = f"the model cannot be read ({error.strerror or error})"
        raise ModelError(reason, path=path, hint=f"`{kind.command}` makes one") from error
    except _DAMAGE as error:
        reason = f"is no {kind.name}, or a damaged one"
        raise ModelError(reason, path=path, hint="train it again") from error


def _read(archive: zipfile.ZipFile, path: str | os.PathLike[str], kind: ModelKind) -> ModelFile:
    text = archive.read("model.json")
    if archive.read("SHA256").decode() != _sha256(text):
        raise ValueError("model.json is not what was written")
    document = json.loads(text)
    if document["format"] != kind.format:
        raise ValueError("another format")
    if document["format_version"] > FORMAT_VERSION:
        raise ModelError("was made by a newer tunescape", path=path, hint="upgrade tunescape")
    arrays = {}
    for name, described in document["arrays"].items():
        content = archive.read(f"arrays/{name}.npy")
        if _sha256(content) != described["sha256"]:
            raise ValueError(f"{name} is not what was written")
        arrays[name] = np.load(io.BytesIO(content), allow_pickle=False)
    return ModelFile(document["header"], arrays)


def _npy(array: npt.NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
