"""Why two tracks sound alike: a cosine as the sum of its parts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tunescape.arrays import FloatArray, Vector
from tunescape.discovery.meaning import FEW_TRACKS
from tunescape.discovery.neighbours import Match
from tunescape.discovery.sound import Sound
from tunescape.discovery.space import Space, space_matrix
from tunescape.discovery.topics import Topic, dimension_topics
from tunescape.library.store import Library

__all__ = [
    "BlockShare",
    "Part",
    "Reason",
    "explain_matches",
    "parts_of_cosine",
]

_SAID = 2
"""Parts that a sentence names of each block."""

_CLEAR = 0.5
"""Share by which what speaks for more of something has to outweigh what speaks for less of it."""


@dataclass(frozen=True)
class Part:
    """Dimensions of a block that speak of one thing, and what they contribute to a cosine.

    Attributes
    ----------
    name : str
    contribution : float
    both : str
        What both tracks are, against the average, that makes them alike here: ``less “metal”``; empty where
        it cannot be said.
    """

    name: str
    contribution: float
    both: str = ""


@dataclass(frozen=True)
class BlockShare:
    """What a block contributes to a cosine, the largest part first.

    Attributes
    ----------
    feature_set : str
    parts : tuple of Part
    """

    feature_set: str
    parts: tuple[Part, ...]

    @property
    def contribution(self) -> float:
        """The sum of its parts."""
        return math.fsum(part.contribution for part in self.parts)


@dataclass(frozen=True)
class Reason:
    """Why a track was recommended.

    Attributes
    ----------
    similarity : float
        The cosine; the contributions of the blocks add up to it.
    blocks : tuple of BlockShare
        In the order of the space.
    shared_tags : tuple of str
        What both sound like.
    n_tracks : int
        Of the library, over which it was learnt what dimensions without a name go with.
    """

    similarity: float
    blocks: tuple[BlockShare, ...]
    shared_tags: tuple[str, ...]
    n_tracks: int

    @property
    def sentence(self) -> str:
        """The reason in one sentence."""
        ordered = sorted(self.blocks, key=lambda block: -block.contribution)
        said = "; ".join(_said(block, self.similarity) for block in ordered)
        tags = f"; both sound like {', '.join(self.shared_tags)}" if self.shared_tags else ""
        return f"Similarity {self.similarity:.2f}: {said}{tags}.".replace("-0.", "−0.").replace("(-", "(−")

    @property
    def caution(self) -> str | None:
        """What to bear in mind, if there is anything."""
        if self.n_tracks >= FEW_TRACKS:
            return None
        return f"only {self.n_tracks} tracks in the library: too few to say much of dimensions without a name"


def explain_matches(
    library: Library, sound: Sound, matches: Sequence[Match], *, space: Space
) -> list[Reason]:
    """Say why tracks of a library sound like one.

    Every dimension contributes the product of both vectors in it. Dimensions are grouped by what they speak
    of; those of a network's inner layer, which have no name, by the measure that goes with them most closely
    over the tracks of the library (see :func:`~tunescape.discovery.topics.dimension_topics`).

    Parameters
    ----------
    library : Library
    sound : Sound
    matches : sequence of Match
        As :func:`~tunescape.discovery.neighbours.similar` found them in the same space.
    space : Space

    Returns
    -------
    list of Reason
        One a match.
    """
    space = space.bound(library)
    query = space.embed(sound.described)
    matrix = space_matrix(library, space)
    position = {track_id: i for i, track_id in enumerate(matrix.track_ids)}
    topics = dimension_topics(library, space)
    reasons = []
    for match in matches:
        (row,) = matrix.take([position[match.track.track_id]])
        blocks = parts_of_cosine(query, row, space=space, topics=topics)
        shared = tuple(tag for tag in sound.track.tags if tag in match.track.tags)
        total = math.fsum(part.contribution for block in blocks for part in block.parts)
        reasons.append(Reason(total, blocks, shared, len(matrix.track_ids)))
    return reasons


def parts_of_cosine(
    a: FloatArray, b: FloatArray, *, space: Space, topics: Sequence[Topic]
) -> tuple[BlockShare, ...]:
    """Split the cosine of two unit vectors into blocks, and these into parts.

    Parameters
    ----------
    a, b : np.ndarray [shape=(n_dimensions,), dtype=float32]
    space : Space
    topics : sequence of Topic
        Of each dimension.

    Returns
    -------
    tuple of BlockShare
        One a feature set, in the order of the space. All contributions add up to the dot product of a and b.
    """
    # several blocks of one source, as metadata has them, are one to a reader
    members: dict[str, dict[str, list[int]]] = {}
    first = 0
    for block in space.blocks:
        names = members.setdefault(block.feature_set, {})
        for i in range(first, first + len(block.names)):
            names.setdefault(topics[i].name, []).append(i)
        first += len(block.names)
    shares = []
    for source, names in members.items():
        parts = [_part([topics[i] for i in rows], a[rows], b[rows]) for rows in names.values()]
        shares.append(BlockShare(source, tuple(sorted(parts, key=lambda one: -one.contribution))))
    return tuple(shares)


def _part(topics: Sequence[Topic], a: FloatArray, b: FloatArray) -> Part:
    products: Vector = a.astype(np.float64) * b.astype(np.float64)
    # where both vectors have the same sign, they are alike in having more of it than the average, or less
    alike = np.maximum(products, 0.0)
    signs = np.sign(a) * [topic.sign for topic in topics]
    balance = float(alike @ signs) / max(float(alike.sum()), np.finfo(np.float64).tiny)
    both = topics[0].more if balance > _CLEAR else topics[0].less if balance < -_CLEAR else ""
    return Part(topics[0].name, math.fsum(products), both)


def _said(block: BlockShare, similarity: float) -> str:
    share = f" ({100 * block.contribution / similarity:.0f} %)" if similarity >= 0.05 else ""
    text = f"{block.contribution:.2f}{share} from {block.feature_set}"
    most = [part for part in block.parts if part.contribution > 0][:_SAID]
    if block.contribution > 0 and most:
        both = [part.both for part in most if part.both]
        alike = [part.name for part in most if not part.both]
        text += f", both being {' and '.join(both)}" if both else ""
        text += f", alike in {' and '.join(alike)}" if alike else ""
    return text
