"""``tunescape export``: feature sets and spaces for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from tunescape.interfaces.cli.console import print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, open_library

NAME = "export"


def command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A feature set (plain values) or a space.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Ends in .parquet, .csv or .npz.")
    ],
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Write a feature set or a space, one row a track."""
    from tunescape.interfaces.vector_files import export_vectors, vector_table

    table = vector_table(open_library(library), name)
    export_vectors(table, output)
    rows, dimensions = table.vectors.shape
    if json:
        print_document({"rows": rows, "dimensions": dimensions, "file": str(output)})
    else:
        say(f"Wrote {rows} tracks x {dimensions} dimensions to {output}")
