"""Progress of a chart: bars on a terminal, plain lines in a pipe."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tunescape.interfaces.cli.console import console, say

if TYPE_CHECKING:
    from tunescape.charts.download import DownloadProgress

__all__ = ["show_download", "show_pages"]

_LINE_EVERY_S = 10.0
_MIB = 2**20


@contextmanager
def show_pages(wanted: int) -> Iterator[Callable[[int], None]]:
    """Yield a callback that shows how many pieces of a chart have been fetched."""
    with _shown("Fetching") as update:
        yield lambda pieces: update(pieces, wanted, f"{pieces} pieces")


@contextmanager
def show_download() -> Iterator[Callable[["DownloadProgress"], None]]:
    """Yield a callback that shows how far a download is."""
    with _shown("Downloading") as update:
        yield lambda progress: update(progress.done, progress.total, f"{progress.bytes / _MIB:.1f} MiB")


@contextmanager
def _shown(verb: str) -> Iterator[Callable[[int, int, str], None]]:
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(verb),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[amount]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console(), transient=True) as bar:
        task = bar.add_task("", total=None, amount="")
        yield lambda done, total, amount: bar.update(task, completed=done, total=total, amount=amount)


def _lines() -> Callable[[int, int, str], None]:
    last = time.monotonic()

    def update(done: int, total: int, amount: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _LINE_EVERY_S:
            last = now
            say(f"{done} of {total}, {amount}")

    return update
