"""What goes to the terminal: documents to stdout, everything for the eye to stderr."""

import os
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from tunescape.errors import ExportError
from tunescape.interfaces.documents import to_json

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "INTERRUPTED",
    "NOTHING_DONE",
    "SOME_FAILED",
    "console",
    "counted",
    "minutes",
    "print_document",
    "say",
    "table",
]

SOME_FAILED = 1
"""Exit code: finished, but some inputs failed."""

NOTHING_DONE = 2
"""Exit code: wrong usage, or nothing could be done."""

INTERRUPTED = 130
"""Exit code: stopped by Ctrl-C, as shells count it."""

_WIDTH_IN_PIPES = 120
_WHOLE_COLUMN = 10
_WIDEST_COLUMN = 36


@lru_cache(maxsize=1)
def console() -> "Console":
    """Return the console on stderr."""
    from rich.console import Console

    width = None if sys.stderr.isatty() else _WIDTH_IN_PIPES
    return Console(stderr=True, width=width, highlight=False)


def say(text: str) -> None:
    """Print a line for the eye, as it is: no markup, no wrapping, whatever characters a path holds."""
    sys.stderr.write(text.encode("utf-8", "backslashreplace").decode() + "\n")


def print_document(document: object) -> None:
    """Print one JSON document on stdout, in UTF-8 whatever the locale.

    Raises
    ------
    ExportError
        If stdout cannot be written; not if its reader has gone (``| head``), for then nothing is wrong.
    """
    try:
        sys.stdout.buffer.write((to_json(document) + "\n").encode())
        sys.stdout.buffer.flush()
    except OSError as error:
        # what is still in the buffer would fail once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise ExportError(f"standard output cannot be written ({error.strerror})") from error


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, wrapped: str = "") -> None:
    """Print a table; numbers align to the right, long texts are cut, but for those of the wrapped column."""
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, column in enumerate(columns):
        cells = [_cell(row[i]) for row in rows]
        numeric = bool(rows) and all(isinstance(row[i], int | float | None) for row in rows)
        longest = max(map(cell_len, [column, *cells]))
        drawn.add_column(
            column,
            justify="right" if numeric else "left",
            overflow="fold" if column == wrapped else "ellipsis",
            no_wrap=column != wrapped,
            # short columns stay whole: the long ones give way
            min_width=min(longest, _WHOLE_COLUMN),
            max_width=None if column == wrapped else _WIDEST_COLUMN,
        )
    for row in rows:
        # Text, not str: square brackets in a title are no markup
        drawn.add_row(*(Text(_cell(value)) for value in row))
    console().print(drawn)


def counted(n: int, noun: str) -> str:
    """Write a number of things: ``1 file``, ``2 files``."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def minutes(seconds: float) -> str:
    """Write a duration as ``3:05`` or ``1:02:05``."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def _cell(value: object) -> str:
    if value is None:
        return "–"
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    return text.encode("utf-8", "backslashreplace").decode()
