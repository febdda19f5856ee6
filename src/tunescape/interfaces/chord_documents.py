"""What ``chords`` tells of a track."""

from collections.abc import Sequence
from typing import Any

from tunescape.audio.midi_signature import is_midi_file
from tunescape.errors import MusicError
from tunescape.interfaces.key_documents import key_document
from tunescape.music.chords.hear import hear_chords

__all__ = ["ANNOTATION", "chords_sentence", "hear_chord_document"]

ANNOTATION = "chords@1"
"""The name under which the library keeps the document."""


def hear_chord_document(path: str) -> dict[str, Any]:
    """Find the chords of a file.

    Parameters
    ----------
    path : str
        Audio of any length.

    Returns
    -------
    dict
        ``chords``, each with ``start`` and ``end`` (seconds), ``label``, ``number`` and ``confidence``;
        ``key`` as ``show`` tells it; ``tempo_bpm``, ``metre``, ``beats_per_bar``, ``beats``, ``downbeats``,
        ``duration_s``; ``remarks``.

    Raises
    ------
    MusicError
        If it is a MIDI file.
    DecodeError
        If nothing of it can be decoded.
    """
    if is_midi_file(path):
        raise MusicError("is a MIDI file: chords are heard of sound", path=path, hint="name the recording")
    heard = hear_chords(path)
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
