"""The spaces in which the tracks of a library can be compared."""

from typing import NamedTuple

import sqlalchemy as sa

from tunescape.discovery.own_spaces import find_space
from tunescape.discovery.space import SPACES
from tunescape.errors import TunescapeError
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.schema import features
from tunescape.library.space_store import stored_spaces
from tunescape.library.store import Library

__all__ = ["UsableSpace", "usable_spaces"]


class UsableSpace(NamedTuple):
    """A space, and whether rhythm is a part of it that can be turned up and down."""

    name: str
    has_dial: bool


def usable_spaces(library: Library) -> list[UsableSpace]:
    """Return the spaces whose feature sets a library has, its own ones last."""
    found = []
    with library.connect() as connection:
        there = {name for name, one in FEATURE_SETS.items() if _has(connection, name, one.version)}
    for name in (*SPACES, *(stored.name for stored in stored_spaces(library))):
        try:
            space = find_space(library, name)
        except TunescapeError:  # made for another version, or for a model that is not there
            continue
        needed = set(space.feature_sets)
        if needed <= there:
            found.append(UsableSpace(name, "rhythm" in needed and len(needed) > 1))
    return found


def _has(connection: sa.Connection, name: str, version: int) -> bool:
    statement = sa.select(features.c.track_id).where(features.c.name == name, features.c.version == version)
    return connection.scalar(statement.limit(1)) is not None
