"""``tunescape check``: whether the library is sound."""

from typing import Annotated

import typer

from tunescape.interfaces.cli.console import SOME_FAILED, print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, open_library

NAME = "check"


def command(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what is found.")] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Verify the library: the database, every row, the cache.

    With --repair, rows that cannot be right are dropped (the next analysis computes them again), and so are
    stale caches.
    """
    from tunescape.library.check import check_library

    problems = check_library(open_library(library), repair=repair)
    rows = [
        {"kind": found.kind, "count": found.count, "detail": found.detail, "repaired": found.repaired}
        for found in problems
    ]
    unsolved = [found for found in problems if not found.repaired]
    if json:
        print_document({"ok": not unsolved, "problems": rows})
    else:
        for found in problems:
            say(f"{'mended' if found.repaired else 'wrong'}: {found.count} {found.kind} ({found.detail})")
        say(
            "The library is sound."
            if not unsolved
            else "`tunescape check --repair` mends what can be mended."
        )
    raise typer.Exit(SOME_FAILED if unsolved else 0)
