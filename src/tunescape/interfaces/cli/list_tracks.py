"""``tunescape list``: the tracks of the library."""

from typing import Annotated

import typer

from tunescape.interfaces.cli.console import print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, open_library
from tunescape.interfaces.cli.tables import track_table

NAME = "list"


def command(
    where: Annotated[
        str | None,
        typer.Option(
            "--where",
            metavar="EXPR",
            help='A condition: tempo_bpm > 120 and (genre = "jazz" or not year < 2000).',
        ),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort",
            metavar="FIELD",
            help="In the order of a field, such as rank; -users: the largest first; by default of the paths.",
            show_default=False,
        ),
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="At most so many.")] = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """List tracks.

    --where and --sort know the same fields; one that does not exist is answered with their list.
    """
    from tunescape.interfaces.documents import track_document
    from tunescape.library.sort import parse_sort
    from tunescape.library.where import parse_where

    condition = None if where is None else parse_where(where)
    order = parse_sort(sort) if sort else ()
    tracks = open_library(library).tracks(condition, order_by=order, limit=limit)
    if json:
        print_document([track_document(track) for track in tracks])
    elif tracks:
        track_table(tracks)
    else:
        say("No track matches." if where else "The library holds no tracks yet: `tunescape analyze FOLDER`.")
