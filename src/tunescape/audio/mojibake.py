"""Tags whose bytes were declared in the wrong encoding."""

import unicodedata
from collections.abc import Mapping

__all__ = ["repair"]

_ENOUGH = 4
"""So many Chinese characters in a row of accented letters: no European word is spelt like that."""


def repair(texts: Mapping[str, str]) -> dict[str, str]:
    """Read texts as they were meant whose bytes were taken for Latin-1: UTF-8, GB18030 or Windows-1252.

    Chinese programs write GBK into frames that say Latin-1, so that 周杰伦 becomes ÖÜ½ÜÂ×. Such a text is
    read as GB18030 if all of it can be, to Chinese characters that are mostly common ones, none of them made
    of an accented letter inside a Latin word (Björk); and if at least one of the texts given, which come from
    one file, is no UTF-8 and holds what no European text does: signs such as ½ and × among the letters, or
    four Chinese characters. In doubt a text stays as it is.

    Parameters
    ----------
    texts : mapping of str to str
        All texts of one file, by field. Bytes that were no UTF-8 may be in them as lone surrogates.

    Returns
    -------
    dict of str to str
        The same fields.
    """
    raw = {field: data for field, text in texts.items() if (data := _bytes(text))}
    utf8 = {field: meant for field, data in raw.items() if (meant := _as_utf8(data))}
    chinese = {field: meant for field, data in raw.items() if (meant := _as_chinese(data))}
    # a few Chinese characters look like UTF-8 too: a text that does not tells what the file is in
    if not any(_is_evident(raw[field], meant) for field, meant in chinese.items() if field not in utf8):
        chinese = {}
    western = {field: _as_western(data) for field, data in raw.items()}
    return {**texts, **western, **utf8, **chinese}


def _bytes(text: str) -> bytes | None:
    """Return the bytes that a text was read from, None where it needs no second look."""
    if text.isascii():
        return None
    # lone surrogates stand for bytes that are no UTF-8, among others that are
    escaped = any("\udc80" <= letter <= "\udcff" for letter in text)
    try:
        return text.encode("utf-8", "surrogateescape") if escaped else text.encode("latin-1")
    except UnicodeEncodeError:
        return None


def _as_utf8(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _as_western(data: bytes) -> str:
    try:
        # Windows-1252 is Latin-1 with quotes and dashes for the control characters, which no title has
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _as_chinese(data: bytes) -> str | None:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    ideographs = [letter for letter in text if _is_ideograph(letter)]
    common = sum(map(_is_common, ideographs))
    plausible = common > 0 and 2 * common >= len(ideographs) and all(map(_belongs, text))
    return text if plausible and not _is_inside_a_latin_word(text) else None


def _is_ideograph(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


def _is_common(letter: str) -> bool:
    """Tell whether a character is of the first level of GB 2312, or a traditional form that GBK added."""
    code = letter.encode("gb18030")
    return len(code) == 2 and (code[0] <= 0xA0 or (code[0] <= 0xD7 and code[1] >= 0xA1))


def _belongs(letter: str) -> bool:
    # kana, ideographic and full-width punctuation stand among Chinese characters
    return (
        letter.isascii()
        or _is_ideograph(letter)
        or letter in "·—‘’“”…"
        or "\u3000" <= letter <= "\u30ff"
        or ("\uff00" <= letter <= "\uffef")
    )


def _is_inside_a_latin_word(text: str) -> bool:
    """Tell whether a character whose second byte is a letter touches a letter, as ö and r of Björk would."""
    for i, letter in enumerate(text):
        if not letter.isascii() and letter.encode("gb18030")[1] < 0x80:
            around = text[max(0, i - 1) : i] + text[i + 1 : i + 2]
            if any(other.isascii() and other.isalpha() for other in around):
                return True
    return False


def _is_evident(data: bytes, meant: str) -> bool:
    ideographs = sum(map(_is_ideograph, meant))
    signs = any(not unicodedata.category(chr(byte)).startswith("L") for byte in data if byte >= 0x80)
    return ideographs >= _ENOUGH or (ideographs >= 2 and signs)
