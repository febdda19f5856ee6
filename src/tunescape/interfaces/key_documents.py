"""A key as documents tell it."""

from typing import Any

from tunescape.features.tonality import KeyEstimate, camelot

__all__ = ["NO_KEY", "key_document", "key_of_document"]

NO_KEY = KeyEstimate(None, 0.0, (), None)
"""Where none was measured."""


def key_document(key: KeyEstimate) -> dict[str, Any]:
    """Tell a key.

    Returns
    -------
    dict
        ``name`` (null where nothing tuned is heard), ``confidence``, ``alternatives``, ``camelot`` (8B for C
        major) and ``tuning_cents``, from A4 = 440 Hz.
    """
    return {
        "name": key.name,
        "confidence": round(key.confidence, 3),
        "alternatives": list(key.alternatives),
        "camelot": key.name and camelot(key.name),
        "tuning_cents": None if key.tuning_cents is None else round(key.tuning_cents, 1),
    }


def key_of_document(document: dict[str, Any]) -> KeyEstimate:
    """Return the key that a document tells of."""
    return KeyEstimate(
        document["name"], document["confidence"], tuple(document["alternatives"]), document["tuning_cents"]
    )
