"""docs/bad-input.md and the tests beside this one tell of the same inputs."""

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "bad-input.md"


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if "| what tunes" not in line
    ]


def test_every_row_has_a_test_and_every_test_a_row() -> None:
    marks = {
        found
        for path in HERE.glob("test_*.py")
        for found in re.findall(
            r"^ *# listed as: (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
    }
    listed = [row[0] for row in rows()]
    assert len(listed) == len(set(listed))
    assert set(listed) == marks


def test_every_row_has_an_answer_and_an_exit_code() -> None:
    for row in rows():
        assert len(row) == 3, row
        assert row[1], row
        assert re.fullmatch(r"[012](, alone 2)?(; .*[12])?", row[2]), row
