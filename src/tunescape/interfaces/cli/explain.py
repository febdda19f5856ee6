"""``tunescape explain``: what the dimensions of a space listen to."""

from typing import TYPE_CHECKING, Annotated

import typer

from tunescape.interfaces.cli.console import print_document, say, table
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, SpaceOption, open_library

if TYPE_CHECKING:
    from tunescape.discovery.explain import Explanation

NAME = "explain"


def command(
    space: SpaceOption = "default",
    dimension: Annotated[
        int | None,
        typer.Option(
            "--dimension", metavar="K", min=0, help="One of them, from 0; by default all.", show_default=False
        ),
    ] = None,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="Tracks to name at either end.")] = 5,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Show what the dimensions of a space listen to.

    The tracks that activate each most, and what it may mean: tags, loudness, tempo, brightness and the like
    that go with it over the tracks of the library, beyond chance.
    """
    from tunescape.discovery.explain import explain_dimensions
    from tunescape.discovery.own_spaces import find_space
    from tunescape.interfaces.explain_documents import explanation_document

    opened = open_library(library)
    recipe = find_space(opened, space)
    wanted = None if dimension is None else [dimension]
    explained = explain_dimensions(opened, recipe, dimensions=wanted, top=top)
    if json:
        print_document([explanation_document(one) for one in explained])
    elif dimension is None:
        rows = [
            (one.dimension, one.name.split(":", 1)[1], one.top[0].track.title, one.meaning)
            for one in explained
        ]
        table(("#", "dimension", "most in", "meaning"), rows, wrapped="meaning")
    else:
        _tell(explained[0])
    if explained[0].caution and not json:
        say(f"Mind: {explained[0].caution}.")


def _tell(explained: "Explanation") -> None:
    """Print one dimension in full."""
    say(f"{explained.name} {explained.meaning}.")
    for title, ends in (("most", explained.top), ("least", explained.bottom)):
        rows = [(one.track.track_id[:8], one.track.title, one.track.artist, one.activation) for one in ends]
        table(("id", f"{title} of it", "artist", "deviations"), rows)
