"""Beats, chords, form and hook of a track: heard on request in another process, and kept."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tunescape.interfaces import beat_documents, chord_documents, hook_documents
from tunescape.interfaces.web.services.known_tracks import served_file
from tunescape.library.annotations import read_annotation, write_annotation
from tunescape.library.store import Library
from tunescape.music.heard_form import hear_form

if TYPE_CHECKING:
    from tunescape.interfaces.web.state import WebState

__all__ = ["PARTS", "Part", "beat_file", "chord_file", "hear_part", "heard_music", "hook_clip", "kept_music"]

Part = Literal["beats", "form", "chords"]
PARTS: tuple[Part, ...] = ("beats", "form", "chords")
"""What is heard in one go, the quickest first; ``form`` is sections and hook."""

_NAMES: dict[Part, tuple[str, ...]] = {
    "beats": (beat_documents.ANNOTATION,),
    "form": (hook_documents.STRUCTURE, hook_documents.HOOK),
    "chords": (chord_documents.ANNOTATION,),
}
_TIMEOUT_S = 600.0
_FRAME_RATE = "30"


def kept_music(library: Library, track_id: str) -> dict[str, Any]:
    """Return what the library keeps of a track, by kind: ``beats``, ``structure``, ``hook``, ``chords``."""
    kept = {}
    for names in _NAMES.values():
        for name in names:
            document = read_annotation(library, track_id, name)
            if document is not None:
                kept[_kind(name)] = document
    return kept


async def heard_music(state: "WebState", track_id: str, part: Part) -> dict[str, Any]:
    """Return the documents of one part, by kind; what the library does not keep yet is heard and kept.

    Raises
    ------
    TunescapeError
        If there is nothing of it to hear, or it cannot be heard.
    """
    kept = await state.read(kept_music, state.library, track_id)
    wanted = [_kind(name) for name in _NAMES[part]]
    if all(kind in kept for kind in wanted):
        return {kind: kept[kind] for kind in wanted}
    path = await state.read(served_file, state.library, track_id)
    found = await state.compute(hear_part, path, part, timeout_s=_TIMEOUT_S)
    for name in _NAMES[part]:
        await state.read(write_annotation, state.library, track_id, name, found[_kind(name)])
    return found


def hear_part(path: str, part: Part) -> dict[str, Any]:
    """Hear one part of what there is to hear in a file: for another process, as it takes seconds.

    Raises
    ------
    TunescapeError
        If nothing of it can be decoded.
    """
    if part == "beats":
        return {"beats": beat_documents.hear_beat_document(path)}
    if part == "chords":
        return {"chords": chord_documents.hear_chord_document(path)}
    form = hear_form(path)
    return {"structure": hook_documents.structure_document(form), "hook": hook_documents.hook_document(form)}


def beat_file(document: dict[str, Any], suffix: str, title: str) -> bytes:
    """Return beats as a file of one of the formats that ``tunescape beats -o`` writes.

    Raises
    ------
    TunescapeError
        If the format cannot tell these beats.
    """
    from tunescape.interfaces.beat_files import BeatFile, write_beats
    from tunescape.interfaces.timecode import parse_frame_rate

    with tempfile.TemporaryDirectory(prefix="tunescape-") as folder:
        target = Path(folder) / f"beats{suffix}"
        heard = beat_documents.beats_of_document(document)
        write_beats(heard, target, BeatFile(title, parse_frame_rate(_FRAME_RATE)))
        return target.read_bytes()


def chord_file(document: dict[str, Any], suffix: str) -> bytes:
    """Return chords as a file of one of the formats that ``tunescape chords -o`` writes."""
    from tunescape.interfaces.chord_files import write_chords

    with tempfile.TemporaryDirectory(prefix="tunescape-") as folder:
        target = Path(folder) / f"chords{suffix}"
        write_chords(chord_documents.chords_of_document(document), target)
        return target.read_bytes()


def hook_clip(path: str, start_s: float, end_s: float, suffix: str) -> bytes:
    """Return a stretch of a track as an audio file with short fades.

    Raises
    ------
    TunescapeError
        If it cannot be decoded.
    """
    from tunescape.interfaces.hook_files import cut_hook

    with tempfile.TemporaryDirectory(prefix="tunescape-") as folder:
        target = Path(folder) / f"hook{suffix}"
        cut_hook(path, target, start_s=start_s, end_s=end_s, loop=False)
        return target.read_bytes()


def _kind(name: str) -> str:
    return name.partition("@")[0]
