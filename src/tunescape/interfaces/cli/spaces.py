"""``tunescape spaces``: what can count as alike."""

from typing import Annotated

import typer

from tunescape.interfaces.cli.console import print_document, say, table
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, open_library

NAME = "spaces"


def command(
    remove: Annotated[
        str | None, typer.Option("--remove", metavar="NAME", help="Forget a space of your own.")
    ] = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """List the spaces: what can count as alike.

    They add up: statistical*0.5+musicnn.

    Spaces of your own, as select-features makes them, belong to a library and come last.
    """
    from tunescape.discovery.space import SPACES
    from tunescape.interfaces.space_documents import own_space_document, space_document
    from tunescape.library.space_store import remove_space, stored_spaces
    from tunescape.library.store import default_library_path

    # what ships can be listed before there is a library
    wanted = library or remove or (default_library_path() / "library.db").is_file()
    opened = open_library(library) if wanted else None
    if opened and remove:
        remove_space(opened, remove)
    own = stored_spaces(opened) if opened else []
    rows = [space_document(space) for space in SPACES.values()] + [own_space_document(space) for space in own]
    if json:
        print_document(rows)
        return
    if remove:
        say(f"Forgot the space {remove}")
        return
    table(
        ("space", "dimensions", "what it is"),
        [(row["name"], row["dimensions"] or "–", row["description"]) for row in rows],
        wrapped="what it is",
    )
