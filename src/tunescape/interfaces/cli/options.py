"""Options and arguments that several commands share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tunescape.settings import SETTINGS

if TYPE_CHECKING:
    from tunescape.library.store import Library

__all__ = [
    "JsonOption",
    "LibraryOption",
    "MemoryOption",
    "RhythmOption",
    "SeedOption",
    "SpaceOption",
    "TimeoutOption",
    "TrackArgument",
    "open_library",
]

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

RhythmOption = Annotated[
    float,
    typer.Option(
        "--rhythm",
        metavar="AMOUNT",
        min=0,
        max=2,
        help="How much rhythm counts: 0 not at all, 1 as the space has it, 2 for dancing.",
    ),
]

SeedOption = Annotated[
    int,
    typer.Option("--seed", metavar="N", min=0, max=2**32 - 1, help="Another number, other random choices."),
]

TimeoutOption = Annotated[float, typer.Option("--timeout", metavar="SECONDS", help=SETTINGS["timeout"].help)]

MemoryOption = Annotated[float, typer.Option("--memory", metavar="GIB", help=SETTINGS["memory"].help)]

TrackArgument = Annotated[
    str,
    typer.Argument(
        metavar="TRACK", help="A path, a track id (6 digits or more), or part of one title or file name."
    ),
]


def open_library(path: Path | None) -> "Library":
    """Open the library a command works on."""
    from tunescape.library.store import Library

    return Library(path)
