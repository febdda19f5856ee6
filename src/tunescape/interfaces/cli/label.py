"""``tunescape label``: say by hand which genre a track has."""

from typing import Annotated

import typer

from tunescape.errors import QueryError
from tunescape.interfaces.cli.console import print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, TrackArgument, open_library
from tunescape.text import visible

NAME = "label"


def command(
    track: TrackArgument,
    genre: Annotated[
        str | None, typer.Argument(metavar="GENRE", help="Any name, in any language.", show_default=False)
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the label back.")] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Say which genre a track has.

    It counts before what the file or a model says, outlives re-analysis, and enters the next `train genre`.
    The file itself is not touched.
    """
    from tunescape.discovery.sound import find_track
    from tunescape.library.labels import remove_label, set_label

    opened = open_library(library)
    found = find_track(opened, track)
    if found is None:
        raise QueryError("is not in the library", path=track, hint="`tunescape analyze` it first")
    if (genre is None) != remove:
        raise QueryError("what to do is not clear", hint="give a genre, or --remove to take the label back")
    if genre is None:
        removed = remove_label(opened, found.track_id)
    else:
        set_label(opened, found.track_id, genre)
    labelled = opened.track(found.track_id)
    if json:
        print_document({"track_id": labelled.track_id, "path": labelled.path, "genre": labelled.genre})
    if genre is not None:
        say(f"{visible(labelled.name)}: {visible(labelled.genre or '')}")
    elif removed:
        say(f"{visible(labelled.name)}: label taken back; now {visible(labelled.genre or 'no genre')}")
    else:
        say(f"{visible(labelled.name)} had no label")
