"""The 32 numbers of a genre network: one's own, or the one that the playlist study published."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.errors import WeightsError
from tunescape.features.embeddings.genre_network import (
    INPUT_SHAPE,
    N_HIDDEN,
    GenreNetwork,
    load_study_network,
)
from tunescape.library.store import Library
from tunescape.model_file import GENRE_MODEL, read_model_file
from tunescape.weights.catalogue import CATALOGUE, find_weights, weights_folder

__all__ = ["GenreCode", "genre_network", "own_network_path"]

_ROWS_AT_ONCE = 64


@dataclass(frozen=True)
class GenreCode:
    """What turns rows of ``vgg16-mel-fine@1`` into the numbers of a genre network."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its 32 dimensions."""
        return tuple(f"genre.{i:02d}" for i in range(1, 1 + N_HIDDEN))

    @property
    def recipe(self) -> str:
        """What tells its numbers from those of other networks; empty where there is none."""
        try:
            return genre_network().digest
        except WeightsError:
            return ""

    def bound(self, library: Library) -> "GenreCode":
        """Return itself."""
        return self

    def encode(self, rows: FloatArray) -> FloatArray:
        """Turn rows [shape=(n, 35840)] into numbers [shape=(n, 32)].

        Raises
        ------
        WeightsError
            If there is no network, or its file is damaged.
        """
        network = genre_network()
        codes = [
            network.hidden(rows[first : first + _ROWS_AT_ONCE].reshape(-1, *INPUT_SHAPE))
            for first in range(0, max(1, len(rows)), _ROWS_AT_ONCE)
        ]
        return np.concatenate(codes)


def own_network_path() -> Path:
    """Where a network that ``train genre --model cnn`` made is looked for: it goes before the study's."""
    return weights_folder() / "genre-32.model"


def genre_network() -> GenreNetwork:
    """Load the network, once in a process as long as its file stays what it is.

    Raises
    ------
    WeightsError
        If there is neither one's own nor the study's.
    ModelError
        If one's own is damaged or no network.
    """
    own = own_network_path()
    if own.is_file():
        return _own(own, own.stat().st_mtime_ns)
    try:
        published = find_weights("genre-32")
    except WeightsError as error:
        missing = CATALOGUE["genre-32"].file_name
        raise WeightsError(
            f"weights missing: no genre network, neither {own.name} nor {missing}",
            hint=f"`tunescape train genre LABELLED --model cnn -o {own}` makes one",
        ) from error
    return _study(published, published.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _study(path: Path, _mtime_ns: int) -> GenreNetwork:
    return load_study_network(path)


@lru_cache(maxsize=1)
def _own(path: Path, _mtime_ns: int) -> GenreNetwork:
    prefix = "weights."
    arrays = read_model_file(path, kind=GENRE_MODEL).arrays
    weights = {name.removeprefix(prefix): a for name, a in arrays.items() if name.startswith(prefix)}
    try:
        return GenreNetwork(weights)
    except WeightsError as error:
        raise WeightsError("is no genre network", path=path, hint="--model cnn makes one") from error
