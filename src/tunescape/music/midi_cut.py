"""A stretch of a MIDI file as a file of its own: the same instruments, at the same tempo."""

import io
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tunescape.arrays import Vector
from tunescape.errors import MusicError
from tunescape.features.beats import Beats
from tunescape.music.chords.written import key_of_notes
from tunescape.music.transcription.midi import midi_events, to_midi
from tunescape.music.transcription.midi_reader import parse_midi, read_midi
from tunescape.music.transcription.notes import join_notes
from tunescape.music.transcription.tempo_map import tempo_map
from tunescape.music.transcription.transcribe import Transcription
from tunescape.music.written_beats import written_beats

if TYPE_CHECKING:
    from pretty_midi import Instrument, Note

__all__ = ["cut_midi"]

HELD_S = 0.1
"""A note that sounds on for so long at the start of the stretch belongs to it."""

ON_BEAT_S = 0.02


def cut_midi(path: str | os.PathLike[str], *, start_s: float, end_s: float) -> bytes:
    """Cut a stretch out of a MIDI file.

    Parameters
    ----------
    path : str or PathLike
    start_s, end_s : float
        Seconds; what sounds on beyond the end is cut there.

    Returns
    -------
    bytes
        A MIDI file: all instruments that play in it, drums too, with their controllers; the tempo and the
        metre of :func:`~tunescape.music.written_beats.written_beats`, and the key of the whole.

    Raises
    ------
    MusicError
        If the file is damaged, or nothing sounds in the stretch.
    """
    song = read_midi(path)
    notes = join_notes(list(song.parts.values()))
    beats = _within(written_beats(song), start_s, end_s)
    heard = Transcription(
        notes.take(np.zeros(len(notes), dtype=bool)),
        {},
        beats.tempo_bpm,
        tempo_map(beats),
        key_of_notes(notes).name,
        end_s - start_s,
    )
    cut = to_midi(heard)
    cut.instruments = [
        track for whole in parse_midi(path).instruments if (track := _part(whole, start_s, end_s)).notes
    ]
    if not cut.instruments:
        raise MusicError(f"has no notes from {start_s:.1f} to {end_s:.1f} s", path=path)
    written = io.BytesIO()
    midi_events(cut).save(file=written)
    return written.getvalue()


def _within(beats: Beats, start_s: float, end_s: float) -> Beats:
    """Return the beats of a stretch, from its start."""

    def moved(times_s: Vector) -> Vector:
        inside = times_s[(times_s >= start_s - ON_BEAT_S) & (times_s < end_s)]
        return np.maximum(inside - start_s, 0)

    return replace(beats, times_s=moved(beats.times_s), downbeats_s=moved(beats.downbeats_s))


def _part(track: "Instrument", start_s: float, end_s: float) -> "Instrument":
    from pretty_midi import ControlChange, Instrument, PitchBend

    part = Instrument(track.program, is_drum=track.is_drum, name=track.name)
    part.notes = [moved for note in track.notes if (moved := _moved(note, start_s, end_s))]
    changes = sorted(track.control_changes, key=lambda change: change.time)
    within = [change for change in changes if start_s <= change.time < end_s]
    # controllers and bends keep what they were set to before
    before = {change.number: change.value for change in changes if change.time < start_s}
    part.control_changes = [ControlChange(number, value, 0.0) for number, value in before.items()]
    part.control_changes += [ControlChange(c.number, c.value, c.time - start_s) for c in within]
    bends = sorted(track.pitch_bends, key=lambda bend: bend.time)
    part.pitch_bends = [PitchBend(bend.pitch, 0.0) for bend in bends if bend.time < start_s][-1:]
    part.pitch_bends += [PitchBend(b.pitch, b.time - start_s) for b in bends if start_s <= b.time < end_s]
    return part


def _moved(note: "Note", start_s: float, end_s: float) -> "Note | None":
    from pretty_midi import Note

    begin_s, stop_s = max(note.start, start_s), min(note.end, end_s)
    is_held = note.start >= start_s or stop_s - begin_s > HELD_S
    if stop_s <= begin_s or not is_held:
        return None
    return Note(note.velocity, note.pitch, begin_s - start_s, stop_s - start_s)
