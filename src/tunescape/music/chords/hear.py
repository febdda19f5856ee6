"""From an audio file of any length to its chords, its beats and its key."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.errors import MusicError
from tunescape.features.beats import Beats
from tunescape.features.chord_names import NO_CHORD, chord_label
from tunescape.features.chords import ChordSequence, find_chords
from tunescape.features.pitch_registers import pitch_registers
from tunescape.features.posteriorgram import posteriorgrams
from tunescape.features.tonality import KeyEstimate
from tunescape.music.listener import Listener
from tunescape.music.transcription.audio_blocks import read_blocks

__all__ = ["HeardChords", "hear_chords", "hear_chords_of_blocks"]

UNSURE = 0.35


@dataclass(frozen=True)
class HeardChords:
    """What was heard of a track.

    Attributes
    ----------
    sequence : ChordSequence
    beats : Beats
    key : KeyEstimate
    duration_s : float
    """

    sequence: ChordSequence
    beats: Beats
    key: KeyEstimate
    duration_s: float

    @property
    def labels(self) -> list[str]:
        """The names of the chords, their roots spelt as the key does."""
        return [chord_label(chord, key=self.key.name) for chord in self.sequence.chords.tolist()]

    @property
    def remarks(self) -> list[str]:
        """Sentences, without a full stop, about what is to be doubted."""
        sounding = self.sequence.chords != NO_CHORD
        if not sounding.any():
            return ["no chords are heard: silence, noise, speech and drums have none"]
        said = []
        if not len(self.beats.times_s):
            said.append("no beats are heard: chords may change every half second")
        if np.average(self.sequence.confidence, weights=self.sequence.lengths_s * sounding) < UNSURE:
            said.append("the chords are uncertain: few notes sound at a time, or they are unclear")
        return said


def hear_chords(path: str | os.PathLike[str]) -> HeardChords:
    """Hear the chords of a file.

    Parameters
    ----------
    path : str or PathLike
        Of any length; read a minute at a time.

    Returns
    -------
    HeardChords

    Raises
    ------
    DecodeError
        If nothing of the file can be decoded.
    MusicError
        If it holds no sample.
    """
    return hear_chords_of_blocks(read_blocks(path))


def hear_chords_of_blocks(blocks: Iterable[FloatArray]) -> HeardChords:
    """Hear the chords of a signal.

    Parameters
    ----------
    blocks : iterable of np.ndarray [shape=(n,), dtype=float32]
        Mono samples at 22,050 Hz, in consecutive pieces.

    Returns
    -------
    HeardChords

    Raises
    ------
    MusicError
        If there is no sample.
    """
    listener = Listener()
    columns = [pitch_registers(heard) for heard in posteriorgrams(listener.through(blocks))]
    duration_s = listener.duration_s
    if not duration_s:
        raise MusicError("holds no sound", hint="name a recording")
    beats = listener.stream.beats()
    return HeardChords(
        sequence=find_chords(np.concatenate(columns), beats.times_s, duration_s=duration_s),
        beats=beats,
        key=listener.key(),
        duration_s=duration_s,
    )
