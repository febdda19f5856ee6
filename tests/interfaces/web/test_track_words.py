"""What the page of a track says, in both languages."""

import pytest

from tunescape.discovery.families import family
from tunescape.discovery.meaning import NAMED
from tunescape.discovery.space import SPACES
from tunescape.interfaces.web.pages.track.lanes import chord_lane, common_chords, marks, section_lane
from tunescape.interfaces.web.pages.widgets.names import key_name
from tunescape.interfaces.web.pages.widgets.sentences import sentences
from tunescape.interfaces.web.services.playlist_export import download_name
from tunescape.interfaces.web.services.why_words import why_words
from tunescape.interfaces.web.texts import TEXTS, Texts


def test_every_view_has_words_in_both_languages() -> None:
    from tunescape.report.pictures.views import VIEWS

    for name in VIEWS:
        assert f"view.{name}" in TEXTS
        assert f"view.{name}.says" in TEXTS


@pytest.mark.parametrize(
    ("reason", "chinese"),
    [
        ("section B begins here, on a downbeat", "段落 B 从这里开始，落在小节首拍"),
        ("section A goes on here, where something new begins", "段落 A 在这里延续，在新内容开始之处"),
        ("it is louder than the rest of the track", "比全曲的其余部分更响"),
        ("it is 3.1 dB louder than the 15 s before", "比之前 15 秒响 3.1 dB"),
        ("something nobody thought of", "Something nobody thought of"),
    ],
)
def test_reasons_of_a_hook_are_said_in_chinese(reason: str, chinese: str) -> None:
    assert sentences(Texts("zh"), reason) == chinese
    assert sentences(Texts("en"), reason) == reason[0].upper() + reason[1:]


def test_what_tracks_share_is_said_in_chinese() -> None:
    words = why_words()
    assert words["louder"] == "响度较高"
    assert words["rhythmic pattern"] == "节奏型"
    assert not [word for word in words.values() if "{" in word]


@pytest.mark.parametrize("space", [name for name in SPACES if f"space.name.{name}" in TEXTS])
def test_every_reason_of_a_space_has_chinese_words(space: str) -> None:
    measured = {measure.name for measure in NAMED}
    dimensions = {name.split(":", 1)[1] for name in SPACES[space].dimensions}
    reasons = {family(name) for name in dimensions - measured}
    assert reasons - why_words().keys() == set()


def test_keys_are_named() -> None:
    assert key_name(Texts("zh"), "F# minor") == "F# 小调"
    assert key_name(Texts("en"), "C major") == "C major"
    assert key_name(Texts("zh"), "C phrygian") == "C phrygian"


def test_marks_of_what_was_heard() -> None:
    assert marks({}) == {}
    music = {"hook": {"start": 1.0, "end": 16.0}, "beats": {"beats": [0.5, 1.0]}}
    assert marks(music) == {"spans": [[1.0, 16.0, "hook"]], "beats": [0.5, 1.0]}


def test_sections_of_one_letter_have_one_colour() -> None:
    sections = [{"start": i, "end": i + 1, "label": label} for i, label in enumerate("ABA")]
    lane = section_lane(Texts("en"), {"sections": sections})
    hues = [span["hue"] for span in lane["spans"]]
    assert hues[0] == hues[2] != hues[1]
    assert lane["told"] == "Sections: A from 0:00, B from 0:01, A from 0:02"


def test_chords_are_named_as_musicians_do() -> None:
    from tunescape.features.chord_names import NO_CHORD, QUALITIES

    minor = 2 * len(QUALITIES) + QUALITIES.index("min")
    document = {
        "key": {"name": "D minor"},
        "chords": [
            {"start": 0.0, "end": 2.0, "label": "D:min", "number": minor},
            {"start": 2.0, "end": 3.0, "label": "N", "number": NO_CHORD},
        ],
    }
    assert common_chords(document) == ["Dm"]
    lane = chord_lane(Texts("en"), document)
    assert [span["faint"] for span in lane["spans"]] == [False, True]
    assert lane["told"] == "1 chord: Dm"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Like Été", "Like Été.csv"),
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j.csv"),
        ("...", "playlist.csv"),
        ("\x00\n", "playlist.csv"),
        ("夜" * 300, "夜" * 80 + ".csv"),
    ],
)
def test_downloads_have_names_that_any_system_takes(name: str, file: str) -> None:
    assert download_name(name, ".csv") == file
