"""Spaces of one's own: made by a selection, kept by a library, found by name like those that ship."""

import math
import re
from collections import ChainMap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tunescape.discovery.space import SPACES, Block, Space, parse_space
from tunescape.errors import DiscoveryError
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.space_store import StoredSpace, stored_spaces
from tunescape.library.store import Library

if TYPE_CHECKING:
    # finding a space should not wait for scikit-learn
    from tunescape.discovery.selection.held_out import FeatureSelection

__all__ = ["check_space_name", "find_space", "own_space", "parse_own_space", "selection_recipe"]

_LONGEST_NAME = 64
_RESERVED = ("all",)
"""Names that commands understand as something else."""


def check_space_name(name: str) -> None:
    """Make sure that a space of one's own can have a name.

    Raises
    ------
    DiscoveryError
        If it could not be typed in an expression of spaces, or is taken by what ships.
    """
    if not re.fullmatch(r"[^\W\d][\w-]*", name) or len(name) > _LONGEST_NAME:
        raise DiscoveryError(
            f"a space cannot be named {name!r}",
            hint=f"begin with a letter; then letters, digits, - and _, at most {_LONGEST_NAME} in all",
        )
    if name in SPACES or name in FEATURE_SETS or name in _RESERVED:
        raise DiscoveryError(f"the name {name!r} is taken", hint="`tunescape spaces` lists those in use")


def find_space(library: Library, expression: str) -> Space:
    """Find a space by name, those of the library's own included, or combine several: as it is in the library.

    Parameters
    ----------
    library : Library
    expression : str
        As :func:`~tunescape.discovery.space.parse_space` reads it.

    Raises
    ------
    DiscoveryError
        If it names an unknown space, cannot be read, or a space of the library's own is outdated.
    ModelError
        If it needs the auto-encoder of the library, and that is damaged.
    """
    return parse_own_space(library, expression).bound(library)


def parse_own_space(library: Library, expression: str) -> Space:
    """Find a space as :func:`find_space` does, with what depends on a library left open.

    Raises
    ------
    DiscoveryError
        If it names an unknown space, cannot be read, or a space of the library's own is outdated.
    """
    named = set(re.findall(r"[^\W\d][\w-]*", expression))
    own = {stored.name: own_space(stored) for stored in stored_spaces(library) if stored.name in named}
    return parse_space(expression, spaces=ChainMap(SPACES, own))


def selection_recipe(selection: "FeatureSelection") -> dict[str, Any]:
    """Return the recipe of a space in which only the selected features count, scaled as they were then."""
    n = len(selection.selected)
    return {
        "blocks": [
            {
                "feature_set": selection.feature_set,
                "dimensions": list(selection.selected),
                "weight": 1.0,
                "mean": list(selection.mean),
                "std": list(selection.std),
            }
        ],
        "description": f"{n} dimensions of {selection.feature_set}, selected genetically",
    }


def own_space(stored: StoredSpace) -> Space:
    """Make a space of its stored recipe.

    Raises
    ------
    DiscoveryError
        If it was made for another version of a feature set, or cannot be read.
    """
    try:
        blocks = tuple(_block(stored.name, block) for block in stored.recipe["blocks"])
        description = str(stored.recipe["description"])
    except (KeyError, TypeError, ValueError) as error:
        raise DiscoveryError(
            f"the recipe of the space {stored.name} cannot be read ({error})",
            hint=f"`tunescape spaces --remove {stored.name}` forgets it",
        ) from error
    if not blocks:
        raise DiscoveryError(f"the recipe of the space {stored.name} is empty")
    return Space(stored.name, blocks, description)


def _block(name: str, stored: Mapping[str, Any]) -> Block:
    feature_set = str(stored["feature_set"]).split("@")[0]
    declared = FEATURE_SETS.get(feature_set)
    if declared is None or declared.id != stored["feature_set"]:
        now = f"hears {declared.id}" if declared else "does not know it"
        raise DiscoveryError(
            f"the space {name} was made for {stored['feature_set']}, and this tunescape {now}",
            hint=f"`tunescape spaces --remove {name}` forgets it; select-features makes a new one",
        )
    dimensions = tuple(stored["dimensions"])
    mean, std = (tuple(float(value) for value in stored[key]) for key in ("mean", "std"))
    weight = float(stored["weight"])
    if not len(dimensions) == len(mean) == len(std) or not set(dimensions) <= set(declared.dimensions):
        raise ValueError("its dimensions do not fit")
    if not all(math.isfinite(value) for value in (*mean, *std, weight)) or min(*std, weight) <= 0:
        raise ValueError("its numbers make no sense")
    return Block(feature_set, dimensions, weight, (mean, std))
