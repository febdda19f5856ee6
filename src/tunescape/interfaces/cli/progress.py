"""Progress of an analysis: a bar with rate and remaining time on a terminal, plain lines in a pipe."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tunescape.interfaces.cli.console import console, minutes, say

if TYPE_CHECKING:
    from tunescape.library.ingest import Progress

__all__ = ["show_progress"]

_LINE_EVERY_S = 10.0


@contextmanager
def show_progress() -> Iterator[Callable[["Progress"], None]]:
    """Yield a callback that shows how far an analysis is."""
    if sys.stderr.isatty():
        with _bar() as update:
            yield update
    else:
        yield _lines()


@contextmanager
def _bar() -> Iterator[Callable[["Progress"], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("Listening"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    started = time.monotonic()
    with Bar(*columns, console=console(), transient=True) as bar:
        task = bar.add_task("", total=None, rate="")

        def update(progress: "Progress") -> None:
            rate = _rate(progress, time.monotonic() - started)
            bar.update(task, completed=progress.done, total=progress.total, rate=rate)

        yield update


def _lines() -> Callable[["Progress"], None]:
    started = last = time.monotonic()

    def update(progress: "Progress") -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < _LINE_EVERY_S:
            return
        last = now
        elapsed = now - started
        left = elapsed / progress.done * (progress.total - progress.done)
        say(f"{progress.done} of {progress.total}, {_rate(progress, elapsed)}, {minutes(left)} left")

    return update


def _rate(progress: "Progress", elapsed_s: float) -> str:
    return f"{progress.done / max(elapsed_s, 1e-3):.1f} files/s"
