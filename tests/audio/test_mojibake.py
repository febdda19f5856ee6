"""Texts in the wrong encoding are read as they were meant, and all others are left alone."""

import contextlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tunescape.audio.mojibake import repair

CHINESE = """
周杰伦|夜曲|邓丽君 - 月亮代表我的心|王菲|张學友|吻别 (Live)|十一月的萧邦|《青花瓷》|ＡＢＣ歌
""".strip().split("|")

WESTERN = (
    """
Björk|Beyoncé|Mötley Crüe|Motörhead|Sigur Rós|Ágætis byrjun|Jón Þór|Maná|Ñu|São Paulo|Für Elise|Süß|Weiß|Århus
Øya|Tête à tête|Noël|naïve|Zoë|Ænima|Ça va|créée|Präludium|Größenwahn|Müßiggang|¿Qué?|¡Olé!|½ Mensch|«Été»
µ-Ziq|ÄÖÜ|ÅÄÖ|ÄÖ|Æ|3½|30° à l'ombre|Señor Coconut|ÜBER ÄRZTE|L’été|“Über”|Don’t
""".strip()
    .replace("\n", "|")
    .split("|")
)

EVERYDAY = "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生"


def misread(text: str, encoding: str = "gb18030") -> str:
    return text.encode(encoding).decode("latin-1")


def test_chinese_in_a_latin_frame_is_read() -> None:
    fields = {str(i): misread(text) for i, text in enumerate(CHINESE)}
    assert list(repair(fields).values()) == CHINESE


@pytest.mark.parametrize("text", ["周杰伦", "十一月的萧邦", "月亮代表我的心", "《青花瓷》"])
def test_one_text_is_enough_where_it_is_plain(text: str) -> None:
    assert repair({"title": misread(text)}) == {"title": text}


@pytest.mark.parametrize("text", WESTERN)
def test_european_texts_stay(text: str) -> None:
    assert repair({"title": text}) == {"title": text}


def test_european_texts_stay_beside_chinese_ones() -> None:
    for text in WESTERN:
        if text not in ("Süß", "ÄÖ", "créée", "ÜBER ÄRZTE"):  # pairs of accents: could be either
            found = repair({"title": text, "artist": misread("周杰伦")})
            assert found == {"title": text, "artist": "周杰伦"}


def test_a_pair_of_accents_is_chinese_only_in_chinese_company() -> None:
    name = misread("你")
    assert repair({"title": name}) == {"title": name}
    assert repair({"title": name, "artist": misread("周杰伦")})["title"] == "你"


def test_chinese_that_looks_like_utf8_is_read_in_chinese_company() -> None:
    assert repair({"title": misread("一一"), "artist": misread("周杰伦")})["title"] == "一一"


@pytest.mark.parametrize("text", ["夜曲", "Été", "Кино", "さくら", "사랑", "🎵 ♥", "Don’t"])
def test_utf8_in_a_latin_frame_is_read(text: str) -> None:
    assert repair({"title": misread(text, "utf-8")}) == {"title": text}


def test_windows_quotes_are_read() -> None:
    assert repair({"title": "Don\x92t \x93stop\x94"}) == {"title": "Don’t “stop”"}


def test_bytes_that_a_demuxer_could_not_read_are_read() -> None:
    fields = {"title": "周杰伦 夜曲".encode("gbk"), "artist": "Beyoncé".encode("latin-1")}
    escaped = {name: data.decode("utf-8", "surrogateescape") for name, data in fields.items()}
    assert repair(escaped) == {"title": "周杰伦 夜曲", "artist": "Beyoncé"}


@given(st.dictionaries(st.sampled_from(["title", "artist", "album"]), st.text(max_size=30)))
def test_any_text_is_read_somehow(fields: dict[str, str]) -> None:
    found = repair(fields)
    assert found.keys() == fields.keys()
    for name, text in fields.items():
        if text.isascii() or not all(letter <= "\xff" for letter in text):
            assert found[name] == text


@given(st.text(alphabet=EVERYDAY, min_size=4))
def test_common_chinese_is_always_read(text: str) -> None:
    with contextlib.suppress(UnicodeDecodeError):
        text.encode("gb18030").decode()
        assume(False)  # looks like UTF-8, too
    assert repair({"title": misread(text)}) == {"title": text}


@given(st.lists(st.from_regex(r"\A[A-Za-z]{1,6}[à-öø-ÿ]?[a-z]{1,6}\Z"), min_size=1, max_size=5))
def test_words_with_single_accents_are_never_touched(words: list[str]) -> None:
    text = " ".join(words)
    assert repair({"title": text, "album": misread("周杰伦")})["title"] == text
