from dataclasses import replace
from pathlib import Path

import pytest
from loopback import QUICK, Loopback, clip

from tunescape.charts.chart import Chart, ChartItem
from tunescape.charts.chart_file import write_chart
from tunescape.charts.columns import ChartColumns, chart_columns, join_chart
from tunescape.charts.download import download_chart
from tunescape.charts.manifest import read_manifest


@pytest.fixture
def items(server: Loopback, tmp_path: Path) -> tuple[ChartItem, ...]:
    found = []
    for i in range(1, 4):
        server.serve(f"/{i}", clip(i))
        address = f"{server.url}/{i}"
        found.append(ChartItem(str(i), f"t{i}", "a", 15.0, 100 * i, i, i, "csv", "2025-11-20", address))
    download_chart(Chart(tuple(found)), tmp_path / "music", allow_private=True, manners=QUICK)
    return tuple(found)


def test_files_get_what_the_chart_says(items: tuple[ChartItem, ...], tmp_path: Path) -> None:
    columns = chart_columns(tmp_path / "music")
    assert columns[str(tmp_path / "music" / "t2 [2].flac")] == ChartColumns(
        music_id="2",
        title="t2",
        author="a",
        rank=2,
        users=200,
        users_gained=2,
        source="csv",
        fetched_at="2025-11-20",
    )
    assert len(columns) == 3


def test_files_that_are_gone_are_left_out(items: tuple[ChartItem, ...], tmp_path: Path) -> None:
    (tmp_path / "music" / "t2 [2].flac").unlink()
    assert [columns.rank for columns in chart_columns(tmp_path / "music").values()] == [1, 3]


def test_another_chart_may_speak(items: tuple[ChartItem, ...], tmp_path: Path) -> None:
    later = replace(items[2], rank=1, users=None)
    stranger = replace(items[0], music_id="9")
    other_source = replace(items[0], source="json")
    write_chart(Chart((later, stranger, other_source)), tmp_path / "later.csv", language="zh")
    ((path, columns),) = chart_columns(tmp_path / "music", tmp_path / "later.csv").items()
    assert path.endswith("t3 [3].flac")
    assert (columns.rank, columns.users) == (1, None)


def test_a_folder_without_a_manifest_has_no_columns(tmp_path: Path) -> None:
    assert chart_columns(tmp_path) == {}


def test_the_join_opens_no_file(items: tuple[ChartItem, ...], tmp_path: Path) -> None:
    files = read_manifest(tmp_path / "music")
    assert list(join_chart(files, "/elsewhere", items[:1])) == ["/elsewhere/t1 [1].flac"]
