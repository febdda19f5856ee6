"""``tunescape failures``: the files that could not be analysed, and why."""

from tunescape.interfaces.cli.console import print_document, say, table
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, open_library

NAME = "failures"


def command(library: LibraryOption = None, json: JsonOption = False) -> None:
    """List the files that could not be analysed, and why."""
    from tunescape.interfaces.documents import failure_document

    rows = [failure_document(failure, when=True) for failure in open_library(library).failures()]
    if json:
        print_document(rows)
    elif rows:
        table(("path", "stage", "reason", "when"), [tuple(row.values()) for row in rows])
    else:
        say("No failures.")
