"""``tunescape map``: the library as a map, on which tracks that sound alike lie near each other."""

from pathlib import Path
from typing import Annotated

import typer

from tunescape.errors import ExportError
from tunescape.interfaces.cli.console import counted, print_document, say
from tunescape.interfaces.cli.options import (
    JsonOption,
    LibraryOption,
    SeedOption,
    SpaceOption,
    open_library,
)

NAME = "map"

_METHODS = {"pca": "PCA", "tsne": "t-SNE"}


def command(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="A picture, .png, or a table, .csv.")
    ],
    method: Annotated[
        str,
        typer.Option(
            "--method",
            metavar="NAME",
            help="pca shows the main differences, tsne who is close to whom.",
        ),
    ] = "pca",
    color: Annotated[
        str,
        typer.Option(
            "--color", metavar="FIELD", help="What colours the points: cluster, genre, tempo_bpm, rank, ..."
        ),
    ] = "cluster",
    space: SpaceOption = "default",
    seed: SeedOption = 0,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Draw a map on which what sounds alike lies close.

    A map stays as it is when a few tracks come; they get their place on it.
    """
    from tunescape.discovery.layout import library_layout
    from tunescape.discovery.own_spaces import find_space
    from tunescape.interfaces.cluster_documents import map_rows, map_values, write_map_csv

    kind = output.suffix.lower()
    if kind not in (".png", ".csv"):
        raise ExportError("has no extension of a map", path=output, hint="use .png or .csv")
    opened = open_library(library)
    layout = library_layout(opened, find_space(opened, space), method=method, seed=seed)
    by_id = {track.track_id: track for track in opened.tracks()}
    tracks = [by_id[track_id] for track_id in layout.track_ids]
    values = map_values(tracks, color)
    rows = map_rows(layout, tracks, values)
    if kind == ".csv":
        write_map_csv(rows, output)
    else:
        from tunescape.report.map_picture import save_map

        title = (
            f"{counted(len(rows), 'track')} by sound (space {space}, {_METHODS[method]}), coloured by {color}"
        )
        save_map(layout.coordinates, values, output, label=color, title=title)
    if json:
        print_document(
            {"file": str(output), "method": method, "space": space, "color": color, "tracks": rows}
        )
        return
    if layout.n_placed:
        say(f"{counted(layout.n_placed, 'track')} came since the map was made, and got a place on it.")
    if all(value is None for value in values):
        hint = "`tunescape cluster` makes clusters" if color == "cluster" else "try another --color"
        say(f"No track has a {color}: all points are grey; {hint}.")
    say(f"Wrote {output}")
