"""Letters of any script: which installed fonts draw a text, and what to do where none does."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties, fontManager

__all__ = ["BASE_FAMILY", "Lettering", "lettering"]

BASE_FAMILY = "DejaVu Sans"
"""Comes with matplotlib: Latin, Greek, Cyrillic, Hebrew, Arabic, many symbols."""

# of what is installed the first is taken; a Han character looks different in Japan and in China
_SIMPLIFIED = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei"),
    *("WenQuanYi Zen Hei", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei", "Heiti TC"),
)
_JAPANESE = (
    *("Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans JP", "Source Han Sans", "IPAexGothic"),
    *("IPAGothic", "TakaoGothic", "VL Gothic", "Hiragino Sans", "Yu Gothic", "Meiryo", "MS Gothic"),
)
_KOREAN = (
    *("Noto Sans CJK KR", "Noto Sans KR", "Source Han Sans KR", "NanumGothic", "UnDotum"),
    *("Apple SD Gothic Neo", "AppleGothic", "Malgun Gothic"),
)
_ANY = ("Droid Sans Fallback", "Arial Unicode MS", "Noto Sans", "Symbola", "Noto Emoji")
# fonts of formulas and of last resort: they have code points, but not letters
_NOT_FOR_TEXT = re.compile(r"last ?resort|stix|^cm|emoji$|math", flags=re.IGNORECASE)

_KANA = re.compile("[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
_MARK = "\u25af"


@dataclass(frozen=True)
class Lettering:
    """A text that can be drawn.

    Attributes
    ----------
    text : str
        One line. A symbol that no font has is replaced by its name in brackets, a letter by an upright
        rectangle; what is not seen anyway is left out.
    families : tuple of str
        Names of fonts, in the order in which glyphs are looked for.
    missing : str
        The characters that no installed font has, each once.
    hint : str or None
        Which package brings them.
    """

    text: str
    families: tuple[str, ...]
    missing: str = ""

    @property
    def hint(self) -> str | None:
        """What to install, as a clause; None where nothing is missing."""
        if not self.missing:
            return None
        packages = []
        if _EAST_ASIAN.search(self.missing):
            packages.append("fonts-noto-cjk")
        rest = _EAST_ASIAN.sub("", self.missing)
        if any(_is_symbol(letter) for letter in rest):
            packages.append("fonts-symbola")
        if any(not _is_symbol(letter) for letter in rest):
            packages.append("fonts-noto-core")
        return f"on Debian and Ubuntu: apt install {' '.join(packages)}"


@lru_cache(maxsize=256)
def lettering(text: str) -> Lettering:
    """Find the fonts that draw a text.

    Parameters
    ----------
    text : str
        Anything: a title from a file or from the net.

    Returns
    -------
    Lettering
    """
    line = _one_line(text)
    wanted = set(line)
    families, missing = _choose(line, wanted)
    if missing and _add_new_fonts():
        families, missing = _choose(line, wanted)
    drawn = "".join(_stand_in(letter) if letter in missing else letter for letter in line)
    return Lettering(drawn, families, "".join(sorted(missing)))


def _one_line(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    spaced = "".join(" " if letter.isspace() else letter for letter in composed)
    # joiners, variation selectors, skin tones, controls and what turns the direction of writing
    seen = "".join(
        letter
        for letter in spaced
        if unicodedata.category(letter) not in ("Cc", "Cf", "Cn", "Co", "Cs")
        and not "\ufe00" <= letter <= "\ufe0f"
        and not "\U0001f3fb" <= letter <= "\U0001f3ff"
    )
    return re.sub(" +", " ", seen).strip()


def _choose(line: str, wanted: set[str]) -> tuple[tuple[str, ...], set[str]]:
    """Return families that together have as many of the letters as possible, and the letters left over."""
    families, missing = [BASE_FAMILY], wanted - _letters(BASE_FAMILY)
    if missing:
        # upright and of normal weight: matplotlib would grumble about the others
        installed = {
            entry.name for entry in fontManager.ttflist if entry.style == "normal" and entry.weight == 400
        }
        usual = [name for name in _usual(line) if name in installed]
        others = sorted(name for name in installed - set(usual) if not _NOT_FOR_TEXT.search(name))
        for family in [*usual, *others]:
            found = missing & _letters(family)
            if found:
                families.append(family)
                missing = missing - found
            if not missing:
                break
    return tuple(families), missing


def _usual(line: str) -> tuple[str, ...]:
    if _KANA.search(line):
        return (*_JAPANESE, *_KOREAN, *_SIMPLIFIED, *_ANY)
    if _HANGUL.search(line):
        return (*_KOREAN, *_JAPANESE, *_SIMPLIFIED, *_ANY)
    return (*_SIMPLIFIED, *_JAPANESE, *_KOREAN, *_ANY)


@lru_cache(maxsize=128)
def _letters(family: str) -> frozenset[str]:
    """Characters of the font that a family name stands for; none where it cannot be drawn from."""
    try:
        path = font_manager.findfont(FontProperties(family=[family]), fallback_to_default=False)
        font = font_manager.get_font(path)
        return frozenset(map(chr, font.get_charmap())) if font.scalable else frozenset()
    except (ValueError, OSError, RuntimeError):
        return frozenset()


def _add_new_fonts() -> bool:
    """Tell matplotlib of fonts installed since it made its list; return whether there were any."""
    known = {entry.fname for entry in fontManager.ttflist}
    added = False
    for path in font_manager.findSystemFonts():
        if path not in known:
            try:
                fontManager.addfont(path)
            except (OSError, RuntimeError, ValueError):
                continue  # a damaged font, or of a kind that cannot be drawn
            added = True
    return added


def _is_symbol(letter: str) -> bool:
    return unicodedata.category(letter).startswith("S")


def _stand_in(letter: str) -> str:
    if _is_symbol(letter):
        return f"[{unicodedata.name(letter, 'symbol').lower()}]"
    return _MARK
