"""A MIDI file read: its notes, its tempo map, its bars."""

import os
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tunescape.arrays import Vector
from tunescape.errors import MusicError
from tunescape.features.beats import Beats
from tunescape.music.transcription.notes import HIGHEST_PITCH, LOWEST_PITCH, NoteList
from tunescape.music.transcription.parts import ACCOMPANIMENT, BASS, MELODY

if TYPE_CHECKING:
    from pretty_midi import PrettyMIDI

__all__ = ["MidiSong", "parse_midi", "read_midi"]

MOST_BYTES = 8_000_000
MOST_BEATS = 200_000
LONGEST_S = 24 * 3600.0
LOUDEST = 127.0
PART_NAMES = {"melody": MELODY, "vocal": MELODY, "vocals": MELODY, "lead": MELODY, "bass": BASS}

# what the parsers below raise on files that are damaged, or none
_DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    AttributeError,
    TypeError,
    ZeroDivisionError,
    OverflowError,
    struct.error,
)


@dataclass(frozen=True)
class MidiSong:
    """What a MIDI file holds.

    Attributes
    ----------
    parts : dict of str to NoteList
        ``melody``, ``bass`` and ``accompaniment``: tracks of the first two names, and all others. Drums, and
        notes beyond the keys of a piano, are in none of them.
    beats : Beats
        As its tempo map and time signatures say; of a file without notes, none.
    metre : str or None
        The time signature that rules longest, ``6/8``; None where there is none.
    duration_s : float
        Until its last event.
    """

    parts: dict[str, NoteList]
    beats: Beats
    metre: str | None
    duration_s: float


def read_midi(path: str | os.PathLike[str]) -> MidiSong:
    """Read a MIDI file.

    Parameters
    ----------
    path : str or PathLike

    Returns
    -------
    MidiSong

    Raises
    ------
    MusicError
        If it is damaged, or longer than a day or 8 MB.
    """
    song = parse_midi(path)
    duration_s = float(song.get_end_time())
    if not 0 <= duration_s <= LONGEST_S:
        raise MusicError("is a MIDI file that lasts longer than a day", path=path, hint="is it damaged?")
    has_notes = any(track.notes for track in song.instruments)
    beats = _beats(song, path) if has_notes else Beats.none()
    return MidiSong(_parts(song), beats, _metre(song, duration_s), duration_s)


def parse_midi(path: str | os.PathLike[str]) -> "PrettyMIDI":
    """Read all tracks of a MIDI file, as they are.

    Raises
    ------
    MusicError
        If it is damaged, or larger than 8 MB.
    """
    from mido import KeySignatureError
    from pretty_midi import PrettyMIDI

    try:
        if Path(path).stat().st_size > MOST_BYTES:
            raise MusicError("is a MIDI file of more than 8 MB", path=path, hint="is it damaged?")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd tracks: their events are read all the same
            return PrettyMIDI(os.fspath(path))
    except (*_DAMAGE, KeySignatureError) as error:
        raise MusicError("is a MIDI file that is damaged, and cannot be read", path=path) from error


def _beats(song: "PrettyMIDI", path: str | os.PathLike[str]) -> Beats:
    end_s = float(song.get_end_time())
    changes_s, tempi = song.get_tempo_changes()
    lasting_s = np.diff(np.append(changes_s, max(end_s, float(changes_s[-1]))))
    if float((lasting_s * tempi).sum()) / 60 > MOST_BEATS:
        raise MusicError("is a MIDI file of more than 200,000 beats", path=path, hint="is it damaged?")
    try:
        times_s, downbeats_s = song.get_beats(), song.get_downbeats()
    except _DAMAGE as error:
        raise MusicError("is a MIDI file whose time signatures cannot be read", path=path) from error
    times_s = np.unique(times_s[(times_s >= 0) & (times_s <= end_s)])
    if len(times_s) < 2 or not song.time_signature_changes:
        downbeats_s = np.zeros(0)
    downbeats_s = np.unique(downbeats_s[np.isin(downbeats_s, times_s)])
    per_bar = _most_common(np.diff(np.searchsorted(times_s, downbeats_s)))
    bpm = 60 / float(np.median(np.diff(times_s))) if len(times_s) > 1 else None
    known = 1.0 if bpm else 0.0
    return Beats(times_s, downbeats_s, bpm, known, (), per_bar, 1.0 if per_bar else 0.0)


def _most_common(lengths: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> int | None:
    return int(np.bincount(lengths).argmax()) if len(lengths) else None


def _metre(song: "PrettyMIDI", duration_s: float) -> str | None:
    changes = song.time_signature_changes
    starts_s = [change.time for change in changes]
    lasting_s: dict[str, float] = {}
    for change, end_s in zip(changes, [*starts_s[1:], duration_s], strict=False):
        name = f"{change.numerator}/{change.denominator}"
        lasting_s[name] = lasting_s.get(name, 0.0) + end_s - change.time
    return max(lasting_s, key=lambda name: lasting_s[name]) if lasting_s else None


def _parts(song: "PrettyMIDI") -> dict[str, NoteList]:
    rows: list[tuple[float, float, int, float, str]] = []
    for track in song.instruments:
        if not track.is_drum:
            part = PART_NAMES.get(track.name.strip("\0 ").lower(), ACCOMPANIMENT)
            rows += [
                (note.start, note.end, note.pitch, note.velocity / LOUDEST, part)
                for note in track.notes
                if LOWEST_PITCH <= note.pitch <= HIGHEST_PITCH and note.end > note.start >= 0
            ]
    rows.sort(key=lambda row: (row[0], row[2]))
    names = np.array([row[4] for row in rows], dtype="U16")
    numbers: Vector = np.array([row[:4] for row in rows], dtype=np.float64).reshape(-1, 4)
    onset_s, offset_s, pitch, strength = numbers.T
    notes = NoteList(
        onset_s, offset_s, pitch.astype(np.int64), strength, np.zeros((len(rows), 0), dtype=np.float32)
    )
    return {name: notes.take(names == name) for name in (MELODY, BASS, ACCOMPANIMENT)}
