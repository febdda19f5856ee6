"""From an audio file to its notes, parts, beats and key."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.features import tonality
from tunescape.features.beats import Beats, track_beats
from tunescape.features.excerpt import Excerpt
from tunescape.features.tonality import estimate_key
from tunescape.music.transcription.audio_blocks import read_blocks
from tunescape.music.transcription.decode import decode_notes
from tunescape.music.transcription.notes import NoteList
from tunescape.music.transcription.parts import split_parts
from tunescape.music.transcription.posteriorgram import SAMPLE_RATE, posteriorgrams
from tunescape.music.transcription.tempo_map import TempoMap, quantise, tempo_map

__all__ = ["Transcription", "quantised", "remarks", "transcribe", "transcribe_blocks"]

BEATS_AT_ONCE_S = 600.0
"""A mix of an hour has no one tempo: beats are followed over ten minutes at a time, in as much memory."""

KEY_EXCERPT_S = 15.0
FEW_PER_S = 0.3


@dataclass(frozen=True)
class Transcription:
    """What was heard of a track.

    Attributes
    ----------
    notes : NoteList
        All of them.
    parts : dict of str to NoteList
        ``melody``, ``bass`` and ``accompaniment``.
    tempo_bpm : float or None
    grid : TempoMap or None
        None where no beats are heard.
    key : str or None
        One of :data:`~tunescape.features.tonality.KEYS`.
    duration_s : float
    """

    notes: NoteList
    parts: dict[str, NoteList]
    tempo_bpm: float | None
    grid: TempoMap | None
    key: str | None
    duration_s: float


def transcribe(path: str | os.PathLike[str], *, pitch_bends: bool = False) -> Transcription:
    """Hear the notes of a file.

    Parameters
    ----------
    path : str or PathLike
        Of any length; read a minute at a time.
    pitch_bends : bool
        Whether it is measured how the pitch of notes moves.

    Returns
    -------
    Transcription

    Raises
    ------
    DecodeError
        If nothing of the file can be decoded.
    """
    return transcribe_blocks(read_blocks(path), pitch_bends=pitch_bends)


def transcribe_blocks(blocks: Iterable[FloatArray], *, pitch_bends: bool = False) -> Transcription:
    """Hear the notes of a signal.

    Parameters
    ----------
    blocks : iterable of np.ndarray [shape=(n,), dtype=float32]
        Mono samples at 22,050 Hz, in consecutive pieces.
    pitch_bends : bool
        Whether it is measured how the pitch of notes moves.

    Returns
    -------
    Transcription
    """
    listener = _Listener()
    notes = decode_notes(posteriorgrams(listener.through(blocks), contour=pitch_bends))
    duration_s = listener.n_samples / SAMPLE_RATE
    notes = notes.take(notes.onset_s < duration_s)
    notes = replace(notes, offset_s=np.minimum(notes.offset_s, duration_s))
    beats = listener.beats()
    return Transcription(
        notes=notes,
        parts=split_parts(notes),
        tempo_bpm=beats.tempo_bpm,
        grid=tempo_map(beats),
        key=estimate_key(np.stack(listener.tonality)).name if listener.tonality else None,
        duration_s=duration_s,
    )


def quantised(transcription: Transcription, *, steps_per_whole: int) -> Transcription:
    """Move the notes of a transcription to the steps of its beat grid; see :func:`quantise`.

    Raises
    ------
    MusicError
        If no beats were heard.
    """
    moved = {
        name: quantise(part, transcription.grid, steps_per_whole=steps_per_whole)
        for name, part in transcription.parts.items()
    }
    return replace(transcription, parts=moved)


def remarks(transcription: Transcription) -> list[str]:
    """Say, in sentences without a full stop, what little was heard and why that may be."""
    n, duration_s = len(transcription.notes), transcription.duration_s
    said = []
    if n == 0:
        said.append("no notes are heard: silence, noise, speech and drums have none to write down")
    elif n < FEW_PER_S * duration_s:
        said.append(f"only {n} notes are heard in {duration_s:.0f} s: speech, drums and noise hold few")
    if transcription.grid is None:
        said.append("no beats are heard: the file counts 120 BPM, and its bars mean nothing")
    return said


class _Listener:
    """Hears a track as it passes by: its beats, its key, its length."""

    def __init__(self) -> None:
        self.n_samples = 0
        self.tonality: list[FloatArray] = []
        self._waiting: list[FloatArray] = []
        self._beats: list[Beats] = []
        self._since = 0

    def through(self, blocks: Iterable[FloatArray]) -> Iterator[FloatArray]:
        for block in blocks:
            self._hear(block)
            yield block

    def _hear(self, block: FloatArray) -> None:
        excerpt = block[: round(KEY_EXCERPT_S * SAMPLE_RATE)]
        if len(excerpt):
            self.tonality.append(tonality.FEATURES(Excerpt(excerpt, SAMPLE_RATE)))
        self._waiting.append(block)
        self.n_samples += len(block)
        if self.n_samples - self._since >= BEATS_AT_ONCE_S * SAMPLE_RATE:
            self._follow_beats()

    def _follow_beats(self) -> None:
        heard = np.concatenate([np.zeros(0, np.float32), *self._waiting])
        if len(heard):
            beats = track_beats(heard, SAMPLE_RATE)
            start_s = self._since / SAMPLE_RATE
            self._beats.append(
                replace(beats, times_s=beats.times_s + start_s, downbeats_s=beats.downbeats_s + start_s)
            )
        self._since = self.n_samples
        self._waiting = []

    def beats(self) -> Beats:
        """Return the beats of the whole track; tempo and metre are those of its clearest stretch."""
        self._follow_beats()
        if not self._beats:
            return Beats(np.zeros(0), np.zeros(0), None, 0.0, (), None, 0.0)
        clearest = max(self._beats, key=lambda beats: beats.confidence)
        times_s = np.concatenate([beats.times_s for beats in self._beats])
        apart = np.diff(times_s, prepend=-np.inf) > 0.1
        return replace(
            clearest,
            times_s=times_s[apart],
            downbeats_s=np.concatenate([beats.downbeats_s for beats in self._beats]),
        )
