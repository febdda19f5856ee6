"""``tunescape prune``: forget what is gone for good."""

import os
from pathlib import Path
from typing import Annotated

import typer

from tunescape.interfaces.cli.console import counted, print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, open_library
from tunescape.interfaces.documents import shown

NAME = "prune"
_SHOWN = 20


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]", help="Also what was below these, though the whole folder is gone."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Drop it; without this, only say what.")] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Forget missing files, and tracks that no file is left of.

    Says what it would drop; with --yes it does. Your music files are never touched.
    """
    from tunescape.library.prune import plan_prune, prune

    opened = open_library(library)
    plan = plan_prune(opened, [os.path.abspath(os.fsencode(path)) for path in paths or []])
    if yes:
        plan = prune(opened, plan)
    if json:
        print_document(
            {
                "files": [os.fsdecode(path) for path in plan.files],
                "tracks": list(plan.track_ids),
                "dropped": yes,
            }
        )
        return
    for path in plan.files[:_SHOWN]:
        say(shown(path))
    if len(plan.files) > _SHOWN:
        say(f"... and {len(plan.files) - _SHOWN} more")
    what = f"{counted(len(plan.files), 'missing file')} and {counted(len(plan.track_ids), 'track')}"
    if not plan.files and not plan.track_ids:
        say("Nothing to drop.")
    else:
        say(f"Dropped {what}." if yes else f"Would drop {what}: add --yes to do it.")
