"""``tunescape failures``: the files that could not be analysed, and why."""

import os
from typing import Annotated

import typer

from tunescape.interfaces.cli.console import print_document, say
from tunescape.interfaces.cli.options import (
    JsonOption,
    LibraryOption,
    MemoryOption,
    TimeoutOption,
    open_library,
)
from tunescape.interfaces.cli.progress import show_progress
from tunescape.settings import SETTINGS

NAME = "failures"


def command(
    retry: Annotated[bool, typer.Option("--retry", help="Try them again first.")] = False,
    timeout: TimeoutOption = SETTINGS["timeout"].default,
    memory: MemoryOption = SETTINGS["memory"].default,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """List the files that could not be analysed, and why.

    With --retry they are tried again, perhaps with more time or memory; the list shows what still fails.
    """
    from tunescape.interfaces.documents import failure_document, shown

    opened = open_library(library)
    if retry:
        from tunescape.library.ingest import analyze
        from tunescape.settings import AnalysisSettings

        paths = [os.fsdecode(failure.file.path) for failure in opened.failures()]
        with show_progress() as on_progress:
            settings = AnalysisSettings(timeout=timeout, memory=memory)
            analyze(opened, paths, settings, retry=True, on_progress=on_progress)
    failures = opened.failures()
    rows = [failure_document(failure, when=True) for failure in failures]
    if json:
        print_document(rows)
        return
    # no table: its columns would cut off the paths, and a path is what one comes here for
    for failure, row in zip(failures, rows, strict=True):
        say(f"{shown(failure.file.path)}: {failure.reason} ({failure.stage}, {row['when']})")
    if not rows:
        say("No failures.")
