import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tunescape.charts.file_names import MAX_NAME_BYTES, safe_id, track_file_name

ANY_TEXT = st.text(alphabet=st.characters(), max_size=400)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("夜曲", "夜曲 [7].mp3"),
        ('AC/DC: "Who?" <live> | 1\\2 *', "AC_DC_ _Who__ _live_ _ 1_2 _ [7].mp3"),
        ("../../etc/passwd", "_.._etc_passwd [7].mp3"),
        ("..", "7.mp3"),
        ("", "7.mp3"),
        (" \t\n ", "7.mp3"),
        (".hidden", "hidden [7].mp3"),
        ("-rf ~", "rf [7].mp3"),
        ("CON", "CON [7].mp3"),
        ("nul.txt", "_nul.txt [7].mp3"),
        ("COM1 . x", "_COM1 . x [7].mp3"),
        ("console", "console [7].mp3"),
        ("line\nbreak\x00and\x1b[31mcolour", "line break and [31mcolour [7].mp3"),
        ("cafe\u0301", "café [7].mp3"),
        ("\u202egnp.exe", "gnp.exe [7].mp3"),
        ("👩\u200d👩\u200d👧 home 🇨🇳", "👩\u200d👩\u200d👧 home 🇨🇳 [7].mp3"),
        ("@某人创作的原声", "@某人创作的原声 [7].mp3"),
        ("half \ud83d", "half [7].mp3"),
    ],
)
def test_titles_become_names(title: str, name: str) -> None:
    assert track_file_name(title, "7", ".mp3") == name


@pytest.mark.parametrize("letter", ["a", "夜", "🎵", "e\u0301", "👩\u200d👧"])
def test_a_title_of_300_letters_is_cut_at_a_letter(letter: str) -> None:
    name = track_file_name(letter * 300, "7234567890123456789", ".flac")
    assert 190 <= len(name.encode()) <= MAX_NAME_BYTES
    stem = name.removesuffix(" [7234567890123456789].flac")
    assert set(stem) <= set(unicodedata.normalize("NFC", letter))
    assert not stem.endswith("\u200d")


@given(ANY_TEXT, ANY_TEXT, st.sampled_from([".mp3", ".flac", ".webm"]))
@example("con", "", ".mp3")
@example("", "con", ".mp3")
@example("", "..", ".mp3")
@example("<\u0338", "/", ".mp3")
def test_any_title_and_id_make_a_name_that_any_file_system_takes(
    title: str, music_id: str, extension: str
) -> None:
    name = track_file_name(title, music_id, extension)
    assert 0 < len(name.encode()) <= MAX_NAME_BYTES
    assert name.endswith(extension)
    assert not set(name) & set('/\\:*?"<>|')
    assert all(unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp") for letter in name)
    assert name == unicodedata.normalize("NFC", name)
    assert not name.startswith((".", " ", "-", "~"))
    assert name.split(".")[0].strip().lower() not in {"con", "nul", "prn", "aux", "com1", "lpt9"}
    assert name == track_file_name(title, music_id, extension)


@given(ANY_TEXT, ANY_TEXT)
@example("a", "A")
@example("a/b", "a:b")
@example("x" * 300, "x" * 301)
@example("\u00e9", "e\u0301")
def test_different_ids_make_different_names_whatever_the_case(one: str, two: str) -> None:
    if one != two:
        assert safe_id(one).casefold() != safe_id(two).casefold()
    assert len(safe_id(one).encode()) <= 73


def test_plain_ids_stay_as_they_are() -> None:
    assert safe_id("7234567890123456789") == "7234567890123456789"
    assert safe_id("a-b_c") == "a-b_c"
