"""The score of a demo track: a key, chords by scale degree, and a melody in numbered notation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tunescape.features.tonality import PITCH_CLASSES
from tunescape.music.synth import SAMPLE_RATE, Note

__all__ = ["BEATS_PER_BAR", "Piece", "humanise", "nearest_voicing"]

BEATS_PER_BAR = 4

_SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}
_LOWEST_TONIC = 55


@dataclass(frozen=True)
class Piece:
    """What a style plays.

    Attributes
    ----------
    tempo_bpm : float > 0
        Quarter notes per minute, four to the bar.
    key : str
        Tonic, as in :data:`~tunescape.features.tonality.PITCH_CLASSES`, and mode: ``"F# minor"``; minor is
        natural.
    progression : str
        The scale degree of the root of the chord of each bar: ``"1 6 3 7"``.
    melody : str
        Numbered notation (jianpu): ``5:1.5`` is the fifth degree for one and a half beats, ``5`` for one,
        ``5'`` an octave higher, ``5,`` an octave lower, ``0`` a rest; ``|`` ends a bar.
    colour : float in [0, 1]
        Sets the four tracks of a style apart: dark to bright.
    """

    tempo_bpm: float
    key: str
    progression: str
    melody: str
    colour: float

    @property
    def beat_s(self) -> float:
        """Length of a beat, seconds."""
        return 60 / self.tempo_bpm

    @property
    def bar_s(self) -> float:
        """Length of a bar, seconds."""
        return BEATS_PER_BAR * self.beat_s

    @property
    def roots(self) -> tuple[int, ...]:
        """The degree of the chord of each bar."""
        return tuple(int(degree) for degree in self.progression.split())

    def pitch(self, degree: int) -> int:
        """Return the MIDI number of a degree: 1 is the tonic between G3 and F#4, 8 its octave."""
        name, mode = self.key.split()
        tonic = _LOWEST_TONIC + (PITCH_CLASSES.index(name) - _LOWEST_TONIC) % 12
        octave, step = divmod(degree - 1, 7)
        return tonic + 12 * octave + _SCALES[mode][step]

    def chord(self, root: int, *, n_notes: int = 3) -> tuple[int, ...]:
        """Return the pitches of the thirds stacked on a degree."""
        return tuple(self.pitch(root + 2 * third) for third in range(n_notes))

    def n_samples(self, *, n_bars: int, tail_s: float) -> int:
        """Return the length of ``n_bars`` and a tail."""
        return round((n_bars * self.bar_s + tail_s) * SAMPLE_RATE)

    def note(self, onset_beats: float, duration_beats: float, pitch: float, velocity: float) -> Note:
        """Put a note on the grid: beats become seconds."""
        return Note(onset_beats * self.beat_s, duration_beats * self.beat_s, pitch, velocity)

    def times_s(self, beats: Iterable[float]) -> list[float]:
        """Return the times of beats in seconds."""
        return [float(beat) * self.beat_s for beat in beats]

    def tune(
        self,
        *,
        start_beats: float = 0.0,
        lowest_tonic: int = 62,
        velocity: float = 0.8,
        legato: float = 1.0,
    ) -> list[Note]:
        """Read the melody.

        Parameters
        ----------
        start_beats : float
        lowest_tonic : int
            MIDI number; an unmarked 1 is the tonic within the octave above it.
        velocity : float in (0, 1]
            Of notes on the first beat of a bar; others are played a little softer.
        legato : float > 0
            Share of its written duration that a note is held.
        """
        (tonic,) = nearest_voicing([self.pitch(1)], centre=lowest_tonic + 6)
        notes = []
        beat = 0.0
        for token in self.melody.replace("|", " ").split():
            written, _, length = token.partition(":")
            duration = float(length or 1)
            degree = int(written.rstrip("',"))
            if degree:
                octaves = written.count("'") - written.count(",")
                accent = 1.0 if beat % BEATS_PER_BAR == 0 else 0.92 if beat % 1 == 0 else 0.85
                pitch = tonic + self.pitch(degree) - self.pitch(1) + 12 * octaves
                notes.append(self.note(start_beats + beat, legato * duration, pitch, velocity * accent))
            beat += duration
        return notes


def nearest_voicing(pitches: Sequence[int], *, centre: int) -> tuple[int, ...]:
    """Move each pitch into the octave around ``centre``, and sort: chords then move by small steps."""
    low = centre - 6
    return tuple(sorted(low + (pitch - low) % 12 for pitch in pitches))


def humanise(notes: Iterable[Note], *, rng: np.random.Generator, amount: float = 0.1) -> list[Note]:
    """Vary the velocities by up to ``amount``; onsets stay on the grid."""
    return [note._replace(velocity=note.velocity * (1 + amount * rng.uniform(-1, 1))) for note in notes]
