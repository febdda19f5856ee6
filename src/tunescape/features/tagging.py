"""Tags that a track most likely deserves."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tunescape.features.embeddings.musicnn import TAGS

__all__ = ["LikelyTag", "likely_tags"]


class LikelyTag(NamedTuple):
    """A tag and its probability, 0 to 1."""

    tag: str
    probability: float


def likely_tags(
    matrix: npt.NDArray[Any], *, min_probability: float = 0.1, at_most: int = 5
) -> list[LikelyTag]:
    """Pick the likeliest tags of a track.

    Parameters
    ----------
    matrix : np.ndarray [shape=(n_segments, 250)]
        The feature set ``musicnn@1``.
    min_probability : float, 0 to 1
        The network was trained on sparse tags: one in ten is already a clear statement.
    at_most : int > 0

    Returns
    -------
    list of LikelyTag
        Likeliest first.
    """
    probabilities = matrix[:, : len(TAGS)].mean(axis=0)
    order = np.argsort(-probabilities, kind="stable")[:at_most]
    found = [LikelyTag(TAGS[i], float(probabilities[i])) for i in order]
    return [tag for tag in found if tag.probability >= min_probability]
