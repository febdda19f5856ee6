"""What the cells of a chart mean, however a service or a spreadsheet writes them."""

import datetime
import math
import re
import unicodedata

__all__ = ["to_count", "to_moment", "to_seconds", "to_text"]

_TIMES = {"万": 1e4, "萬": 1e4, "w": 1e4, "亿": 1e8, "億": 1e8, "k": 1e3, "m": 1e6}
_COUNT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*([万萬亿億wkm]?)\+?", flags=re.IGNORECASE)
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s+(\d{1,2}):(\d\d)(?::(\d\d))?)?")
_LARGEST = 1e15


def to_text(value: object) -> str | None:
    """Return a value as one line of text that any file can hold, or None if it is none.

    Parameters
    ----------
    value : object
        A string or a number; blanks around it go, control characters become blanks.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float):
        if not value.is_integer():
            return str(value) if math.isfinite(value) else None
        value = int(value)
    letters = (_UNPRINTABLE.get(unicodedata.category(letter), letter) for letter in str(value))
    return " ".join("".join(letters).split()) or None


_UNPRINTABLE = {"Cc": " ", "Cs": "\ufffd", "Zl": " ", "Zp": " "}


def to_count(value: object) -> int | None:
    """Return a number of people, or None if it is none: ``1234``, ``"1,234"``, ``"12.3万"``, ``"3.4k"``.

    Parameters
    ----------
    value : object
    """
    text = to_text(value)
    found = _COUNT.fullmatch(text.replace(",", "")) if text and len(text) < 40 else None
    if found is None:
        return None
    number, unit = found.groups()
    count = (
        int(number) if not unit and "." not in number else round(float(number) * _TIMES.get(unit.lower(), 1))
    )
    return count if abs(count) < _LARGEST else None


def to_seconds(value: object, *, unit: str = "s") -> float | None:
    """Return a duration, or None if it is none: ``15``, ``"15.2"``, ``"0:15"``, ``"1:02:03"``.

    Parameters
    ----------
    value : object
    unit : str
        ``s`` or ``ms``: what a plain number counts.

    Returns
    -------
    float or None
        Seconds, to the millisecond.
    """
    text = to_text(value)
    if text is None:
        return None
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = clock.groups()
        return round(3600.0 * int(hours or 0) + 60.0 * int(minutes) + float(seconds), 3)
    try:
        number = float(text) / (1000 if unit == "ms" else 1)
    except ValueError:
        return None
    return round(number, 3) if 0 <= number < _LARGEST else None


def to_moment(value: object) -> str | None:
    """Return a moment as ISO 8601 in UTC, to the second, or None if it is none.

    Such texts sort as the moments do.

    Parameters
    ----------
    value : object
        A text: ISO 8601, or a date with the year first, as spreadsheets write it (``2026/1/5 9:05``). Without
        a zone it is taken for UTC.
    """
    text = to_text(value) if isinstance(value, str) else None
    if text is None:
        return None
    try:
        if date := _DATE.fullmatch(text):
            moment = datetime.datetime(*(int(part or 0) for part in date.groups()))  # type: ignore[arg-type]
        else:
            moment = datetime.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.UTC)
        return moment.astimezone(datetime.UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        return None
