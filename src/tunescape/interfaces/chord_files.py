"""Chords as files: labels, tables, MIDI."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tunescape.errors import ExportError
from tunescape.features.beats import Beats
from tunescape.interfaces.documents import to_json
from tunescape.music.chords.midi import PlacedChord, chords_to_midi
from tunescape.whole_file import replacing

__all__ = ["CHORD_FORMATS", "check_chord_file", "write_chords"]


def check_chord_file(path: Path, *, force: bool) -> None:
    """Refuse a file of an unknown format, or one that is there, before any work is done.

    Raises
    ------
    ExportError
    """
    if path.suffix.lower() not in CHORD_FORMATS:
        raise ExportError(
            "has no extension that chords can be written to",
            path=path,
            hint=f"use {', '.join(CHORD_FORMATS)}",
        )
    if path.exists() and not force:
        raise ExportError("is there already", path=path, hint="--force replaces it")


def write_chords(document: dict[str, Any], path: Path) -> None:
    """Write chords to a file; its extension chooses the format.

    Parameters
    ----------
    document : dict
        As of :func:`~tunescape.interfaces.chord_documents.hear_chord_document`.
    path : Path
        Ends in one of :data:`CHORD_FORMATS`. Replaced if it is there; its folder is made if missing.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"the folder cannot be made ({error.strerror})", path=path.parent) from error
    content = _FORMATS[path.suffix.lower()](document)
    with replacing(path) as file:
        file.write(content)


def _lab(document: dict[str, Any]) -> bytes:
    rows = [f"{chord['start']:.4f}\t{chord['end']:.4f}\t{chord['label']}\n" for chord in document["chords"]]
    return "".join(rows).encode()


def _csv(document: dict[str, Any]) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(["start_s", "end_s", "chord", "confidence"])
    for chord in document["chords"]:
        rows.writerow([f"{chord['start']:.4f}", f"{chord['end']:.4f}", chord["label"], chord["confidence"]])
    return text.getvalue().encode()


def _json(document: dict[str, Any]) -> bytes:
    return (to_json(document) + "\n").encode()


def _midi(document: dict[str, Any]) -> bytes:
    beats = Beats(
        times_s=np.array(document["beats"], dtype=np.float64),
        downbeats_s=np.array(document["downbeats"], dtype=np.float64),
        tempo_bpm=document["tempo_bpm"],
        confidence=0.0,
        alternatives=(),
        beats_per_bar=document["beats_per_bar"],
        metre_confidence=0.0,
    )
    chords = [
        PlacedChord(chord["start"], chord["end"], chord["number"], chord["label"])
        for chord in document["chords"]
    ]
    return chords_to_midi(chords, beats, key=document["key"]["name"], duration_s=document["duration_s"])


_FORMATS: dict[str, Callable[[dict[str, Any]], bytes]] = {
    ".lab": _lab,
    ".csv": _csv,
    ".mid": _midi,
    ".json": _json,
}

CHORD_FORMATS = tuple(_FORMATS)
"""Extensions that chords can be written to."""
