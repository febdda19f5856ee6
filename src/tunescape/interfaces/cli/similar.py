"""``tunescape similar``: what sounds most like a track."""

from typing import Annotated

import typer

from tunescape.interfaces.cli.console import print_document, say
from tunescape.interfaces.cli.options import (
    JsonOption,
    LibraryOption,
    RhythmOption,
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
    rhythm: RhythmOption = 1.0,
    why: Annotated[
        bool, typer.Option("--why", help="Say what makes each of them alike, in parts that add up.")
    ] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Find the tracks that sound most like one.

    It need not be in the library: name any file.
    """
    from tunescape.discovery.neighbours import similar
    from tunescape.discovery.own_spaces import find_space
    from tunescape.discovery.rhythm_dial import turn_rhythm
    from tunescape.discovery.sound import find_sound
    from tunescape.discovery.why import explain_matches
    from tunescape.interfaces.documents import match_document
    from tunescape.interfaces.explain_documents import reason_document

    opened = open_library(library)
    recipe = turn_rhythm(find_space(opened, space), rhythm)
    sound = find_sound(opened, track, wanted=recipe.feature_sets)
    matches = similar(opened, sound, n=n, space=recipe)
    reasons = explain_matches(opened, sound, matches, space=recipe) if why else []
    if json:
        rows = [match_document(match) for match in matches]
        for row, reason in zip(rows, reasons, strict=False):
            row["why"] = reason_document(reason, similarity=row["similarity"])
        print_document(rows)
        return
    say(f"Sounds like {sound.track.name}:")
    match_table(matches)
    for match, reason in zip(matches, reasons, strict=False):
        say(f"{match.rank}. {match.track.title}: {reason.sentence}")
    if reasons and reasons[0].caution:
        say(f"Mind: {reasons[0].caution}.")
