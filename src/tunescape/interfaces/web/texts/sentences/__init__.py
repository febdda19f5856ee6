"""Sentences of the core in Chinese: errors, failures, warnings and reasons, which it says in English.

What is stored (the failure ledger, warnings of tracks, the errors of jobs) is stored in English, so a
sentence is recognised by its template: ``took longer than {time} s`` stands for all that read like it.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from tunescape.discovery.compare.columns import COLUMNS
from tunescape.interfaces.web.texts.sentences import (
    files,
    learning,
    library,
    music,
    pages,
    sound,
    system,
)

__all__ = ["SENTENCES", "in_chinese"]

_TABLES = (files, library, sound, learning, music, pages, system)
_PLACE = re.compile(r"\{(\w+)\}")
_REMEMBERED = 4096
_INNER = frozenset(
    {"column", "held", "kind", "packets", "problem", "reason", "share", "what", "where", "whom"}
)
"""Places where words of ours stand, which are translated too; what stands in others is a value."""

_DEEPEST = 3  # sentences within sentences


@lru_cache(maxsize=1)
def _all_sentences() -> Mapping[str, str]:
    merged: dict[str, str] = {}
    for table in _TABLES:
        if twice := {key for key in merged.keys() & table.SENTENCES if merged[key] != table.SENTENCES[key]}:
            raise ValueError(f"sentences are said in two ways: {sorted(twice)}")
        merged |= table.SENTENCES
    merged |= {name: words.title_zh for name, words in COLUMNS.items()}
    return MappingProxyType(merged)


SENTENCES = _all_sentences()
"""Chinese by English template; ``{name}`` stands for a value."""


class _Pattern(NamedTuple):
    shape: re.Pattern[str]
    chinese: str
    is_empty: bool


@lru_cache(maxsize=_REMEMBERED)
def in_chinese(sentence: str) -> str:
    """Return a sentence of the core in Chinese, with its values in their places.

    Parameters
    ----------
    sentence : str
        As the core says it.

    Returns
    -------
    str
        The sentence itself where it is not known.
    """
    return _said(sentence, _DEEPEST)


def _said(sentence: str, depth: int) -> str:
    if plain := SENTENCES.get(sentence):
        return plain
    for pattern in _patterns() if depth else ():
        if found := pattern.shape.fullmatch(sentence):
            values = found.groupdict()
            inner = {name: _said(values[name], depth - 1) for name in values.keys() & _INNER}
            # a template that is all places says nothing of its own: anything with a colon would be one
            if not pattern.is_empty or any(values[name] != said for name, said in inner.items()):
                return pattern.chinese.format(**values | inner)
    return sentence


@lru_cache(maxsize=1)
def _patterns() -> tuple[_Pattern, ...]:
    """Return the templates with places, those that say most first: they leave least to a value."""
    open_ones = [english for english in SENTENCES if _PLACE.search(english)]
    open_ones.sort(key=lambda english: -len(_PLACE.sub("", english)))
    return tuple(
        _Pattern(_shape(english), SENTENCES[english], not re.search(r"\w", _PLACE.sub("", english)))
        for english in open_ones
    )


def _shape(english: str) -> re.Pattern[str]:
    parts = _PLACE.split(english)
    return re.compile(
        "".join(f"(?P<{part}>.*?)" if i % 2 else re.escape(part) for i, part in enumerate(parts)), re.DOTALL
    )
