"""From an audio file to its notes, parts, beats and key."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.features.posteriorgram import posteriorgrams
from tunescape.music.listener import Listener
from tunescape.music.transcription.audio_blocks import read_blocks
from tunescape.music.transcription.decode import decode_notes
from tunescape.music.transcription.notes import NoteList
from tunescape.music.transcription.parts import split_parts
from tunescape.music.transcription.tempo_map import TempoMap, quantise, tempo_map

__all__ = ["Transcription", "quantised", "remarks", "transcribe", "transcribe_blocks"]

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
    listener = Listener()
    notes = decode_notes(posteriorgrams(listener.through(blocks), contour=pitch_bends))
    duration_s = listener.duration_s
    notes = notes.take(notes.onset_s < duration_s)
    notes = replace(notes, offset_s=np.minimum(notes.offset_s, duration_s))
    beats = listener.stream.beats()
    return Transcription(
        notes=notes,
        parts=split_parts(notes),
        tempo_bpm=beats.tempo_bpm,
        grid=tempo_map(beats),
        key=listener.key().name,
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
