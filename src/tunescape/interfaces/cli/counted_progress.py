"""Progress of anything that is counted: a bar on a terminal, plain lines in a pipe."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tunescape.interfaces.cli.console import console, say

__all__ = ["show_counted"]

_LINE_EVERY_S = 10.0


@contextmanager
def show_counted(verb: str) -> Iterator[Callable[[int, int, str], None]]:
    """Yield a callback that shows how many of how many are done, and a few words beside it."""
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
