"""What a feature set says of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tunescape.features.excerpt import Excerpt

__all__ = ["FeatureSet"]


@dataclass(frozen=True)
class FeatureSet:
    """A named, versioned description of fixed shape.

    Attributes
    ----------
    name, version : str, int
        Vectors of different versions never meet.
    dimensions : tuple of str
        One name per dimension, in order, unique.
    dtype : str
        NumPy dtype of the vector.
    units : str
        In which units the dimensions are.
    summary : str
        What it hears, in a few words for people.
    source : str
        Paper or formula.
    describe : callable
        From an :class:`~tunescape.features.excerpt.Excerpt` to a vector [shape=(len(dimensions),)].
        Deterministic, mutates nothing, gives finite values for every finite signal of at least one sample.
    scope : {"segment", "track"}
        Whether it describes each segment, or the track once on an excerpt of its own.
    """

    name: str
    version: int
    dimensions: tuple[str, ...]
    dtype: str
    units: str
    summary: str
    source: str
    describe: Callable[[Excerpt], npt.NDArray[Any]]
    scope: Literal["segment", "track"] = "segment"

    @property
    def id(self) -> str:
        """Name and version as written everywhere: ``statistical@1``."""
        return f"{self.name}@{self.version}"

    def __call__(self, excerpt: Excerpt) -> npt.NDArray[Any]:
        """Describe an excerpt, and hold the result against the declaration."""
        vector = np.asarray(self.describe(excerpt), dtype=self.dtype)
        if vector.shape != (len(self.dimensions),):
            raise ValueError(f"{self.id} declares {len(self.dimensions)} dimensions, got {vector.shape}")
        return vector
