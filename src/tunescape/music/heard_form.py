"""From an audio file to its form, in bounded memory."""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from tunescape.arrays import FloatArray
from tunescape.features.beat_stream import BeatStream
from tunescape.features.beats import Beats
from tunescape.features.excerpt import DESCRIPTOR_RATE
from tunescape.features.song_form import SongForm, song_form
from tunescape.features.track_frames import FrameStream, TrackFrames
from tunescape.music.transcription.audio_blocks import read_blocks

__all__ = ["MOST_S", "HeardForm", "hear_blocks", "hear_form"]

MOST_S = 3600.0
"""How much of a track is heard, from its beginning: every bar is compared with every other."""

_SILENCE_DB = -70.0  # of full scale: dither and the noise of an empty line


@dataclass(frozen=True)
class HeardForm:
    """The form of a track, and what it was found in.

    Attributes
    ----------
    form : SongForm
    frames : TrackFrames
    remarks : tuple of str
        What could not be heard, and why; sentences without a full stop.
    """

    form: SongForm
    frames: TrackFrames
    remarks: tuple[str, ...]


def hear_form(path: str | os.PathLike[str]) -> HeardForm:
    """Hear the form of a file.

    Parameters
    ----------
    path : str or PathLike
        Its first hour is heard.

    Returns
    -------
    HeardForm

    Raises
    ------
    DecodeError
        If nothing of the file can be decoded.
    """
    return hear_blocks(read_blocks(path, seconds=MOST_S))


def hear_blocks(blocks: Iterable[FloatArray], *, beats: Beats | None = None) -> HeardForm:
    """Hear the form of a signal.

    Parameters
    ----------
    blocks : iterable of np.ndarray [shape=(n,), dtype=float32]
        Mono samples at 22,050 Hz, in consecutive pieces; an hour at most.
    beats : Beats, optional
        Where they are known; else they are heard.

    Returns
    -------
    HeardForm
    """
    beat_stream, frame_stream, n_samples = BeatStream(DESCRIPTOR_RATE), FrameStream(), 0
    for block in blocks:
        if beats is None:
            beat_stream.hear(block)
        frame_stream.hear(block)
        n_samples += len(block)
    duration_s = max(n_samples, 1) / DESCRIPTOR_RATE
    frames = frame_stream.frames()
    form = song_form(frames, beats or beat_stream.beats(), duration_s=duration_s)
    return HeardForm(form, frames, tuple(_remarks(form, frames, duration_s)))


def _remarks(form: SongForm, frames: TrackFrames, duration_s: float) -> list[str]:
    if frames.loudness_db.max(initial=-100.0) < _SILENCE_DB:
        return ["nothing is heard: in silence one stretch is as good as another"]
    said = []
    if form.grid.kind == "seconds":
        said.append("no beats are heard: sections begin where something changes, to about 2 s")
    elif form.grid.kind == "beats":
        said.append("the metre is not clear: four beats are taken for a bar")
    if len(form.sections) == 1:
        said.append("one section is found: the track is short, or nothing in it changes")
    if duration_s >= MOST_S - 0.01:
        said.append("only the first hour is heard")
    return said
