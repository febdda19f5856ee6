"""What goes to the terminal: documents to stdout, everything for the eye to stderr."""

import os
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from tunescape.errors import ExportError
from tunescape.interfaces.documents import to_json
from tunescape.text import visible

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
_GAP = 3


@lru_cache(maxsize=1)
def console() -> "Console":
    """Return the console on stderr."""
    from rich.console import Console

    width = None if sys.stderr.isatty() else _WIDTH_IN_PIPES
    return Console(stderr=True, width=width, highlight=False)


def say(text: str) -> None:
    """Print a line for the eye, as it is: no markup, no wrapping, whatever characters a path holds."""
    sys.stderr.write(visible(text, keep="\n") + "\n")


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
    """Print a table as wide as the terminal allows; numbers align to the right.

    Where it is too wide, the widest columns are cut first, short ones stay whole, and columns for which no
    room is left are left out from the right. Only the wrapped column is never cut.
    """
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    cells = [[_cell(row[i]) for row in rows] for i in range(len(columns))]
    longest = [max(map(cell_len, [name, *texts])) for name, texts in zip(columns, cells, strict=True)]
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, width in enumerate(_widths(longest, console().width)):
        drawn.add_column(
            columns[i],
            justify="right" if _is_numeric([row[i] for row in rows]) else "left",
            overflow="fold" if columns[i] == wrapped else "ellipsis",
            no_wrap=columns[i] != wrapped,
            width=None if columns[i] == wrapped else width,
        )
    for row in zip(*cells[: len(drawn.columns)], strict=True):
        # Text, not str: square brackets in a title are no markup
        drawn.add_row(*map(Text, row))
    console().print(drawn)


def _widths(longest: Sequence[int], room: int) -> list[int]:
    """Return widths of as many columns as fit, the widest cut to a common width."""
    least = [min(width, _WHOLE_COLUMN) for width in longest]
    n = len(longest)
    while n > 1 and sum(least[:n]) + _GAP * n > room:
        n -= 1
    widths = [min(width, _WIDEST_COLUMN) for width in longest[:n]]
    while sum(widths) + _GAP * n > room and max(widths) > _WHOLE_COLUMN:
        widths[widths.index(max(widths))] -= 1
    return widths


def _is_numeric(values: Sequence[object]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(isinstance(value, int | float) for value in known)


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
    return visible(text)
