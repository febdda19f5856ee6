"""Options and arguments that several commands share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tunescape.library.store import Library

__all__ = ["JsonOption", "LibraryOption", "SpaceOption", "TrackArgument", "open_library"]

LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="DIR",
        help="The library; by default $TUNESCAPE_LIBRARY, else the platform's data folder.",
        show_default=False,
    ),
]

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]

SpaceOption = Annotated[
    str, typer.Option("--space", metavar="NAME", help="What counts as alike; see `tunescape spaces`.")
]

TrackArgument = Annotated[
    str,
    typer.Argument(metavar="TRACK", help="A path, a track id (6 digits or more), or part of one title."),
]


def open_library(path: Path | None) -> "Library":
    """Open the library a command works on."""
    from tunescape.library.store import Library

    return Library(path)
