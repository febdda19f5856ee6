"""The JSON documents of spaces: those that ship, and a library's own."""

import datetime
from typing import TYPE_CHECKING, Any

from tunescape.discovery.own_spaces import own_space
from tunescape.discovery.space import SPACES
from tunescape.errors import DiscoveryError

if TYPE_CHECKING:
    from tunescape.discovery.space import Space
    from tunescape.library.space_store import StoredSpace

__all__ = ["own_space_document", "space_document"]


def space_document(space: "Space") -> dict[str, Any]:
    """One row of ``spaces``."""
    return {
        "name": space.name,
        "dimensions": len(space.dimensions) or None,
        "feature_sets": list(space.feature_sets),
        "description": space.description,
        "own": False,
        "made_at": None,
    }


def own_space_document(stored: "StoredSpace") -> dict[str, Any]:
    """One row of ``spaces``; the description says so where the space cannot be used any more."""
    made_at = datetime.datetime.fromtimestamp(stored.made_at, datetime.UTC).isoformat(timespec="seconds")
    try:
        row = space_document(own_space(stored))
    except DiscoveryError as error:
        row = {"name": stored.name, "dimensions": 0, "feature_sets": [], "description": error.reason}
    if stored.name in SPACES:
        row["description"] = "cannot be used: a space that ships has this name, too"
    return row | {"own": True, "made_at": made_at}
