"""``tunescape check``: whether the library is sound."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tunescape.interfaces.cli.console import SOME_FAILED, print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, open_library

if TYPE_CHECKING:
    from tunescape.library.check import Problem
    from tunescape.library.salvage import SavedTable

NAME = "check"


def command(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what is found.")] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Verify the library: the database, every row, the cache.

    With --repair, rows that cannot be right are dropped (the next analysis computes them again), and so are
    stale caches. Of a damaged database file, every row that can still be read is saved into a new one, and
    what was lost is said; the damaged file is kept beside it.
    """
    from tunescape.library.check import check_library

    problems = check_library(open_library(library), repair=repair)
    unsolved = [found for found in problems if not found.repaired]
    if json:
        print_document({"ok": not unsolved, "problems": [_document(found) for found in problems]})
    else:
        for found in problems:
            say(f"{'mended' if found.repaired else 'wrong'}: {found.counted} ({found.detail})")
            for line in _lines(found.saved):
                say(line)
        say(
            "The library is sound."
            if not unsolved
            else "`tunescape check --repair` mends what can be mended."
        )
    raise typer.Exit(SOME_FAILED if unsolved else 0)


def _document(found: "Problem") -> dict[str, Any]:
    document: dict[str, Any] = {
        "kind": found.kind,
        "count": found.count,
        "detail": found.detail,
        "repaired": found.repaired,
    }
    if found.saved:
        document["saved"] = [
            {"table": table.name, "rows": table.saved, "before": table.before} for table in found.saved
        ]
    return document


def _lines(saved: "Sequence[SavedTable]") -> list[str]:
    """Say what is left of a damaged database, and what is not."""
    named = {table: table.name.replace("_", " ") for table in saved}
    whole = [f"{named[one]} ({one.saved:,})" for one in saved if one.saved and one.saved == one.before]
    lines = [f"saved whole: {', '.join(whole)}"] if whole else []
    for table in saved:
        if table.before is None:
            lines.append(f"lost: rows of {named[table]}, nobody knows how many; saved: {table.saved:,}")
        elif table.saved < table.before:
            lost = table.before - table.saved
            lines.append(f"lost: {lost:,} of {table.before:,} rows of {named[table]}")
    if any(table.saved != table.before for table in saved):
        lines.append("`tunescape analyze FOLDER` hears again what was lost of tracks, files and features.")
    return lines
