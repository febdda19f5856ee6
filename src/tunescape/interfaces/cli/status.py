"""``tunescape status``: what the library holds."""

from tunescape.interfaces.cli.console import counted, print_document, say, table
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, open_library

NAME = "status"


def command(library: LibraryOption = None, json: JsonOption = False) -> None:
    """Show what the library holds."""
    from tunescape.interfaces.documents import status_document
    from tunescape.library.status import library_status

    status = library_status(open_library(library))
    if json:
        print_document(status_document(status))
        return
    held = ", ".join(
        (counted(status.tracks, "track"), counted(status.files, "file"), counted(status.failures, "failure"))
    )
    say(f"{status.library}: {held}, {status.bytes / 1e6:.1f} MB")
    if status.missing:
        gone = counted(status.missing, "more file")
        say(f"{gone} not there any more: what was heard is kept (`tunescape prune` drops it)")
    heard = [row for row in status.feature_sets if row.tracks or row.stale]
    table(
        ("feature set", "dimensions", "tracks", "stale"),
        [(row.name, row.dimensions, row.tracks, row.stale) for row in heard],
    )
    if others := [row.name.partition("@")[0] for row in status.feature_sets if row not in heard]:
        say(f"Not heard yet (`analyze --features NAME`): {', '.join(others)}")
