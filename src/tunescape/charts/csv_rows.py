"""The rows of a chart's CSV, and cells that no spreadsheet takes for a formula."""

import re

from tunescape import csv_text
from tunescape.errors import ChartError

__all__ = ["guard_cell", "parse_csv", "unguard_cell"]

_FORMULA = re.compile(r"'*[=+\-@]")


def parse_csv(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file, each with the names of its header; see :mod:`tunescape.csv_text`.

    Raises
    ------
    ChartError
    """
    return csv_text.parse_csv(data, error=ChartError)


def guard_cell(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula.

    Titles come from the net, and ``=HYPERLINK(…)`` is a title, too; so is ``@somebody``, which spreadsheets
    answer with an error.

    Parameters
    ----------
    text : str
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguard_cell(text: str) -> str:
    """Undo :func:`guard_cell`.

    Parameters
    ----------
    text : str
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
