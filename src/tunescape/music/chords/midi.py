"""Chords as a MIDI file: block chords over their roots, each with its name, at the detected tempo."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tunescape.features.beats import Beats
from tunescape.features.chord_names import pitch_classes_of
from tunescape.music.transcription.midi import midi_events, to_midi
from tunescape.music.transcription.notes import NoteList
from tunescape.music.transcription.tempo_map import TempoMap, tempo_map
from tunescape.music.transcription.transcribe import Transcription

if TYPE_CHECKING:
    from mido import MidiTrack
    from pretty_midi import Note

__all__ = ["PlacedChord", "chords_to_midi"]

LOWEST_ROOT, LOWEST_NOTE = 36, 55  # C2, and G3: close to the middle of a piano whatever the chord
VELOCITY = 80
TICKS_PER_S = 960  # of what is written without beats: 480 a quarter at 120 BPM


class PlacedChord(NamedTuple):
    """A chord: from when to when (seconds), its number, its name."""

    start_s: float
    end_s: float
    chord: int
    label: str


def chords_to_midi(
    chords: Sequence[PlacedChord], beats: Beats, *, key: str | None, duration_s: float
) -> bytes:
    """Write chords as MIDI.

    Parameters
    ----------
    chords : sequence of PlacedChord
    beats : Beats
        They lie on quarters; without two beats, the file counts 120 BPM.
    key : str or None
        One of :data:`~tunescape.features.tonality.KEYS`; becomes the key signature.
    duration_s : float > 0

    Returns
    -------
    bytes
        A file with one track of chords and a marker with the name of each.
    """
    from pretty_midi import Instrument

    grid = tempo_map(beats)
    none = np.zeros(0)
    nothing = NoteList(none, none, none.astype(np.int64), none, np.zeros((0, 0), np.float32))
    song = to_midi(Transcription(nothing, {}, beats.tempo_bpm, grid, key, duration_s))
    piano = Instrument(0, name="chords")
    piano.notes = [note for chord in chords for note in _notes(chord)]
    song.instruments = [piano]
    file = midi_events(song)
    file.tracks.append(_names(chords, grid, file.ticks_per_beat))
    named = io.BytesIO()
    file.save(file=named)
    return named.getvalue()


def _notes(chord: PlacedChord) -> "list[Note]":
    from pretty_midi import Note

    classes = pitch_classes_of(chord.chord)
    pitches = [LOWEST_ROOT + classes[0]] if classes else []
    pitches += [LOWEST_NOTE + (pitch_class - LOWEST_NOTE) % 12 for pitch_class in classes]
    return [Note(VELOCITY, pitch, chord.start_s, chord.end_s) for pitch in pitches]


def _names(chords: Sequence[PlacedChord], grid: TempoMap | None, ticks_per_beat: int) -> "MidiTrack":
    from mido import MetaMessage, MidiTrack

    starts_s = np.array([chord.start_s for chord in chords])
    places = starts_s * TICKS_PER_S if grid is None else grid.to_beats(starts_s) * ticks_per_beat
    track, before = MidiTrack([MetaMessage("track_name", name="names of chords", time=0)]), 0
    for chord, tick in zip(chords, np.maximum(np.round(places), 0).astype(int).tolist(), strict=True):
        track.append(MetaMessage("marker", text=chord.label, time=max(tick - before, 0)))
        before = max(tick, before)
    track.append(MetaMessage("end_of_track", time=0))
    return track
