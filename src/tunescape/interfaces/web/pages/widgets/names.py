"""What keys of music are called, in a visitor's language."""

from tunescape.interfaces.web.texts import TEXTS, Texts

__all__ = ["key_name"]


def key_name(t: Texts, name: str) -> str:
    """Return a key as people name it: ``A minor``."""
    note, _, mode = name.partition(" ")
    key = f"track.key.{mode}"
    return t(key, note=note) if key in TEXTS else name
