"""Spaces: recipes that turn feature sets into one vector per track, in which cosine means "sounds alike"."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray
from tunescape.errors import DiscoveryError
from tunescape.features.descriptors import TIMBRE_DIMENSIONS
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.matrices import TrackMatrix, cached_matrix, mean_over_segments
from tunescape.library.store import Library
from tunescape.weights import read_weights

__all__ = ["SPACES", "Block", "Space", "parse_space", "space_matrix", "zscore_statistics"]

STATISTICS = "zscore_gtzan60.csv"
"""Means and standard deviations of the shipped z-scores; see weights/NOTICE."""

NOT_SPACES = ("fingerprint", "loudness")
"""Feature sets that say nothing of timbre: which recording it is, and how loud it was made."""


@dataclass(frozen=True)
class Block:
    """Part of a space: some dimensions of one feature set, and their weight.

    Attributes
    ----------
    feature_set : str
    dimensions : tuple of str
        Names of the dimensions that count, in order.
    weight : float > 0
    """

    feature_set: str
    dimensions: tuple[str, ...] = field(repr=False)
    weight: float = 1.0

    @property
    def columns(self) -> npt.NDArray[np.intp]:
        """Positions of the dimensions in the feature set."""
        position = {name: i for i, name in enumerate(FEATURE_SETS[self.feature_set].dimensions)}
        return np.array([position[name] for name in self.dimensions], dtype=np.intp)

    def vectors(self, means: FloatArray) -> FloatArray:
        """Turn means over segments into weighted unit vectors.

        Parameters
        ----------
        means : np.ndarray [shape=(n, n_dimensions of the feature set)]

        Returns
        -------
        np.ndarray [shape=(n, len(self.dimensions)), dtype=float32]
            z-scored, divided by their length, times the weight. A vector of zeros stays one.
        """
        mean, std = zscore_statistics(self.feature_set)
        columns = self.columns
        z = (means[:, columns] - mean[columns]) / std[columns]
        return (self.weight * _unit(z)).astype(np.float32)


@dataclass(frozen=True)
class Space:
    """A named recipe: blocks, concatenated.

    Attributes
    ----------
    name : str
        ``default``, the name of a feature set, or an expression such as ``statistical*0.5+musicnn``.
    blocks : tuple of Block
    description : str
    """

    name: str
    blocks: tuple[Block, ...]
    description: str = ""

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Names of all dimensions, in order: ``feature_set:dimension``."""
        return tuple(f"{block.feature_set}:{name}" for block in self.blocks for name in block.dimensions)

    @property
    def feature_sets(self) -> tuple[str, ...]:
        """Names of the feature sets it needs, each once."""
        return tuple(dict.fromkeys(block.feature_set for block in self.blocks))

    @property
    def recipe(self) -> str:
        """Everything that shapes its numbers, as text."""
        blocks = (
            (FEATURE_SETS[block.feature_set].id, block.dimensions, block.weight) for block in self.blocks
        )
        return f"{STATISTICS} {list(blocks)}"

    def combine(self, means: Mapping[str, FloatArray]) -> FloatArray:
        """Turn feature sets, averaged over segments, into unit vectors of this space.

        Parameters
        ----------
        means : mapping of str to np.ndarray [shape=(n, n_dimensions)]
            For every needed feature set, one row per track, the same tracks in each.

        Returns
        -------
        np.ndarray [shape=(n, len(self.dimensions)), dtype=float32]
            Of length 1, so that a dot product is a cosine.
        """
        return _unit(np.hstack([block.vectors(means[block.feature_set]) for block in self.blocks]))

    def embed(self, features: Mapping[str, npt.NDArray[Any]]) -> FloatArray:
        """Turn the feature sets of one track [shape=(n_segments, n_dimensions)] into its vector.

        Raises
        ------
        DiscoveryError
            If a feature set is missing.
        """
        missing = [name for name in self.feature_sets if name not in features]
        if missing:
            raise DiscoveryError(
                f"the space {self.name} needs the feature set {', '.join(missing)}",
                hint=f"`tunescape analyze FOLDER --features {','.join(missing)}` computes it",
            )
        means = {
            name: features[name].mean(axis=0, dtype=np.float64, keepdims=True).astype(np.float32)
            for name in self.feature_sets
        }
        vector: FloatArray = self.combine(means)[0]
        return vector


def _block(feature_set: str, prefix: str = "") -> Block:
    """Take the dimensions of a feature set whose names begin with a prefix."""
    names = FEATURE_SETS[feature_set].dimensions
    return Block(feature_set, tuple(name for name in names if name.startswith(prefix)))


SPACES: dict[str, Space] = {
    space.name: space
    for space in (
        Space(
            "default",
            (_block("musicnn", "penultimate."), Block("descriptors", TIMBRE_DIMENSIONS)),
            "timbre: musicnn's penultimate layer ⊕ MFCC and spectral-contrast statistics, equally weighted",
        ),
        *(
            # the tuning of tonality is an angle: means and distances of its number would be wrong
            Space(name, (_block(name, "chroma." if name == "tonality" else ""),), feature_set.summary)
            for name, feature_set in FEATURE_SETS.items()
            if name not in NOT_SPACES
        ),
    )
}
"""The spaces that have a name."""


def parse_space(expression: str) -> Space:
    """Find a space by name, or combine several: ``statistical*0.5+musicnn``.

    Parameters
    ----------
    expression : str
        Names of :data:`SPACES`, joined by ``+``, each with an optional ``*weight`` > 0.

    Raises
    ------
    DiscoveryError
        If it names an unknown space or cannot be read.
    """
    if expression in SPACES:
        return SPACES[expression]
    blocks: list[Block] = []
    for term in expression.split("+"):
        match = re.fullmatch(r"\s*([\w-]+)\s*(?:\*\s*(\d+(?:\.\d+)?|\.\d+))?\s*", term)
        if not match or match[1] not in SPACES:
            raise DiscoveryError(f"there is no space {term.strip()!r}", hint="`tunescape spaces` lists them")
        weight = float(match[2] or 1)
        if weight <= 0:
            raise DiscoveryError(f"a weight must be above 0: {term.strip()!r}")
        # a space's blocks share its weight, so that a*1+b*1 gives a and b the same say
        part = SPACES[match[1]].blocks
        scale = weight / float(np.sqrt(sum(block.weight**2 for block in part)))
        blocks += [Block(block.feature_set, block.dimensions, block.weight * scale) for block in part]
    return Space(expression.replace(" ", ""), tuple(blocks), "combined")


def space_matrix(library: Library, space: Space) -> TrackMatrix:
    """Return the unit vectors of all tracks that have the feature sets of a space.

    Returns
    -------
    TrackMatrix
        From the cache where it is current. Tracks without every needed feature set are left out.
    """

    def build() -> TrackMatrix:
        parts = {
            name: mean_over_segments(
                library,
                name,
                version=FEATURE_SETS[name].version,
                n_dimensions=len(FEATURE_SETS[name].dimensions),
            )
            for name in space.feature_sets
        }
        common = sorted(set.intersection(*(set(part.track_ids) for part in parts.values())))
        means = {name: _rows(part, common) for name, part in parts.items()}
        return TrackMatrix(common, space.combine(means))

    return cached_matrix(library, space.name, recipe=space.recipe, build=build)


def _rows(part: TrackMatrix, track_ids: list[str]) -> FloatArray:
    position = {track_id: i for i, track_id in enumerate(part.track_ids)}
    rows: FloatArray = part.rows[[position[track_id] for track_id in track_ids]]
    return rows


def _unit(vectors: FloatArray) -> FloatArray:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(length > 0, length, 1)).astype(np.float32)


@lru_cache(maxsize=32)
def zscore_statistics(feature_set: str) -> tuple[FloatArray, FloatArray]:
    """Return mean and standard deviation of each dimension, frozen from reference music.

    Parameters
    ----------
    feature_set : str

    Returns
    -------
    mean, std : np.ndarray [shape=(n_dimensions,), dtype=float32]

    Raises
    ------
    DiscoveryError
        If none are shipped for the version of the feature set.
    """
    declared = FEATURE_SETS[feature_set]
    lines = csv.DictReader(io.StringIO(read_weights(STATISTICS).decode()))
    table = {row["dimension"]: row for row in lines if row["feature_set"] == declared.id}
    if tuple(table) != declared.dimensions:
        raise DiscoveryError(f"no z-score statistics are shipped for {declared.id}")
    mean, std = (np.array([row[name] for row in table.values()], np.float32) for name in ("mean", "std"))
    return mean, std
