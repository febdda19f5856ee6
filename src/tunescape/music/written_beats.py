"""The beats of written notes: those of the file where notes start on them, else moved there, else heard."""

from dataclasses import replace

import numpy as np

from tunescape.arrays import Vector
from tunescape.features.beats import Beats
from tunescape.features.metre import accents, find_metre
from tunescape.features.onset_envelope import onset_envelope
from tunescape.features.posteriorgram import SAMPLE_RATE
from tunescape.music.heard_beats import hear_beats_of_blocks
from tunescape.music.played_notes import played_blocks
from tunescape.music.transcription.midi_reader import MidiSong
from tunescape.music.transcription.notes import NoteList, join_notes

__all__ = ["written_beats"]

ON_BEAT_S = 0.03  # how far from a beat a note may start that is meant to be on it
PHASES = 96  # tried in a beat
BETTER = 1.25
ABOVE_CHANCE = 1.5
BELOW = 52
"""MIDI number, E3: lower notes count twice, as basses start on beats rather than tunes do."""

SHORTEST_BAR = 3  # beats: shorter bars are those of a file that was not meant to be read


def written_beats(song: MidiSong) -> Beats:
    """Find the beats that the notes of a file keep to.

    Many files hold a performance beside a tempo map that was never meant for it, or begin anywhere in a
    beat. So what is believed is what notes start on: the beats of the file; all of them moved by the same
    part of a beat, if that many more start there; or, where the tempo map has nothing to do with the notes,
    what is heard when they are played. Bars are those of the file where its beats are, of three beats at
    least; else they are heard.

    Parameters
    ----------
    song : MidiSong

    Returns
    -------
    Beats
    """
    notes = join_notes(list(song.parts.values()))
    beats = song.beats
    if len(beats.times_s) < 2 or not len(notes):
        return beats
    phase, is_kept = _phase(notes, beats.times_s)
    if not is_kept:
        return hear_beats_of_blocks(played_blocks(notes, duration_s=song.duration_s)).beats
    if phase == 0 and (beats.beats_per_bar or 0) >= SHORTEST_BAR:
        return beats
    places: Vector = np.arange(-1, len(beats.times_s) + 1, dtype=np.float64) + phase
    moved_s = _at(beats.times_s, places)
    moved_s = moved_s[(moved_s >= 0) & (moved_s <= song.duration_s)]
    blocks = played_blocks(notes, duration_s=song.duration_s)
    envelope = onset_envelope(np.concatenate(list(blocks)), SAMPLE_RATE)
    frames = np.round((moved_s - envelope.times_s[0]) * envelope.frame_rate).astype(np.int64)
    within = (frames >= 0) & (frames < len(envelope.strength))
    metre = find_metre(accents(envelope, frames[within]))
    return replace(
        beats,
        times_s=moved_s,
        downbeats_s=moved_s[within][metre.downbeats],
        beats_per_bar=metre.beats_per_bar,
        metre_confidence=metre.confidence,
    )


def _phase(notes: NoteList, beats_s: Vector) -> tuple[float, bool]:
    """Find which part of a beat later most notes start (0 if not clearly), and whether they keep to beats."""
    period_s = float(np.median(np.diff(beats_s)))
    places = np.interp(notes.onset_s, beats_s, np.arange(len(beats_s))) % 1
    weights = notes.strength * np.where(notes.pitch < BELOW, 2, 1)
    phases = np.arange(PHASES) / PHASES
    counts = np.histogram(places, PHASES, range=(0, 1), weights=weights)[0] / max(weights.sum(), 1e-9)
    centres = phases + 0.5 / PHASES
    apart_s = ((centres[:, None] - phases + 0.5) % 1 - 0.5) * period_s
    starting = counts @ np.exp(-0.5 * (apart_s / ON_BEAT_S) ** 2)
    best = int(starting.argmax())
    by_chance = ON_BEAT_S * np.sqrt(2 * np.pi) / period_s
    is_moved = starting[best] > BETTER * starting[0]
    return float(phases[best]) if is_moved else 0.0, bool(starting[best] > ABOVE_CHANCE * by_chance)


def _at(beats_s: Vector, places: Vector) -> Vector:
    """When places between beats are, seconds; before and after, the first and the last beat go on."""
    longer = np.concatenate([[2 * beats_s[0] - beats_s[1]], beats_s, [2 * beats_s[-1] - beats_s[-2]]])
    inside = places[(places >= -1) & (places <= len(beats_s))]
    times_s: Vector = np.interp(inside, np.arange(-1, len(beats_s) + 1), longer)
    return times_s
