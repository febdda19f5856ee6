"""The page with the table of spaces, and the tool that writes it."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from tunescape.evaluation.table import SpaceScores, markdown

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "tools" / "make_representation_table.py"))


def test_only_the_table_is_replaced(tool: dict[str, Any]) -> None:
    page = f"before\n{tool['BEGIN']}\nold\n| x |\n{tool['END']}\nafter\n"
    written = tool["rewrite"](page, "a \\1 table\n")
    assert written == f"before\n{tool['BEGIN']}\na \\1 table\n{tool['END']}\nafter\n"
    assert tool["rewrite"](written, "a \\1 table\n") == written


def test_a_page_without_markers_is_not_touched(tool: dict[str, Any]) -> None:
    with pytest.raises(SystemExit, match="two markers"):
        tool["rewrite"]("no table here", "table")


def test_the_page_holds_a_table_of_today(tool: dict[str, Any]) -> None:
    page = tool["PAGE"].read_text(encoding="utf-8")
    table = page.split(tool["BEGIN"])[1].split(tool["END"])[0]
    head = markdown([SpaceScores("x", 1)]).splitlines()[:2]
    assert "\n".join(head) in table
    assert "| `default` |" in table
    assert "| by chance |" in table
