"""Spaces of one's own, as a library keeps them: a name, a recipe, and when it was made."""

import time
from typing import Any, NamedTuple

import sqlalchemy as sa

from tunescape.errors import LibraryError
from tunescape.library.schema import spaces
from tunescape.library.store import Library

__all__ = ["StoredSpace", "remove_space", "store_space", "stored_spaces"]


class StoredSpace(NamedTuple):
    """A space as it was stored.

    Attributes
    ----------
    name : str
    recipe : JSON value
        What :mod:`~tunescape.discovery.own_spaces` makes a space of.
    made_at : float
        Seconds since 1970.
    """

    name: str
    recipe: Any
    made_at: float


def stored_spaces(library: Library) -> list[StoredSpace]:
    """Return a library's own spaces, by name."""
    with library.connect() as connection:
        rows = connection.execute(sa.select(spaces).order_by(spaces.c.name))
        return [StoredSpace(row.name, row.recipe, row.made_at) for row in rows]


def store_space(library: Library, name: str, recipe: Any) -> bool:
    """Store a space; tell whether one of this name was there and is replaced.

    Raises
    ------
    LibraryError
        If the database cannot be written.
    """
    with library.transaction() as connection:
        replaced = connection.execute(sa.delete(spaces).where(spaces.c.name == name)).rowcount > 0
        connection.execute(sa.insert(spaces).values(name=name, recipe=recipe, made_at=time.time()))
    return replaced


def remove_space(library: Library, name: str) -> None:
    """Forget a space.

    Raises
    ------
    LibraryError
        If the library has none of this name, or the database cannot be written.
    """
    with library.transaction() as connection:
        if connection.execute(sa.delete(spaces).where(spaces.c.name == name)).rowcount == 0:
            raise LibraryError(
                f"has no space of its own named {name!r}",
                path=library.path,
                hint="`tunescape spaces` lists them",
            )
