"""``tunescape failures``: the files that could not be analysed, and why."""

from tunescape.interfaces.cli.console import print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, open_library

NAME = "failures"


def command(library: LibraryOption = None, json: JsonOption = False) -> None:
    """List the files that could not be analysed, and why."""
    from tunescape.interfaces.documents import failure_document

    rows = [failure_document(failure, when=True) for failure in open_library(library).failures()]
    if json:
        print_document(rows)
        return
    # no table: its columns would cut off the paths, and a path is what one comes here for
    for row in rows:
        say(f"{row['path']}: {row['reason']} ({row['stage']}, {row['when']})")
    if not rows:
        say("No failures.")
