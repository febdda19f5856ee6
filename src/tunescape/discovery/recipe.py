"""What a space is: blocks of dimensions, each scaled, brought to unit length and weighted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray
from tunescape.discovery.genre_code import GenreCode
from tunescape.discovery.library_code import LibraryCode
from tunescape.discovery.metadata import METADATA, Metadata
from tunescape.discovery.sharpening import AXES, LINEAR, axis_names, principal_axes_of_rhythm, sharpened
from tunescape.discovery.zscores import STATISTICS, fitted_zscores, zscore_statistics
from tunescape.errors import DiscoveryError
from tunescape.features.feature_set import FeatureSet
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.store import Library

__all__ = ["FITTED", "RAW", "Block", "Space", "declared_source"]

RAW: Literal["raw"] = "raw"
"""In place of z-scores: a block whose dimensions are compared as they are."""

FITTED: Literal["fitted"] = "fitted"
"""In place of z-scores: they are those of the tracks of the library that is asked."""


@dataclass(frozen=True)
class Block:
    """Part of a space: some dimensions of one feature set, and their weight.

    Attributes
    ----------
    feature_set : str
    dimensions : tuple of str
        Names of the dimensions that count, in order.
    weight : float > 0
    zscore : pair of tuples of float, or "raw", or "fitted", optional
        Mean and standard deviation of each dimension, frozen when the block was made; by default those that
        are shipped; :data:`RAW`: the dimensions count as they are; :data:`FITTED`: see :meth:`bound`.
    joint : str
        Blocks that share such a name are divided by their common length, where others are by their own: what
        is longer counts more.
    factor : float > 0
        What the dimensions are multiplied by before that.
    sharp : bool
        Whether only what is nearly the same counts: see :mod:`~tunescape.discovery.sharpening`. Of rhythmic
        patterns only.
    code : LibraryCode or GenreCode, optional
        What the dimensions, as they are, are turned into: by the model of a library, see :meth:`bound`, or by
        a genre network.
    """

    feature_set: str
    dimensions: tuple[str, ...] = field(repr=False)
    weight: float = 1.0
    zscore: tuple[tuple[float, ...], tuple[float, ...]] | Literal["raw", "fitted"] | None = field(
        default=None, repr=False
    )
    joint: str = ""
    factor: float = 1.0
    sharp: bool = False
    code: LibraryCode | GenreCode | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of what it contributes to a vector: its dimensions; of sharp blocks and codes other ones."""
        if self.code:
            return self.code.names
        return axis_names(len(self._axes)) if self.sharp else self.dimensions

    @property
    def _axes(self) -> FloatArray:
        return principal_axes_of_rhythm(self.dimensions)

    @property
    def columns(self) -> npt.NDArray[np.intp]:
        """Positions of the dimensions in the feature set."""
        position = {name: i for i, name in enumerate(declared_source(self.feature_set).dimensions)}
        return np.array([position[name] for name in self.dimensions], dtype=np.intp)

    def scaled(self, means: FloatArray) -> FloatArray:
        """Turn means over segments into z-scores, if the block has them.

        Parameters
        ----------
        means : np.ndarray [shape=(n, n_dimensions of the feature set)]

        Returns
        -------
        np.ndarray [shape=(n, len(self.names)), dtype=float32]
            In standard deviations from the mean; of a raw block times its factor; of a sharp block sharpened;
            of a coded one its codes times the factor.

        Raises
        ------
        DiscoveryError, ModelError
            If it is not bound to a library, or that has no model.
        """
        columns = self.columns
        if self.code:
            return np.multiply(self.code.encode(means[:, columns]), self.factor, dtype=np.float32)
        if self.zscore == FITTED:
            raise DiscoveryError(f"the z-scores of {self.feature_set} are fitted to a library: name one")
        if self.zscore == RAW:
            return np.multiply(means[:, columns], self.factor, dtype=np.float32)
        if self.zscore is None:
            mean, std = (values[columns] for values in zscore_statistics(self.feature_set))
        else:
            mean, std = (np.array(values, dtype=np.float32) for values in self.zscore)
        z: FloatArray = (means[:, columns] - mean) / std
        return sharpened(z @ self._axes.T) if self.sharp else z

    @property
    def is_open(self) -> bool:
        """Whether something depends on the library that is asked; see :meth:`bound`."""
        return self.zscore == FITTED or (isinstance(self.code, LibraryCode) and self.code.model is None)

    def bound(self, library: Library) -> "Block":
        """Settle what depends on the library that is asked: fitted z-scores, and the model of codes."""
        if self.zscore == FITTED:
            columns = self.columns
            mean, std = fitted_zscores(library, self.feature_set)
            return replace(self, zscore=(tuple(mean[columns].tolist()), tuple(std[columns].tolist())))
        code = self.code.bound(library) if self.code else None
        return self if code is self.code else replace(self, code=code)


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
        return tuple(f"{block.feature_set}:{name}" for block in self.blocks for name in block.names)

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of all descriptions it is made of, each once: feature sets, and ``metadata``."""
        return tuple(dict.fromkeys(block.feature_set for block in self.blocks))

    @property
    def feature_sets(self) -> tuple[str, ...]:
        """Names of the feature sets it needs, each once: what has to be heard."""
        return tuple(name for name in self.sources if name != METADATA.name)

    @property
    def recipe(self) -> str:
        """Everything that shapes its numbers, as text."""
        return str([_block_recipe(block) for block in self.blocks])

    @property
    def is_open(self) -> bool:
        """Whether something depends on the library that is asked; see :meth:`bound`."""
        return any(block.is_open for block in self.blocks)

    def bound(self, library: Library) -> "Space":
        """Settle what depends on the library that is asked; most spaces are the same in all.

        Raises
        ------
        ModelError
            If the model of the library is damaged.
        """
        blocks = tuple(block.bound(library) for block in self.blocks)
        changed = any(one is not other for one, other in zip(blocks, self.blocks, strict=True))
        return replace(self, blocks=blocks) if changed else self

    def combine(self, means: Mapping[str, FloatArray]) -> FloatArray:
        """Turn feature sets, averaged over segments, into unit vectors of this space.

        Parameters
        ----------
        means : mapping of str to np.ndarray [shape=(n, n_dimensions)]
            For every one of its sources, one row per track, the same tracks in each.

        Returns
        -------
        np.ndarray [shape=(n, len(self.dimensions)), dtype=float32]
            Of length 1, so that a dot product is a cosine. A vector of zeros stays one.
        """
        parts = [block.scaled(means[block.feature_set]) for block in self.blocks]
        lengths = [np.linalg.norm(part, axis=1, keepdims=True) for part in parts]
        for name in {block.joint for block in self.blocks} - {""}:
            members = [i for i, block in enumerate(self.blocks) if block.joint == name]
            common = np.sqrt(sum(lengths[i] ** 2 for i in members))
            for i in members:
                lengths[i] = common
        weighted = (
            block.weight * (part / np.where(length > 0, length, 1))
            for block, part, length in zip(self.blocks, parts, lengths, strict=True)
        )
        return _unit(np.hstack([part.astype(np.float32) for part in weighted]))

    def embed(self, features: Mapping[str, npt.NDArray[Any]]) -> FloatArray:
        """Turn the feature sets of one track [shape=(n_segments, n_dimensions)] into its vector.

        Raises
        ------
        DiscoveryError
            If a feature set is missing.
        """
        missing = [name for name in self.sources if name not in features]
        if missing:
            raise DiscoveryError(
                f"the space {self.name} needs the feature set "
                f"{', '.join(declared_source(name).id for name in missing)}, which was not heard yet",
                hint=f"`tunescape analyze FOLDER --features {','.join(missing)}` computes it",
            )
        means = {
            name: features[name].mean(axis=0, dtype=np.float64, keepdims=True).astype(np.float32)
            for name in self.sources
        }
        vector: FloatArray = self.combine(means)[0]
        return vector


def declared_source(name: str) -> FeatureSet | Metadata:
    """Return what declares the dimensions of a block: a feature set, or ``metadata``."""
    return METADATA if name == METADATA.name else FEATURE_SETS[name]


def _block_recipe(block: Block) -> tuple[object, ...]:
    declared = declared_source(block.feature_set)
    recipe: tuple[object, ...] = (
        declared.id,
        block.dimensions,
        block.weight,
        block.zscore or STATISTICS,
    )
    if block.sharp:
        return (*recipe, AXES, LINEAR)
    if block.code:
        recipe = (*recipe, block.code.recipe)
    return (*recipe, block.joint, block.factor) if block.zscore == RAW else recipe


def _unit(vectors: FloatArray) -> FloatArray:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(length > 0, length, 1)).astype(np.float32)
