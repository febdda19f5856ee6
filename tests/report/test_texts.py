"""The texts of a report, in both languages."""

import re
import string

import pytest

from tunescape.discovery.clusters import naming
from tunescape.library.cluster_store import StoredCluster
from tunescape.report.cluster_names import cluster_name, tag_name
from tunescape.report.texts import TEXTS, Texts

HAN = re.compile("[\u4e00-\u9fff]")
SAME = {"sentence_gap", "joined_last", "joined", "quoted", "n_of", "key", "card_size"}
SYMBOLS = {"col_tempo", "col_loudness", "fact_bpm", "fact_lufs"}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_say_the_same_with_the_same_places(key: str) -> None:
    english, chinese = TEXTS[key]
    more = {"month_number"} if key == "date" else set()
    assert places(english) - {"month"} == places(chinese) - more - {"month"}
    assert not HAN.search(english)
    if key not in SAME | SYMBOLS:
        assert HAN.search(chinese), chinese
        # a Chinese sentence ends as one
        assert english.endswith(".") == chinese.endswith("。")


@pytest.mark.parametrize(
    ("lang", "date", "length", "key", "listed"),
    [
        ("en", "20 November 2026", "1 h 5 min", "F♯ minor", "a, b and c"),
        ("zh", "2026 年 11 月 20 日", "1 小时 5 分", "F♯ 小调", "a、b、c"),
    ],
)
def test_dates_lengths_keys_and_lists(lang: str, date: str, length: str, key: str, listed: str) -> None:
    texts = Texts(lang)  # type: ignore[arg-type]
    assert texts.date("2026-11-20T08:00:00+00:00") == date
    assert texts.length(3900) == length
    assert texts.key("F# minor") == key
    assert texts.listed(["a", "b", "c"]) == listed


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-13-01", "2026-11"])
def test_what_is_no_date_stays_as_it_is(moment: str) -> None:
    assert Texts("en").date(moment) == moment


def test_one_track_is_not_tracks() -> None:
    assert (Texts("en").tracks(1), Texts("en").tracks(1200)) == ("1 track", "1,200 tracks")


def named(name: str, *, renamed: bool = False) -> str:
    return cluster_name(StoredCluster(1, name, renamed, {}, ()), "zh")


@pytest.mark.parametrize(
    ("name", "chinese"),
    [
        ("loud metal, hard rock", "响亮的金属·硬摇滚"),
        ("quiet, slow", "安静·慢速"),
        ("slow easy listening 2", "慢速的轻音乐 2"),
        ("all tracks", "全部曲目"),
        ("cluster 3", "第 3 类"),
        ("what I like", "what I like"),
    ],
)
def test_names_of_clusters_in_chinese(name: str, chinese: str) -> None:
    assert named(name) == chinese


def test_a_name_given_by_hand_is_kept() -> None:
    assert named("loud metal, hard rock", renamed=True) == "loud metal, hard rock"


def test_every_word_that_names_clusters_is_known_in_chinese() -> None:
    words = {word for more, less, _ in naming._ADJECTIVES.values() for word in (more, less)}
    assert {word for word in words if not HAN.search(named(word))} == set()
    assert tag_name("Hip-Hop", "zh") == "嘻哈"
    assert tag_name("my own tag", "zh") == "my own tag"
