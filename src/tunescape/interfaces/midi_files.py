"""MIDI files of tracks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tunescape.errors import MusicError
from tunescape.music.transcription.midi import MIDI_EXTENSIONS, is_midi_file, write_midi
from tunescape.music.transcription.transcribe import Transcription, quantised, remarks, transcribe
from tunescape.whole_file import make_folder

__all__ = ["MidiOptions", "Transcribed", "transcribe_file"]


@dataclass(frozen=True)
class MidiOptions:
    """How notes are written.

    Attributes
    ----------
    steps_per_whole : int or None
        Of the grid they are moved to.
    pitch_bends : bool
    force : bool
        Whether a file that is there is replaced.
    """

    steps_per_whole: int | None = None
    pitch_bends: bool = False
    force: bool = False


@dataclass(frozen=True)
class Transcribed:
    """A file that was written, and the document about it."""

    transcription: Transcription
    document: dict[str, Any]


def transcribe_file(path: str, target: Path, options: MidiOptions) -> Transcribed:
    """Write the notes of an audio file to a MIDI file.

    Parameters
    ----------
    path : str
    target : Path
        Its folder is made if missing.
    options : MidiOptions

    Returns
    -------
    Transcribed
        Its document: ``file``, ``notes``, ``tracks``, ``tempo_bpm``, ``key``, ``metre``, ``duration_s``,
        ``remarks``.

    Raises
    ------
    MusicError
        If the target is no MIDI file, is there already, or cannot be written; if the source is MIDI; if notes
        are to be moved to beats and none are heard.
    DecodeError
        If the source cannot be decoded.
    """
    _check_target(target, options)
    if is_midi_file(path):
        raise MusicError(
            "is a MIDI file: its notes are written down already", path=path, hint="name the recording of it"
        )
    heard = transcribe(path, pitch_bends=options.pitch_bends)
    if options.steps_per_whole is not None:
        heard = quantised(heard, steps_per_whole=options.steps_per_whole)
    make_folder(target.parent, error=MusicError)
    write_midi(heard, target, pitch_bends=options.pitch_bends)
    return Transcribed(heard, _document(heard, target))


def _check_target(target: Path, options: MidiOptions) -> None:
    if target.suffix.lower() not in MIDI_EXTENSIONS:
        raise MusicError("notes are written as MIDI", path=target, hint="end its name with .mid")
    if target.exists() and not options.force:
        raise MusicError("is there already", path=target, hint="--force replaces it")


def _document(heard: Transcription, target: Path) -> dict[str, Any]:
    tracks = [{"name": name, "notes": len(part)} for name, part in heard.parts.items()]
    beats_per_bar = None if heard.grid is None else heard.grid.beats_per_bar
    return {
        "file": str(target),
        "notes": sum(len(part) for part in heard.parts.values()),
        "tracks": tracks,
        "tempo_bpm": None if heard.tempo_bpm is None else round(heard.tempo_bpm, 2),
        "key": heard.key,
        "metre": None if beats_per_bar is None else f"{beats_per_bar}/4",
        "duration_s": round(heard.duration_s, 3),
        "remarks": remarks(heard),
    }
