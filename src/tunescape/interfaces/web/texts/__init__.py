"""Every text of the pages, in English and Chinese; one table a page."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, TypeGuard

from tunescape.interfaces.web.texts import (
    clusters,
    common,
    hot,
    jobs,
    library,
    map_page,
    models,
    playlist,
    track,
)
from tunescape.interfaces.web.texts.sentences import in_chinese

__all__ = ["LANGUAGES", "TEXTS", "Language", "Texts", "choose_language"]

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

_TABLES = (
    common.TEXTS,
    models.TEXTS,
    playlist.TEXTS,
    track.TEXTS,
    jobs.TEXTS,
    library.TEXTS,
    map_page.TEXTS,
    clusters.TEXTS,
    hot.TEXTS,
)


@lru_cache(maxsize=1)
def _all_texts() -> Mapping[str, tuple[str, str]]:
    merged: dict[str, tuple[str, str]] = {}
    for table in _TABLES:
        if twice := merged.keys() & table.keys():
            raise ValueError(f"texts are defined twice: {sorted(twice)}")
        merged |= table
    return MappingProxyType(merged)


TEXTS = _all_texts()
"""English and Chinese, by key: ``page.what``; ``.one`` and ``.many`` where English counts."""


class Texts:
    """The texts in one language.

    Parameters
    ----------
    language : {'en', 'zh'}
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self._column = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return a text; ``{name}`` in it is replaced by the value of that name."""
        text = TEXTS[key][self._column]
        return text.format(**values) if values else text

    def count(self, key: str, n: int, **values: object) -> str:
        """Return how many: ``{n}`` in ``key.one`` or ``key.many``, with separators between thousands."""
        return self(f"{key}.{'one' if n == 1 else 'many'}", n=f"{n:,}", **values)

    def said(self, sentence: str) -> str:
        """Return what the core says in English: an error's reason or hint, a failure, a warning, a reason."""
        return in_chinese(sentence) if self.language == "zh" else sentence

    def group(self, prefix: str) -> dict[str, str]:
        """Return all texts below a prefix, by the rest of their keys: for scripts in the page."""
        start = f"{prefix}."
        return {key[len(start) :]: pair[self._column] for key, pair in TEXTS.items() if key.startswith(start)}


def choose_language(chosen: str | None, accepted: str, default: Language) -> Language:
    """Choose the language of a visitor.

    Parameters
    ----------
    chosen : str, optional
        What the visitor switched to.
    accepted : str
        The browser's ``Accept-Language``.
    default : {'en', 'zh'}
        Where neither says anything of use.
    """
    if _is_language(chosen):
        return chosen
    ranked: list[tuple[float, int, Language]] = []
    for position, entry in enumerate(accepted.split(",")):
        name, _, weight = entry.partition(";q=")
        language = name.strip().lower().partition("-")[0]
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if _is_language(language) and quality > 0:
            ranked.append((-quality, position, language))
    return min(ranked)[2] if ranked else default


def _is_language(name: str | None) -> TypeGuard[Language]:
    return name in LANGUAGES
