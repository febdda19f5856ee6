"""From a MIDI file to its chords: its notes, heard as surely as the network hears clear ones."""

import os
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.errors import MusicError
from tunescape.features.chords import find_chords
from tunescape.features.pitch_registers import NOTE_FLOOR, ONSET_FLOOR, pitch_registers
from tunescape.features.posteriorgram import FRAMES_PER_WINDOW, Posteriorgram, frame_times_s
from tunescape.features.tonality import KeyEstimate, estimate_key, pitch_class_profile
from tunescape.music.chords.hear import HeardChords
from tunescape.music.transcription.midi_reader import read_midi
from tunescape.music.transcription.notes import HIGHEST_PITCH, LOWEST_PITCH, NoteList, join_notes
from tunescape.music.written_beats import written_beats

__all__ = ["key_of_notes", "note_registers", "read_chords"]

SOUNDS, STARTS = 0.7, 0.7
"""How sure the network would be of a note, above its floors."""

DECAY_S, LONGEST_S = 4.0, 16.0
ONSET_FRAMES = 3  # how long it takes a note to start


def read_chords(path: str | os.PathLike[str]) -> HeardChords:
    """Read the chords off the notes of a MIDI file.

    The network that hears chords sees what it would of a clear recording: every note as sure when it starts
    and less so the longer it lasts. Drums are no notes.

    Parameters
    ----------
    path : str or PathLike

    Returns
    -------
    HeardChords

    Raises
    ------
    MusicError
        If the file is damaged, or has no length.
    """
    song = read_midi(path)
    if not song.duration_s:
        raise MusicError("is a MIDI file without notes", path=path, hint="name one that has some")
    notes, beats = join_notes(list(song.parts.values())), written_beats(song)
    return HeardChords(
        sequence=find_chords(
            note_registers(notes, duration_s=song.duration_s), beats.times_s, duration_s=song.duration_s
        ),
        beats=beats,
        key=key_of_notes(notes),
        duration_s=song.duration_s,
    )


def note_registers(notes: NoteList, *, duration_s: float) -> FloatArray:
    """Fold notes as :func:`~tunescape.features.pitch_registers.pitch_registers` folds what is heard.

    Parameters
    ----------
    notes : NoteList
    duration_s : float > 0

    Returns
    -------
    np.ndarray [shape=(n, 7, 12), dtype=float16]
        Whole windows, over the duration at least.
    """
    return np.concatenate([pitch_registers(window) for window in _windows(notes, duration_s)])


def key_of_notes(notes: NoteList) -> KeyEstimate:
    """Find the key of notes, each counted for as long as it lasts.

    Parameters
    ----------
    notes : NoteList

    Returns
    -------
    KeyEstimate
        Without a tuning.
    """
    lasting_s = np.minimum(notes.offset_s - notes.onset_s, LONGEST_S)
    frequency_hz = 440 * 2 ** ((notes.pitch - 69) / 12)
    profile, cents, strength = pitch_class_profile(frequency_hz, lasting_s)
    return replace(estimate_key(np.array([[*profile, cents, strength]])), tuning_cents=None)


def _windows(notes: NoteList, duration_s: float) -> Iterator[Posteriorgram]:
    frames, end_s = np.arange(FRAMES_PER_WINDOW), 0.0
    ends_s = np.minimum(notes.offset_s, notes.onset_s + LONGEST_S)
    keys = notes.pitch - LOWEST_PITCH
    while end_s < duration_s:
        times_s = frame_times_s(frames)
        frames = frames + FRAMES_PER_WINDOW
        end_s = float(frame_times_s(frames[:1])[0])
        first, last = np.searchsorted(notes.onset_s, [times_s[0] - LONGEST_S, end_s])
        note = np.zeros((FRAMES_PER_WINDOW, HIGHEST_PITCH - LOWEST_PITCH + 1), dtype=np.float32)
        onset = np.zeros_like(note)
        for i in range(first, last):
            onset_s, key = notes.onset_s[i], keys[i]
            begin, stop = np.searchsorted(times_s, [onset_s, ends_s[i]])
            stop = max(stop, begin + (onset_s >= times_s[0]))  # a note shorter than a frame fills one
            sure = SOUNDS * np.exp((onset_s - times_s[begin:stop]) / DECAY_S)
            np.maximum(note[begin:stop, key], sure, out=note[begin:stop, key])
            if onset_s >= times_s[0]:
                onset[begin : begin + ONSET_FRAMES, key] = STARTS
        yield Posteriorgram(note + np.float32(NOTE_FLOOR), onset + np.float32(ONSET_FLOOR), note[:, :0])
