"""What the dimensions of a space speak of, so that reasons can be given in words."""

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tunescape.discovery.compare.measures import Measure
from tunescape.discovery.compare.track_measures import SOURCES, sampled_measures
from tunescape.discovery.families import family, is_nameless
from tunescape.discovery.meaning import NAMED, activations, associations
from tunescape.discovery.space import Space, space_matrix
from tunescape.errors import LibraryError
from tunescape.library.settled import forget_outdated
from tunescape.library.store import Library
from tunescape.whole_file import replacing

__all__ = ["MOST_SAMPLED", "Topic", "dimension_topics"]

MOST_SAMPLED = 2_000
"""Tracks over which it is learnt what a dimension without a name goes with; of more, every so many-th by its
id, which is as good as a random draw and always the same. The error of a correlation is then 0.022."""


@dataclass(frozen=True)
class Topic:
    """What a dimension speaks of.

    Attributes
    ----------
    name : str
    more, less : str
        What both tracks are if they have much of it, or little; empty where there is no word.
    sign : {1, -1}
        Whether the dimension rises or falls with it.
    """

    name: str
    more: str = ""
    less: str = ""
    sign: int = 1


def dimension_topics(library: Library, space: Space) -> list[Topic]:
    """Tell what each dimension of a space speaks of; for those without a name, as a library hears it.

    What these go with (see :func:`~tunescape.discovery.meaning.associations`) is learnt over at most
    :data:`MOST_SAMPLED` tracks, and kept in the library's cache until the library changes.
    """
    space = space.bound(library)
    dimensions = [name.split(":", 1)[1] for name in space.dimensions]
    topics = [_topic_of_name(name) for name in dimensions]
    nameless = [i for i, name in enumerate(dimensions) if is_nameless(name)]
    if nameless:
        for i, closest in zip(nameless, _closest_measures(library, space, nameless), strict=True):
            topics[i] = Topic("what has no name") if closest is None else _topic_of_measure(*closest)
    return topics


_Closest = list[tuple[Measure, float] | None]


def _closest_measures(library: Library, space: Space, nameless: Sequence[int]) -> _Closest:
    """Return for each dimension the measure that goes with it most closely, and its rho; None without one."""
    path = _path(library, space)
    kept = _load(path, len(nameless))
    if kept is not None:
        return kept
    track_ids = space_matrix(library, space).track_ids
    sample = track_ids[:: max(1, -(-len(track_ids) // MOST_SAMPLED))]
    active = activations(library, space, track_ids=sample)
    found = associations(library, active, nameless, measures=sampled_measures(library, sample))
    closest: _Closest = [(one[0].measure, one[0].rho) if one else None for one in found]
    _save(library, path, closest)
    return closest


def _path(library: Library, space: Space) -> Path:
    # what shapes the answer: the space, the measures, what they are read off, and the tracks
    recipe = f"{space.recipe} {[one.name for one in NAMED]} {[one.id for one in SOURCES]} {MOST_SAMPLED}"
    digest = hashlib.blake2b(recipe.encode(), digest_size=6).hexdigest()
    return library.cache_path / f"topics.{digest}.r{library.revision()}.json"


def _load(path: Path, n: int) -> _Closest | None:
    named = {measure.name: measure for measure in NAMED}
    try:
        stored = json.loads(path.read_bytes())
        closest = [None if one is None else (named[one[0]], float(one[1])) for one in stored]
    except (OSError, ValueError, TypeError, KeyError, IndexError):
        return None  # none yet, or a damaged one: it is made again
    return closest if len(closest) == n else None


def _save(library: Library, path: Path, closest: _Closest) -> None:
    rows = [None if one is None else (one[0].name, one[1]) for one in closest]
    # a library that cannot be written to is asked anew each time
    with suppress(LibraryError, OSError):
        os.makedirs(library.cache_path, exist_ok=True)
        with replacing(path, error=LibraryError) as file:
            file.write(json.dumps(rows).encode())
        family, _, _ = path.stem.rpartition(".r")
        forget_outdated(library, family, current=path.stem)


def _topic_of_name(dimension: str) -> Topic:
    for measure in NAMED:
        if measure.name == dimension:
            return _topic_of_measure(measure, 1.0)
    return Topic(family(dimension))


def _topic_of_measure(measure: Measure, rho: float) -> Topic:
    words = measure.words["en"]
    return Topic(words.title, words.more, words.less, 1 if rho > 0 else -1)
