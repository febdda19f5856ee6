"""CSV as spreadsheets write it: with or without a byte-order mark, commas, semicolons or tabs."""

import codecs
import csv
import io
import re

from tunescape.errors import ChartError

__all__ = ["guard_cell", "parse_csv", "unguard_cell"]

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = (",", ";", "\t")
_FORMULA = re.compile(r"'*[=+\-@]")


def parse_csv(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file, each with the names of its header.

    UTF-8 and, with its mark, UTF-16 are read; GB 18030, which a Chinese spreadsheet may save in, only where
    that makes a header with Chinese names of it, for nearly any bytes could be taken for it.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    list of dict
        Rows that hold nothing are left out; missing cells are empty.

    Raises
    ------
    ChartError
    """
    text = _decode(data)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ChartError(f"is not CSV ({error})") from error
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        raise ChartError("is empty")
    names = [name.strip() for name in rows[0]]
    return [
        {name: row[i].strip() if i < len(row) else "" for i, name in enumerate(names)} for row in rows[1:]
    ]


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


def _decode(data: bytes) -> str:
    if data.startswith(_UTF_16_MARKS):
        return _strictly(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    text = data.decode("gb18030", errors="replace")
    if "\ufffd" not in text and re.search("[\u4e00-\u9fff]", text.split("\n", 1)[0]):
        return text
    raise ChartError("is not UTF-8", hint="save it as CSV UTF-8")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ChartError("is not text", hint="save it as CSV UTF-8") from error
