"""Chords as files: labels, tables, MIDI."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from tunescape.errors import ExportError
from tunescape.interfaces.chord_documents import chord_document
from tunescape.interfaces.documents import to_json
from tunescape.music.chords.hear import HeardChords
from tunescape.music.chords.midi import PlacedChord, chords_to_midi
from tunescape.whole_file import make_folder, replacing

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


def write_chords(heard: HeardChords, path: Path) -> None:
    """Write chords to a file; its extension chooses the format.

    Parameters
    ----------
    heard : HeardChords
    path : Path
        Ends in one of :data:`CHORD_FORMATS`. Replaced if it is there; its folder is made if missing.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    make_folder(path.parent)
    content = _FORMATS[path.suffix.lower()](heard)
    with replacing(path) as file:
        file.write(content)


def _lab(heard: HeardChords) -> bytes:
    rows = [f"{chord.start_s:.4f}\t{chord.end_s:.4f}\t{chord.label}\n" for chord in _placed(heard)]
    return "".join(rows).encode()


def _csv(heard: HeardChords) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(["start_s", "end_s", "chord", "confidence"])
    for chord, sure in zip(_placed(heard), heard.sequence.confidence.tolist(), strict=True):
        rows.writerow([f"{chord.start_s:.4f}", f"{chord.end_s:.4f}", chord.label, sure])
    return text.getvalue().encode()


def _json(heard: HeardChords) -> bytes:
    return (to_json(chord_document(heard)) + "\n").encode()


def _midi(heard: HeardChords) -> bytes:
    return chords_to_midi(_placed(heard), heard.beats, key=heard.key.name, duration_s=heard.duration_s)


def _placed(heard: HeardChords) -> list[PlacedChord]:
    bounds_s, numbers = heard.sequence.bounds_s.tolist(), heard.sequence.chords.tolist()
    return [
        PlacedChord(*place) for place in zip(bounds_s[:-1], bounds_s[1:], numbers, heard.labels, strict=True)
    ]


_FORMATS: dict[str, Callable[[HeardChords], bytes]] = {
    ".lab": _lab,
    ".csv": _csv,
    ".mid": _midi,
    ".json": _json,
}

CHORD_FORMATS = tuple(_FORMATS)
"""Extensions that chords can be written to."""
