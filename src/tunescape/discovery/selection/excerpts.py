"""Two excerpts of each track of a library, as one feature set describes them."""

from typing import NamedTuple

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.discovery.space import SPACES
from tunescape.errors import DiscoveryError
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.store import Library

__all__ = ["ExcerptPairs", "selectable_feature_sets", "stored_excerpts"]


class ExcerptPairs(NamedTuple):
    """Excerpts to be told apart.

    Attributes
    ----------
    feature_set : str
        With its version: ``statistical@1``.
    dimensions : tuple of str
    values : np.ndarray [shape=(n_excerpts, n_dimensions), dtype=float32]
    track_ids : list of str
        The track of each excerpt.
    left_out : list of str
        Tracks of which the library heard one segment only.
    """

    feature_set: str
    dimensions: tuple[str, ...]
    values: FloatArray
    track_ids: list[str]
    left_out: list[str]


def selectable_feature_sets() -> tuple[str, ...]:
    """Return the names of the feature sets whose dimensions can be compared by distance."""
    return tuple(
        name
        for name, declared in FEATURE_SETS.items()
        if name in SPACES and len(SPACES[name].blocks) == 1 and declared.excerpt is None
    )


def stored_excerpts(library: Library, feature_set: str) -> ExcerptPairs:
    """Take the first and the last segment of each track that has a file.

    Segments never overlap: they are 15 s each where a track is longer than all of them together, else equal
    pieces of it. A track of 15 to 30 s gives its halves.

    Parameters
    ----------
    library : Library
    feature_set : str
        One of :func:`selectable_feature_sets`.

    Raises
    ------
    DiscoveryError
        If there is no such feature set, or no track has two segments of it.
    """
    if feature_set not in selectable_feature_sets():
        known = ", ".join(selectable_feature_sets())
        raise DiscoveryError(
            f"there is no feature set {feature_set!r} to select from", hint=f"choose from {known}"
        )
    block = SPACES[feature_set].blocks[0]
    declared = FEATURE_SETS[feature_set]
    present = library.track_ids()
    values, track_ids, left_out = [], [], []
    for track_id, matrix in library.iterate_features(feature_set, version=declared.version):
        if track_id in present and len(matrix) >= 2:
            values.append(matrix[[0, -1]][:, block.columns].astype(np.float32))
            track_ids += [track_id, track_id]
        elif track_id in present:
            left_out.append(track_id)
    if not values:
        raise DiscoveryError(
            f"no track has two segments of {declared.id}",
            path=library.path,
            hint=f"`tunescape analyze FOLDER --segments 4 --features {feature_set}` hears them",
        )
    return ExcerptPairs(declared.id, block.dimensions, np.concatenate(values), track_ids, left_out)
