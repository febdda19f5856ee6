"""Charts as CSV files, for spreadsheets and for people."""

import csv
import io
import os
import re
from pathlib import Path

from tunescape.charts.chart import Chart, ChartBuilder
from tunescape.charts.csv_rows import guard_cell, parse_csv, unguard_cell
from tunescape.errors import ChartError
from tunescape.whole_file import replacing

__all__ = ["COLUMNS", "LANGUAGES", "read_chart", "write_chart"]

COLUMNS = {
    "music_id": "音乐ID",
    "title": "音乐名",
    "author": "创作者",
    "duration_s": "歌曲时间",
    "users": "使用人数",
    "users_gained": "使用人数增量",
    "rank": "排名",
    "source": "来源",
    "fetched_at": "获取时间",
    "audio_url": "音频地址",
}
"""The columns of a chart in English, and in Chinese."""

LANGUAGES = ("en", "zh")

_NEEDED = ("music_id", "title")
_ROUNDED_ID = re.compile(r"\d[.,]?\d*E\+\d+")


def write_chart(chart: Chart, path: str | os.PathLike[str], *, language: str = "en") -> None:
    """Write a chart as CSV in UTF-8 with a byte-order mark, which spreadsheets need to see that it is.

    A text that a spreadsheet would take for a formula begins with an apostrophe; :func:`read_chart` takes it
    away again.

    Parameters
    ----------
    chart : Chart
    path : str or PathLike
        An existing file is replaced, once the new one is whole.
    language : str
        Of the header: ``en`` or ``zh``.

    Raises
    ------
    ChartError
        If it cannot be written.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS.values() if language == "zh" else COLUMNS)
    rows.writerows([_cell(getattr(item, name)) for name in COLUMNS] for item in chart.items)
    with replacing(path, error=ChartError) as file:
        file.write(text.getvalue().encode("utf-8-sig", "replace"))


def read_chart(path: str | os.PathLike[str]) -> Chart:
    """Read a chart: one of :func:`write_chart`, in either language, or any CSV with ids and titles.

    Parameters
    ----------
    path : str or PathLike
        Columns may come in any order; those that are not known are left out.

    Returns
    -------
    Chart

    Raises
    ------
    ChartError
        If it cannot be read, or is no chart.
    """
    try:
        rows = parse_csv(Path(path).read_bytes())
    except OSError as error:
        raise ChartError(f"cannot be read ({error.strerror})", path=path) from error
    except ChartError as error:
        raise ChartError(error.reason, path=path, hint=error.hint) from error
    builder = ChartBuilder(source="", fetched_at="")
    for number, row in enumerate(rows):
        known = _known(row)
        if not number:
            _check_columns(known, row, path)
        if _ROUNDED_ID.fullmatch(known["music_id"]):
            raise ChartError(
                f"a spreadsheet has rounded the id {known['music_id']}",
                path=path,
                hint="fetch the chart again, and do not save it from the spreadsheet",
            )
        builder.add(known, audio_url=known.get("audio_url") or None)
    return builder.chart()


def _known(row: dict[str, str]) -> dict[str, str]:
    known: dict[str, str] = {}
    for name, chinese in COLUMNS.items():
        cells = [row[title] for title in (name, chinese) if title in row]
        if cells:
            known[name] = unguard_cell(next(filter(None, cells), ""))
    return known


def _check_columns(known: dict[str, str], row: dict[str, str], path: str | os.PathLike[str]) -> None:
    for name in _NEEDED:
        if name not in known:
            there = ", ".join(list(row)[:8])
            raise ChartError(
                f"has no column {name} (or {COLUMNS[name]}), only {there}",
                path=path,
                hint="a chart needs music_id and title, and audio_url where nothing else leads to the audio",
            )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return guard_cell(value) if isinstance(value, str) else str(value)
