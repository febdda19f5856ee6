"""``tunescape spaces``: what can count as alike."""

from tunescape.interfaces.cli.console import print_document, table
from tunescape.interfaces.cli.options import JsonOption

NAME = "spaces"


def command(json: JsonOption = False) -> None:
    """List the spaces: recipes for what counts as alike. They add up: statistical*0.5+musicnn."""
    from tunescape.discovery.space import SPACES

    rows = [
        {
            "name": space.name,
            "dimensions": len(space.dimensions),
            "feature_sets": list(space.feature_sets),
            "description": space.description,
        }
        for space in SPACES.values()
    ]
    if json:
        print_document(rows)
        return
    table(
        ("space", "dimensions", "what it is"),
        [(row["name"], row["dimensions"], row["description"]) for row in rows],
        wrapped="what it is",
    )
