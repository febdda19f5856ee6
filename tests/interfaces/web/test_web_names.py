"""What keys, spaces and tags are called in both languages."""

import pytest

from tunescape.interfaces.web.pages.widgets.names import key_name, space_name, tag_names
from tunescape.interfaces.web.texts import Texts

ENGLISH, CHINESE = Texts("en"), Texts("zh")


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [("F# minor", "F# minor", "F# 小调"), ("C major", "C major", "C 大调"), ("", "", ""), ("–", "–", "–")],
)
def test_keys(name: str, english: str, chinese: str) -> None:
    assert (key_name(ENGLISH, name), key_name(CHINESE, name)) == (english, chinese)


def test_spaces_have_names_and_those_of_people_keep_theirs() -> None:
    assert space_name(ENGLISH, "rhythm") == "Rhythm alone"
    assert space_name(CHINESE, "rhythm") == "仅节奏"
    assert space_name(CHINESE, "my own") == "my own"


def test_tags() -> None:
    assert tag_names(ENGLISH, ["rock", "indie"]) == "rock, indie"
    assert tag_names(CHINESE, ["rock", "indie"]) == "摇滚、独立"
    assert tag_names(CHINESE, []) == ""
