"""``tunescape backup``: the whole library in one file."""

from pathlib import Path
from typing import Annotated

import typer

from tunescape.interfaces.cli.console import print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, open_library

NAME = "backup"


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")],
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Write the whole library into one file.

    An analysis may be running: the copy is whole. An existing FILE is replaced, once the new one is whole and
    checked.
    """
    from tunescape.library.backup import backup_library

    size = backup_library(open_library(library), file)
    if json:
        print_document({"file": str(file), "bytes": size})
    else:
        say(f"Wrote {file}, {size / 1e6:.1f} MB")
