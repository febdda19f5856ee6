"""A transcription as a MIDI file: tempo map, key and time signature, one track a part."""

import io
import os
import struct
from typing import TYPE_CHECKING

import numpy as np

from tunescape.arrays import Vector
from tunescape.audio.midi_signature import is_midi_file
from tunescape.errors import MusicError
from tunescape.features.posteriorgram import FRAMES_PER_S
from tunescape.features.tonality import KEYS
from tunescape.music.transcription.notes import NoteList
from tunescape.music.transcription.parts import ACCOMPANIMENT, BASS, MELODY
from tunescape.music.transcription.tempo_map import TempoMap
from tunescape.music.transcription.transcribe import Transcription
from tunescape.whole_file import replacing

if TYPE_CHECKING:
    from mido import MidiFile
    from pretty_midi import Instrument, PrettyMIDI

__all__ = ["MIDI_EXTENSIONS", "is_midi_file", "midi_events", "to_midi", "write_midi"]

MIDI_EXTENSIONS = (".mid", ".midi")

PROGRAMS = {MELODY: 73, BASS: 33, ACCOMPANIMENT: 0}  # flute, fingered bass, piano
SOFTEST, LOUDEST = 40, 110
WEAKEST_STRENGTH = 0.3

TICKS_PER_BEAT, TICKS_PER_BEAT_OF_LONG = 480, 96
MANY_BEATS = 15_000  # pretty_midi takes files of ten million ticks for damaged
SLOWEST_US = 2**24 - 1

BEND_RANGE, BEND_STEPS = 2.0, 8192
LEAST_BEND = 80  # two cents


def to_midi(transcription: Transcription, *, pitch_bends: bool = False) -> "PrettyMIDI":
    """Write a transcription as MIDI.

    Parameters
    ----------
    transcription : Transcription
    pitch_bends : bool
        Whether melody and bass, which are one voice each, bend as they were heard to; their notes need bends.

    Returns
    -------
    pretty_midi.PrettyMIDI
        Beats lie on quarters. Without beats, at 120 BPM.
    """
    from pretty_midi import KeySignature, PrettyMIDI

    grid = transcription.grid
    song = (
        PrettyMIDI(resolution=TICKS_PER_BEAT) if grid is None else PrettyMIDI(io.BytesIO(_tempo_file(grid)))
    )
    song.instruments = [_track(name, notes, pitch_bends) for name, notes in transcription.parts.items()]
    if transcription.key is not None:
        song.key_signature_changes = [KeySignature(KEYS.index(transcription.key), 0.0)]
    song.time_signature_changes = [] if grid is None else _time_signatures(grid)
    return song


def write_midi(
    transcription: Transcription, path: str | os.PathLike[str], *, pitch_bends: bool = False
) -> None:
    """Write a transcription to a MIDI file, whole or not at all.

    Raises
    ------
    MusicError
        If it cannot be written.
    """
    events = midi_events(to_midi(transcription, pitch_bends=pitch_bends))
    with replacing(path, error=MusicError) as file:
        events.save(file=file)


def midi_events(song: "PrettyMIDI") -> "MidiFile":
    """Return what a song is written as: with the metre that was heard, and none where none was.

    Parameters
    ----------
    song : pretty_midi.PrettyMIDI

    Returns
    -------
    mido.MidiFile
        Tempo, key and metre in the first track.
    """
    from mido import MidiFile, MidiTrack

    written = io.BytesIO()
    song.write(written)
    written.seek(0)
    events = MidiFile(file=written)
    if not song.time_signature_changes:
        # pretty_midi begins every file with 4/4, at time 0: nobody heard that
        events.tracks[0] = MidiTrack(event for event in events.tracks[0] if event.type != "time_signature")
    return events


def _track(name: str, notes: NoteList, pitch_bends: bool) -> "Instrument":
    from pretty_midi import Instrument, Note, PitchBend

    track = Instrument(PROGRAMS[name], name=name)
    for start, end, pitch, velocity in zip(
        notes.onset_s.tolist(),
        notes.offset_s.tolist(),
        notes.pitch.tolist(),
        _velocities(notes.strength),
        strict=True,
    ):
        track.notes.append(Note(velocity, pitch, start, end))
    if pitch_bends and name != ACCOMPANIMENT:
        track.pitch_bends = [PitchBend(value, at_s) for at_s, value in _bends(notes)]
    return track


def _velocities(strength: Vector) -> list[int]:
    share = np.clip((strength - WEAKEST_STRENGTH) / (1 - WEAKEST_STRENGTH), 0, 1)
    velocities: list[int] = np.round(SOFTEST + share * (LOUDEST - SOFTEST)).astype(int).tolist()
    return velocities


def _bends(notes: NoteList) -> list[tuple[float, int]]:
    """Return times and values of bends: where they change audibly, and back to none after each note."""
    events = []
    for i, bend in enumerate(notes.bends):
        values = np.clip(np.round(bend / BEND_RANGE * BEND_STEPS), -BEND_STEPS, BEND_STEPS - 1)
        times_s = notes.onset_s[i] + np.arange(len(bend)) / FRAMES_PER_S
        last = None
        for at_s, value in zip(times_s.tolist(), values.astype(int).tolist(), strict=True):
            if at_s < notes.offset_s[i] and (last is None or abs(value - last) >= LEAST_BEND):
                events.append((at_s, value))
                last = value
        events.append((float(notes.offset_s[i]), 0))
    return events


def _time_signatures(grid: TempoMap) -> list[object]:
    """Return the metre, and before it a bar that is as long as the beats before the first whole one."""
    from pretty_midi import TimeSignature

    if grid.beats_per_bar is None:
        return []
    changes = [(grid.first_bar, 0.0)] if grid.first_bar else []
    changes.append((grid.beats_per_bar, float(grid.to_seconds(np.array([float(grid.first_bar)]))[0])))
    return [TimeSignature(beats, 4, at_s) for beats, at_s in changes]


def _tempo_file(grid: TempoMap) -> bytes:
    """Return a MIDI file of a tempo map alone: reading one is how pretty_midi learns of changes of tempo."""
    per_beat = TICKS_PER_BEAT if grid.beats[-1] < MANY_BEATS else TICKS_PER_BEAT_OF_LONG
    ticks = np.round(grid.beats * per_beat).astype(int).tolist()
    lasting_us = 1e6 * np.diff(grid.times_s) / np.diff(grid.beats)
    track, before = b"", 0
    for tick, beat_us in zip(
        ticks, np.clip(lasting_us, 1, SLOWEST_US).round().astype(int).tolist(), strict=False
    ):
        track += _variable_length(tick - before) + b"\xff\x51\x03" + beat_us.to_bytes(3, "big")
        before = tick
    track += _variable_length(ticks[-1] - before) + b"\xff\x2f\x00"
    header = struct.pack(">4sLHHH", b"MThd", 6, 0, 1, per_beat)
    return header + struct.pack(">4sL", b"MTrk", len(track)) + track


def _variable_length(number: int) -> bytes:
    """Return a number in MIDI's seven bits a byte, the last byte without the eighth."""
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(0x80 | number & 0x7F)
    return bytes(reversed(digits))
