"""CSV as spreadsheets write it: with or without a byte-order mark, commas, semicolons or tabs."""

import codecs
import csv
import io
import re

from tunescape.errors import TunescapeError

__all__ = ["parse_csv"]

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = (",", ";", "\t")


def parse_csv(data: bytes, *, error: type[TunescapeError]) -> list[dict[str, str]]:
    """Return the rows of a CSV file, each with the names of its header.

    UTF-8 and, with its mark, UTF-16 are read; GB 18030, which a Chinese spreadsheet may save in, only where
    that makes a header with Chinese names of it, for nearly any bytes could be taken for it.

    Parameters
    ----------
    data : bytes
    error : type
        What is raised where it cannot be read: the error of the caller's stage.

    Returns
    -------
    list of dict
        Rows that hold nothing are left out; missing cells are empty.

    Raises
    ------
    TunescapeError
        Of the kind that was asked for.
    """
    text = _decode(data, error)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as problem:
        raise error(f"is not CSV ({problem})") from problem
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        raise error("is empty")
    names = [name.strip() for name in rows[0]]
    return [
        {name: row[i].strip() if i < len(row) else "" for i, name in enumerate(names)} for row in rows[1:]
    ]


def _decode(data: bytes, error: type[TunescapeError]) -> str:
    if data.startswith(_UTF_16_MARKS):
        return _strictly(data, "utf-16", error)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    text = data.decode("gb18030", errors="replace")
    if "\ufffd" not in text and re.search("[\u4e00-\u9fff]", text.split("\n", 1)[0]):
        return text
    raise error("is not UTF-8", hint="save it as CSV UTF-8")


def _strictly(data: bytes, encoding: str, error: type[TunescapeError]) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise error("is not text", hint="save it as CSV UTF-8") from problem
