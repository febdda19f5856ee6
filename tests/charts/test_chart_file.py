from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.charts.chart import Chart, ChartItem
from tunescape.charts.chart_file import read_chart, write_chart
from tunescape.charts.csv_rows import guard_cell, unguard_cell
from tunescape.errors import ChartError

ITEM = ChartItem(
    music_id="7234567890123456789",
    title="夜曲",
    author="周杰倫",
    duration_s=15.0,
    users=123_456,
    users_gained=-7,
    rank=1,
    source="ranking",
    fetched_at="2025-11-20T10:00:00+00:00",
    audio_url="https://cdn.example/a.mp3?sign=1,2",
)
BARE = ChartItem(music_id="2", title="", rank=2)


def save(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("en", "music_id,title,author,duration_s,users,users_gained,rank,source,fetched_at,audio_url"),
        ("zh", "音乐ID,音乐名,创作者,歌曲时间,使用人数,使用人数增量,排名,来源,获取时间,音频地址"),
    ],
)
def test_the_file_is_what_a_spreadsheet_opens(tmp_path: Path, language: str, header: str) -> None:
    path = tmp_path / "chart.csv"
    write_chart(Chart((ITEM, BARE)), path, language=language)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    lines = path.read_text("utf-8-sig").split("\n")
    assert lines[0] == header
    assert lines[1].startswith(
        "7234567890123456789,夜曲,周杰倫,15,123456,-7,1,ranking,2025-11-20T10:00:00+00:00,"
    )
    assert lines[2] == "2,,,,,,2,,,"
    assert read_chart(path) == Chart((ITEM, BARE))
    assert [entry.name for entry in tmp_path.iterdir()] == ["chart.csv"]


ANY_LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=40)


@given(ANY_LINE.map(lambda text: " ".join(text.split())))
def test_any_title_survives(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    path = tmp_path_factory.mktemp("chart") / "chart.csv"
    write_chart(Chart((replace(ITEM, title=title),)), path)
    assert read_chart(path).items[0].title == title


@pytest.mark.parametrize("text", ["=1+1", "@某人创作的原声", "+86", "-", "'=1", "''@"])
def test_no_text_is_a_formula(text: str) -> None:
    assert guard_cell(text) == f"'{text}"
    assert unguard_cell(guard_cell(text)) == text


@pytest.mark.parametrize("text", ["", "a=1", "'quoted'", "夜曲", "'tis"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guard_cell(text) == unguard_cell(text) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("title,extra,music_id\r\n夜曲,x,1\r\n", "utf-8"),
        ("音乐ID;音乐名\n1;夜曲\n", "utf-8-sig"),
        ("\n音乐ID\t音乐名\n\n1\t夜曲\n\n", "utf-16"),
        ("音乐ID,音乐名\n1,夜曲\n", "gb18030"),
        ("music_id,title,音乐名\n1,夜曲\n", "utf-8"),
        (' music_id ,"title"\n 1 ,"夜曲"', "utf-8"),
    ],
)
def test_charts_of_other_hands_are_read(tmp_path: Path, text: str, encoding: str) -> None:
    chart = read_chart(save(tmp_path / "chart.csv", text, encoding))
    assert [(item.music_id, item.title, item.rank) for item in chart.items] == [("1", "夜曲", 1)]
    assert chart.items[0].audio_url is None


def test_missing_and_double_ids_are_counted(tmp_path: Path) -> None:
    path = save(tmp_path / "chart.csv", "music_id,title\n1,a\n,b\n1,c\n2\n")
    chart = read_chart(path)
    assert [(item.music_id, item.title) for item in chart.items] == [("1", "a"), ("2", "")]
    assert (chart.duplicates, chart.without_id) == (1, (2,))


def test_one_id_of_two_sources_is_two_pieces(tmp_path: Path) -> None:
    text = "music_id,title,source\n1,a,ranking\n1,b,mine\n1,c,ranking\n"
    chart = read_chart(save(tmp_path / "chart.csv", text))
    assert [(item.title, item.source) for item in chart.items] == [("a", "ranking"), ("b", "mine")]
    assert chart.duplicates == 1


def test_the_time_of_a_chart_is_told_in_one_way(tmp_path: Path) -> None:
    text = "音乐ID,音乐名,获取时间\n1,a,2026/11/20 9:05\n2,b,2026-11-20T08:00:00+08:00\n3,c,last week\n"
    chart = read_chart(save(tmp_path / "chart.csv", text))
    assert [item.fetched_at for item in chart.items] == [
        "2026-11-20T09:05:00+00:00",
        "2026-11-20T00:00:00+00:00",
        "",
    ]


@pytest.mark.parametrize("rank", ["0", "-3", "first"])
def test_a_rank_that_is_none_is_the_place_in_the_chart(tmp_path: Path, rank: str) -> None:
    chart = read_chart(save(tmp_path / "chart.csv", f"music_id,title,rank\n1,a,7\n2,b,{rank}\n"))
    assert [item.rank for item in chart.items] == [7, 2]


def test_a_chart_without_rows_is_empty(tmp_path: Path) -> None:
    assert read_chart(save(tmp_path / "chart.csv", "music_id,title\n")).items == ()


@pytest.mark.parametrize(
    ("text", "encoding", "words"),
    [
        ("", "utf-8", "is empty"),
        ("\n , \n", "utf-8", "is empty"),
        (
            "Song,Artist\na,b\n",
            "utf-8",
            r"no column music_id \(or 音乐ID\), only Song, Artist; a chart needs",
        ),
        ("music_id,name\n1,b\n", "utf-8", r"no column title \(or 音乐名\)"),
        ("music_id,title\n1,Été\n", "latin-1", "not UTF-8; save it as CSV UTF-8"),
        ("music_id,title\n7.23457E+18,a\n", "utf-8", "a spreadsheet has rounded the id 7.23457E"),
        ('music_id,title\n1,"' + "a" * 200_000 + '"\n', "utf-8", "is not CSV"),
    ],
)
def test_what_is_no_chart_is_a_sentence(tmp_path: Path, text: str, encoding: str, words: str) -> None:
    path = save(tmp_path / "chart.csv", text, encoding)
    with pytest.raises(ChartError, match=words) as caught:
        read_chart(path)
    assert caught.value.path == str(path)


def test_what_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ChartError, match="cannot be read"):
        read_chart(tmp_path / "nowhere.csv")
    with pytest.raises(ChartError, match="cannot be written"):
        write_chart(Chart((ITEM,)), tmp_path / "nowhere" / "chart.csv")
