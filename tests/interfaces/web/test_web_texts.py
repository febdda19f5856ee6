"""Every text of the pages is there in both languages, is used, and says the same."""

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.interfaces import web
from tunescape.interfaces.web.texts import LANGUAGES, TEXTS, Texts, choose_language

WEB = Path(web.__file__).parent
SOURCES = [path for path in WEB.rglob("*.py") if "texts" not in path.relative_to(WEB).parts]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
# a key as it is written, or the beginning of one that is put together
MENTIONED = set(re.findall(r"""["'f]["']?([a-z_]+\.[a-z0-9_.]*)""", CODE))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_a_text_says_the_same_in_both_languages(key: str) -> None:
    english, chinese = TEXTS[key]
    assert english.strip() == english != ""
    assert chinese.strip() == chinese != ""
    assert fields(english) == fields(chinese)


def test_counted_texts_have_both_forms() -> None:
    ends = {key.removesuffix(".one") for key in TEXTS if key.endswith(".one")}
    assert ends == {key.removesuffix(".many") for key in TEXTS if key.endswith(".many")}


def test_every_text_is_used() -> None:
    """By its key, by the key of its count, or by the beginning that code puts a key together from."""

    def used(key: str) -> bool:
        parts = key.split(".")
        beginnings = {".".join(parts[:n]) for n in range(2, len(parts) + 1)} | {parts[0] + "."}
        return bool(beginnings & MENTIONED) or any(
            f"{'.'.join(parts[:n])}." in MENTIONED for n in range(1, len(parts))
        )

    grouped = set(re.findall(r"""\.group\(["']([a-z_.]+)["']""", CODE))
    unused = [key for key in TEXTS if not used(key) and not any(key.startswith(f"{g}.") for g in grouped)]
    assert unused == []


def test_every_key_in_the_code_is_a_text() -> None:
    asked = set(re.findall(r"""\bt\(\s*["']([a-z_]+\.[a-z0-9_.]+)["']""", CODE))
    counted = set(re.findall(r"""\bt\.count\(\s*["']([a-z_]+\.[a-z0-9_.]+)["']""", CODE))
    assert sorted(key for key in asked if key not in TEXTS) == []
    assert sorted(key for key in counted if f"{key}.one" not in TEXTS) == []
    assert asked
    assert counted


def test_counting() -> None:
    english, chinese = Texts("en"), Texts("zh")
    assert [english.count("word.tracks", n) for n in (0, 1, 12_345)] == [
        "0 tracks",
        "1 track",
        "12,345 tracks",
    ]
    assert chinese.count("word.tracks", 1) == "1 首曲目"


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "en-GB,zh;q=0.9", "en"),
        (None, "en;q=0.5,zh;q=0.9", "zh"),
        (None, "fr,de;q=0.8", "en"),
        (None, "fr,zh-TW;q=0.3", "zh"),
        (None, "zh;q=0,en;q=0.1", "en"),
        ("zh", "en", "zh"),
        ("xx", "", "en"),
    ],
)
def test_the_language_of_a_visitor(chosen: str | None, accepted: str, language: str) -> None:
    assert choose_language(chosen, accepted, "en") == language


@given(st.none() | st.text(), st.text())
def test_whatever_a_browser_says_there_is_a_language(chosen: str | None, accepted: str) -> None:
    assert choose_language(chosen, accepted, "zh") in LANGUAGES
