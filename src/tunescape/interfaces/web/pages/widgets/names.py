"""What keys of music, spaces and tags are called, in a visitor's language."""

from collections.abc import Iterable

from tunescape.interfaces.web.texts import TEXTS, Texts
from tunescape.report.cluster_names import tag_name
from tunescape.text import visible

__all__ = ["key_name", "space_name", "tag_names"]


def key_name(t: Texts, name: str) -> str:
    """Return a key as people name it: ``A minor``."""
    note, _, mode = name.partition(" ")
    key = f"track.key.{mode}"
    return t(key, note=note) if key in TEXTS else name


def space_name(t: Texts, name: str) -> str:
    """Return what a space, or a feature set, is called; one that somebody named keeps its name."""
    key = f"space.name.{name}"
    return t(key) if key in TEXTS else visible(name)


def tag_names(t: Texts, tags: Iterable[str]) -> str:
    """Return what tags are called, one after another."""
    return ("、" if t.language == "zh" else ", ").join(tag_name(tag, t.language) for tag in tags)
