"""From a file to its beats, in bounded memory."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from tunescape.arrays import FloatArray
from tunescape.features.beat_stream import BeatStream
from tunescape.features.beats import Beats
from tunescape.features.posteriorgram import SAMPLE_RATE
from tunescape.music.transcription.audio_blocks import read_blocks
from tunescape.music.transcription.midi_reader import read_midi

__all__ = ["HeardBeats", "hear_beats", "hear_beats_of_blocks", "read_beats"]


@dataclass(frozen=True)
class HeardBeats:
    """The beats of a track, and how long it is.

    Attributes
    ----------
    beats : Beats
        With the downbeats among them, the tempo, and the other tempi that fit.
    metre : str or None
        ``3/4``; None where it is not clear.
    duration_s : float
    """

    beats: Beats
    metre: str | None
    duration_s: float


def hear_beats(path: str | os.PathLike[str]) -> HeardBeats:
    """Hear the beats of a file.

    Parameters
    ----------
    path : str or PathLike
        Of any length; read a minute at a time.

    Returns
    -------
    HeardBeats

    Raises
    ------
    DecodeError
        If nothing of the file can be decoded.
    """
    return hear_beats_of_blocks(read_blocks(path))


def hear_beats_of_blocks(blocks: Iterable[FloatArray]) -> HeardBeats:
    """Hear the beats of a signal.

    Parameters
    ----------
    blocks : iterable of np.ndarray [shape=(n,), dtype=float32]
        Mono samples at 22,050 Hz, in consecutive pieces.

    Returns
    -------
    HeardBeats
    """
    stream = BeatStream(SAMPLE_RATE)
    for block in blocks:
        stream.hear(block)
    beats = stream.beats()
    metre = None if beats.beats_per_bar is None else f"{beats.beats_per_bar}/4"
    return HeardBeats(beats, metre, stream.n_samples / SAMPLE_RATE)


def read_beats(path: str | os.PathLike[str]) -> HeardBeats:
    """Read the beats of a MIDI file: its tempo map and its time signatures, as they are.

    Parameters
    ----------
    path : str or PathLike

    Returns
    -------
    HeardBeats

    Raises
    ------
    MusicError
        If the file is damaged.
    """
    song = read_midi(path)
    return HeardBeats(song.beats, song.metre, song.duration_s)
