"""Beats as a MIDI file: tempo map, metre, a marker a bar, and clicks to hear them by."""

import io
from typing import TYPE_CHECKING

import numpy as np

from tunescape.errors import MusicError
from tunescape.features.beats import Beats
from tunescape.music.transcription.midi import midi_events, to_midi
from tunescape.music.transcription.notes import NoteList
from tunescape.music.transcription.tempo_map import TempoMap, tempo_map
from tunescape.music.transcription.transcribe import Transcription

if TYPE_CHECKING:
    from mido import MidiTrack

__all__ = ["beats_to_midi"]

HIGH_WOOD_BLOCK, LOW_WOOD_BLOCK = 76, 77
CLICK_S = 0.05
VELOCITY = 90
MOST_TICKS = 10_000_000  # what readers take for a damaged file


def beats_to_midi(beats: Beats, *, duration_s: float) -> bytes:
    """Write beats as MIDI.

    Parameters
    ----------
    beats : Beats
    duration_s : float > 0

    Returns
    -------
    bytes
        A file in which beats lie on quarters, bars have their metre and a marker with their number, and wood
        blocks click on channel 10, higher on downbeats.

    Raises
    ------
    MusicError
        If there are no two beats to make a tempo of.
    """
    from pretty_midi import Instrument, Note

    grid = tempo_map(beats)
    if grid is None:
        raise MusicError("no beats are heard to make a tempo map of")
    none = np.zeros(0)
    nothing = NoteList(none, none, none.astype(np.int64), none, np.zeros((0, 0), np.float32))
    song = to_midi(Transcription(nothing, {}, beats.tempo_bpm, grid, None, duration_s))
    clicks = Instrument(0, is_drum=True, name="clicks")
    is_first = np.isin(beats.times_s, beats.downbeats_s)
    clicks.notes = [
        Note(VELOCITY, HIGH_WOOD_BLOCK if first else LOW_WOOD_BLOCK, time_s, time_s + CLICK_S)
        for time_s, first in zip(beats.times_s.tolist(), is_first.tolist(), strict=True)
    ]
    song.instruments = [clicks]
    file = midi_events(song)
    file.tracks.append(_markers(beats, grid, file.ticks_per_beat))
    marked = io.BytesIO()
    file.save(file=marked)
    return marked.getvalue()


def _markers(beats: Beats, grid: TempoMap, ticks_per_beat: int) -> "MidiTrack":
    from mido import MetaMessage, MidiTrack

    track, before = MidiTrack([MetaMessage("track_name", name="bars", time=0)]), 0
    ticks = np.round(grid.to_beats(beats.downbeats_s) * ticks_per_beat).astype(int)
    for number, tick in enumerate(np.clip(ticks, 0, MOST_TICKS).tolist(), start=1):
        track.append(MetaMessage("marker", text=f"bar {number}", time=max(tick - before, 0)))
        before = max(tick, before)
    track.append(MetaMessage("end_of_track", time=0))
    return track
