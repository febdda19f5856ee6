"""All that is known of one track, as one document."""

import os
from typing import Any

from tunescape.discovery.sound import Sound
from tunescape.features.registry import FEATURE_SETS
from tunescape.features.rhythm import estimate_tempo
from tunescape.features.tagging import likely_tags
from tunescape.features.tonality import estimate_key
from tunescape.interfaces.documents import track_document
from tunescape.interfaces.key_documents import NO_KEY, key_document
from tunescape.library.store import Library

__all__ = ["track_report"]

_MAX_TAGS = 10


def track_report(library: Library, sound: Sound) -> dict[str, Any]:
    """Collect what ``show`` tells of a track, stored or just heard.

    Returns
    -------
    dict
        ``track``, ``tempo``, ``key``, ``tags``, ``loudness_lufs`` and ``true_peak_db`` (null: silence, or not
        measured), ``files``, ``warnings``, ``feature_sets``.
    """
    document: dict[str, Any] = {"track": track_document(sound.track)}
    document["tempo"] = _tempo(sound)
    document["key"] = _key(sound)
    document["tags"] = _tags(sound)
    document |= {name: document["track"][name] for name in ("loudness_lufs", "true_peak_db")}
    document["files"] = [sound.track.path]
    document["warnings"] = list(sound.warnings)
    document["feature_sets"] = [FEATURE_SETS[name].id for name in sound.features]
    if sound.stored:
        document["files"] = [os.fsdecode(path) for path in library.files_of(sound.track.track_id)]
    return document


def _tempo(sound: Sound) -> dict[str, Any]:
    if "rhythm" not in sound.features:
        return {"bpm": None, "confidence": 0.0, "alternatives": []}
    tempo = estimate_tempo(sound.features["rhythm"])
    return {
        "bpm": None if tempo.bpm is None else round(tempo.bpm, 2),
        "confidence": round(tempo.confidence, 3),
        "alternatives": [round(other, 2) for other in tempo.alternatives],
    }


def _key(sound: Sound) -> dict[str, Any]:
    return key_document(estimate_key(sound.features["tonality"]) if "tonality" in sound.features else NO_KEY)


def _tags(sound: Sound) -> list[dict[str, Any]]:
    silent = "loudness" in sound.features and sound.track.loudness_lufs is None
    if "musicnn" not in sound.features or silent:
        return []
    tags = likely_tags(sound.features["musicnn"], min_probability=0.05, at_most=_MAX_TAGS)
    return [{"tag": tag, "probability": round(probability, 4)} for tag, probability in tags]
