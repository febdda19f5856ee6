"""What a feature set says of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tunescape.audio.segments import Span
from tunescape.errors import TunescapeError
from tunescape.features.excerpt import Excerpt

__all__ = ["FeatureSet", "TrackExcerpt"]


@dataclass(frozen=True)
class TrackExcerpt:
    """A stretch of a track that is heard once, however the track is cut into segments.

    Attributes
    ----------
    anchor : {"start", "middle"}
        Where it lies: at the beginning of the track, or around its middle.
    seconds : float > 0
        How long it is; a shorter track is heard whole.
    pads : bool
        Whether the feature set fills what a shorter track lacks with nothing; such a track gets a warning.
    """

    anchor: Literal["start", "middle"]
    seconds: float
    pads: bool = False

    def __str__(self) -> str:
        """Return what feature rows are stored with, in place of a segmentation."""
        return f"{self.anchor} {self.seconds:g}"

    def span(self, duration_s: float) -> Span:
        """Place it in a track of so many seconds, > 0."""
        length = min(self.seconds, duration_s)
        return Span(0.0 if self.anchor == "start" else (duration_s - length) / 2, length)


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
    excerpt : TrackExcerpt, optional
        The excerpt of its own on which it describes a track, once; by default it describes each segment.
    by_default : bool
        Whether it is among the ``default`` feature sets of an analysis.
    zscored : bool
        Whether spaces z-score its dimensions, with shipped statistics; else they are compared as they are.
    check : callable, optional
        Raises a TunescapeError where something that it needs is not installed, such as a model file; ``all``
        then leaves it out.
    only_by_name : bool
        Whether ``all`` leaves it out in any case, for it takes much time or room: it is heard where it is
        named, and where a space that is measured needs it.
    """

    name: str
    version: int
    dimensions: tuple[str, ...]
    dtype: str
    units: str
    summary: str
    source: str
    describe: Callable[[Excerpt], npt.NDArray[Any]]
    excerpt: TrackExcerpt | None = None
    by_default: bool = True
    zscored: bool = True
    check: Callable[[], object] | None = None
    only_by_name: bool = False

    @property
    def available(self) -> bool:
        """Whether all that it needs is installed."""
        try:
            if self.check:
                self.check()
        except TunescapeError:
            return False
        return True

    @property
    def id(self) -> str:
        """Name and version as written everywhere: ``statistical@1``."""
        return f"{self.name}@{self.version}"

    def __call__(self, excerpt: Excerpt) -> npt.NDArray[Any]:
        """Describe an excerpt, once however often it is asked, and hold the result against the declaration.

        Returns
        -------
        np.ndarray [shape=(len(dimensions),)]
            Read-only: whoever asks again gets the same.
        """
        if self.id not in excerpt.described:
            vector = np.array(self.describe(excerpt), dtype=self.dtype)
            if vector.shape != (len(self.dimensions),):
                raise ValueError(f"{self.id} declares {len(self.dimensions)} dimensions, got {vector.shape}")
            vector.flags.writeable = False
            excerpt.described[self.id] = vector
        return excerpt.described[self.id]
