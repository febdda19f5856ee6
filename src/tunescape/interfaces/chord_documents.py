"""What ``chords`` tells of a track."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tunescape.audio.midi_signature import is_midi_file
from tunescape.features.beats import Beats
from tunescape.features.chords import ChordSequence
from tunescape.interfaces.key_documents import key_document, key_of_document
from tunescape.music.chords.hear import HeardChords, hear_chords
from tunescape.music.chords.written import read_chords

__all__ = ["ANNOTATION", "chord_document", "chords_of_document", "chords_sentence", "hear_chord_document"]

ANNOTATION = "chords@2"
"""The name under which the library keeps the document."""


def hear_chord_document(path: str) -> dict[str, Any]:
    """Find the chords of a file.

    Parameters
    ----------
    path : str
        Audio of any length, or MIDI, whose notes are read.

    Returns
    -------
    dict
        As of :func:`chord_document`.

    Raises
    ------
    TunescapeError
        If nothing of it can be decoded or read.
    """
    return chord_document(read_chords(path) if is_midi_file(path) else hear_chords(path))


def chord_document(heard: HeardChords) -> dict[str, Any]:
    """Tell of chords.

    Returns
    -------
    dict
        ``chords``, each with ``start`` and ``end`` (seconds), ``label``, ``number`` and ``confidence``;
        ``key`` as ``show`` tells it; ``tempo_bpm``, ``metre``, ``beats_per_bar``, ``beats``, ``downbeats``,
        ``duration_s``; ``remarks``.
    """
    sequence, key, beats = heard.sequence, heard.key, heard.beats
    bounds = [round(bound_s, 4) for bound_s in sequence.bounds_s.tolist()]
    return {
        "chords": [
            {"start": start, "end": end, "label": label, "number": number, "confidence": round(sure, 3)}
            for start, end, label, number, sure in zip(
                bounds[:-1],
                bounds[1:],
                heard.labels,
                sequence.chords.tolist(),
                sequence.confidence.tolist(),
                strict=True,
            )
        ],
        "key": key_document(key),
        "tempo_bpm": None if beats.tempo_bpm is None else round(beats.tempo_bpm, 2),
        "metre": None if beats.beats_per_bar is None else f"{beats.beats_per_bar}/4",
        "beats_per_bar": beats.beats_per_bar,
        "beats": [round(time_s, 4) for time_s in beats.times_s.tolist()],
        "downbeats": [round(time_s, 4) for time_s in beats.downbeats_s.tolist()],
        "duration_s": round(heard.duration_s, 4),
        "remarks": heard.remarks,
    }


def chords_of_document(document: dict[str, Any]) -> HeardChords:
    """Return the chords that a document tells of; it does not tell how sure beats and metre are."""
    chords = document["chords"]
    sequence = ChordSequence(
        bounds_s=np.array([*(chord["start"] for chord in chords), chords[-1]["end"]], dtype=np.float64),
        chords=np.array([chord["number"] for chord in chords], dtype=np.int64),
        confidence=np.array([chord["confidence"] for chord in chords], dtype=np.float64),
    )
    beats = Beats(
        times_s=np.array(document["beats"], dtype=np.float64),
        downbeats_s=np.array(document["downbeats"], dtype=np.float64),
        tempo_bpm=document["tempo_bpm"],
        confidence=0.0,
        alternatives=(),
        beats_per_bar=document["beats_per_bar"],
        metre_confidence=0.0,
    )
    return HeardChords(sequence, beats, key_of_document(document["key"]), document["duration_s"])


def chords_sentence(document: dict[str, Any]) -> str:
    """Say what was found: ``84 chords (most: C:maj, G:maj, A:min), C major, 82.0 BPM``."""
    chords: Sequence[dict[str, Any]] = [chord for chord in document["chords"] if chord["label"] != "N"]
    lasting: dict[str, float] = {}
    for chord in chords:
        lasting[chord["label"]] = lasting.get(chord["label"], 0.0) + chord["end"] - chord["start"]
    most = ", ".join(sorted(lasting, key=lambda label: -lasting[label])[:4])
    said = [f"{len(chords)} chord{'s' * (len(chords) != 1)}{f' (most: {most})' if most else ''}"]
    if document["key"]["name"]:
        said.append(document["key"]["name"])
    if document["tempo_bpm"]:
        said.append(f"{document['tempo_bpm']:.1f} BPM")
    return ", ".join(said)
