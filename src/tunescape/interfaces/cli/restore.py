"""``tunescape restore``: a backup in the place of the library."""

from pathlib import Path
from typing import Annotated

import typer

from tunescape.interfaces.cli.console import counted, print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, open_library

NAME = "restore"


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `tunescape backup` wrote.")],
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Put a backup in the place of the library.

    What was there before is kept beside it.
    """
    from tunescape.library.backup import restore_library
    from tunescape.library.store import default_library_path

    folder = library or default_library_path()
    replaced = restore_library(folder, file)
    n_tracks = len(open_library(folder).track_ids())
    if json:
        print_document(
            {"library": str(folder), "tracks": n_tracks, "replaced": str(replaced) if replaced else None}
        )
        return
    say(f"Restored {counted(n_tracks, 'track')} into {folder}")
    if replaced:
        say(f"What was there before lies in {replaced}")
