"""``tunescape similar``: what sounds most like a track."""

from typing import Annotated

import typer

from tunescape.interfaces.cli.console import print_document, say
from tunescape.interfaces.cli.options import (
    JsonOption,
    LibraryOption,
    SpaceOption,
    TrackArgument,
    open_library,
)
from tunescape.interfaces.cli.tables import match_table

NAME = "similar"


def command(
    track: TrackArgument,
    n: Annotated[int, typer.Option("-n", metavar="N", min=1, help="How many.")] = 20,
    space: SpaceOption = "default",
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Find the tracks that sound most like one.

    It need not be in the library: name any file.
    """
    from tunescape.discovery.neighbours import similar
    from tunescape.discovery.sound import find_sound
    from tunescape.discovery.space import parse_space
    from tunescape.interfaces.documents import match_document

    recipe = parse_space(space)
    opened = open_library(library)
    sound = find_sound(opened, track)
    matches = similar(opened, sound, n=n, space=recipe)
    if json:
        print_document([match_document(match) for match in matches])
        return
    say(f"Sounds like {sound.track.name}:")
    match_table(matches)
