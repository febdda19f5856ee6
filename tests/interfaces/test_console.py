"""Tables on terminals of any width."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from tunescape.interfaces.cli import console

COLUMNS = ("id", "title", "artist", "length", "BPM", "key", "genre", "sounds like")
ROW = (
    "72d6c37d",
    "专辑 title " * 5,
    "An artist of many words",
    "1:02",
    128,
    "Bb minor",
    "Classical",
    "jazz, pop",
)


def drawn(
    monkeypatch: pytest.MonkeyPatch, width: int, columns: tuple[str, ...], *rows: tuple[object, ...]
) -> list[str]:
    page = io.StringIO()
    monkeypatch.setattr(console, "console", lambda: Console(file=page, width=width))
    console.table(columns, rows)
    return [line.rstrip() for line in page.getvalue().splitlines() if line.strip()]


def test_on_a_wide_terminal_every_column_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    head, _rule, row = drawn(monkeypatch, 200, COLUMNS, ROW)
    assert head.split() == " ".join(COLUMNS).split()
    assert "An artist of many words" in row
    assert row.endswith("jazz, pop")


def test_at_80_columns_short_ones_stay_whole_and_the_last_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    head, _rule, row = drawn(monkeypatch, 80, COLUMNS, ROW)
    assert head.split() == " ".join(COLUMNS[:-1]).split()
    for value in ("72d6c37d", "1:02", "128", "Bb minor", "Classical"):
        assert value in row
    assert row.count("…") == 2


def test_a_ranked_list_keeps_its_ranks_and_its_numbers_at_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = ("#", "id", "title", "artist", "length", "to the one before")
    _head, _rule, row = drawn(monkeypatch, 80, columns, (12, "72d6c37d", "t" * 60, "a" * 60, "1:02", 0.6667))
    assert row.split()[0] == "12"
    assert row.split()[-2:] == ["1:02", "0.667"]


@given(width=st.integers(20, 200), cells=st.lists(st.text("ab 夜", max_size=50), min_size=8, max_size=8))
@settings(deadline=None)
def test_no_line_is_wider_than_the_terminal_and_no_row_is_two_lines(width: int, cells: list[str]) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        lines = drawn(monkeypatch, width, COLUMNS, ("72d6c37d", *cells[1:]))
    assert len(lines) == 3
    assert max(map(cell_len, lines)) <= width


def test_a_column_where_nothing_is_known_is_no_column_of_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    _head, _rule, row = drawn(monkeypatch, 80, ("artist", "BPM"), (None, 120))
    assert row == " –        120"
