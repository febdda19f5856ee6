"""Titles in any script: drawn where a font has them, named or marked where none does."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from tunescape.report import fonts
from tunescape.report.fonts import BASE_FAMILY, lettering


@pytest.fixture
def forget() -> Iterator[None]:
    """What was found before is looked for again, and what is found here is forgotten."""
    fonts.lettering.cache_clear()
    fonts._letters.cache_clear()
    yield
    fonts.lettering.cache_clear()
    fonts._letters.cache_clear()


@pytest.fixture
def bare(forget: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no font but the ones of matplotlib."""
    own = [entry for entry in fontManager.ttflist if entry.name in (BASE_FAMILY, "STIXGeneral", "cmr10")]
    monkeypatch.setattr(fontManager, "ttflist", own)
    monkeypatch.setattr(font_manager, "findSystemFonts", list)


def make_font(path: Path, letters: str) -> None:
    """Write a font that has a black square for each letter."""
    pen = TTGlyphPen(None)
    for i, point in enumerate([(0, 0), (0, 800), (800, 800), (800, 0)]):
        (pen.lineTo if i else pen.moveTo)(point)
    pen.closePath()
    square = pen.glyph()
    names = {ord(letter): f"glyph{i}" for i, letter in enumerate(letters)}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys([".notdef", *names.values()], square))
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *names.values()], (1000, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


def draw(text: str) -> None:
    """Draw a text as titles are, with warnings as errors."""
    letters = lettering(text)
    figure = Figure()
    canvas = FigureCanvasAgg(figure)
    figure.text(0, 0.5, letters.text, fontfamily=list(letters.families), parse_math=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        canvas.draw()


def test_latin_greek_and_cyrillic_need_no_other_font():
    for text in ("Été", "Ωδή", "Кино", "naïve – “quoted” … ♪"):
        found = lettering(text)
        assert (found.text, found.families, found.missing, found.hint) == (text, (BASE_FAMILY,), "", None)


@pytest.mark.parametrize("text", ["夜曲", "ひとり ヒトリ", "한국어", "周杰倫 - 夜曲 にほん 한국 Été $1"])
def test_east_asian_titles_are_drawn_where_a_font_has_them(text):
    found = lettering(text)
    if found.missing:
        pytest.skip("no font with these characters is installed")
    assert found.text == text
    assert len(found.families) > 1
    draw(text)


def test_han_characters_are_drawn_as_the_rest_of_the_title_writes_them():
    families = {text: lettering(text).families[1:] for text in ("夜曲", "夜の曲", "夜曲 한")}
    if any("Noto Sans CJK" not in names[0] for names in families.values() if names) or not all(
        families.values()
    ):
        pytest.skip("the fonts of Noto CJK are not installed")
    assert families == {
        "夜曲": ("Noto Sans CJK SC",),
        "夜の曲": ("Noto Sans CJK JP",),
        "夜曲 한": ("Noto Sans CJK KR",),
    }


def test_where_no_font_has_a_letter_it_is_marked_and_a_package_named(bare):
    found = lettering("夜曲 Nocturne")
    assert found.text == "▯▯ Nocturne"
    assert found.missing == "夜曲"
    assert found.hint == "on Debian and Ubuntu: apt install fonts-noto-cjk"
    draw("夜曲 Nocturne")


def test_where_no_font_has_a_symbol_its_name_is_written(bare):
    found = lettering("Blue 🎵")
    assert found.text == "Blue [musical note]"
    assert found.hint == "on Debian and Ubuntu: apt install fonts-symbola"
    draw("Blue 🎵")


def test_the_hint_names_every_package_that_is_needed(bare):
    hint = lettering("夜🎵ก").hint
    assert hint
    assert hint.endswith("apt install fonts-noto-cjk fonts-symbola fonts-noto-core")


def test_a_font_installed_since_the_last_look_is_found(bare, monkeypatch, tmp_path):
    make_font(tmp_path / "squares.ttf", "夜曲")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    paths = [str(tmp_path / "broken.ttf"), str(tmp_path / "squares.ttf")]
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: paths)
    found = lettering("夜曲")
    assert (found.text, found.families, found.hint) == ("夜曲", (BASE_FAMILY, "Squares"), None)
    draw("夜曲")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\nlines\tand more", "two lines and more"),
        ("  blanks  ", "blanks"),
        ("a\u202eb\u200b\x1b[31mc\x00", "ab[31mc"),
        ("cafe\u0301", "café"),
        ("caf\udce9", "caf?"),
        ("❤\ufe0f", "❤"),
        ("", ""),
    ],
)
def test_what_is_not_seen_is_left_out(text, shown):
    assert lettering(text).text == shown
    draw(text)
