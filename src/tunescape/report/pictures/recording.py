"""From a file to what can be drawn of it: decoded once, and never more than memory can hold."""

import os
from dataclasses import dataclass
from pathlib import Path

from tunescape.audio.decode import AudioFile
from tunescape.audio.midi_signature import is_midi_file
from tunescape.audio.tags import read_tags
from tunescape.errors import PictureError
from tunescape.music.transcription.midi_reader import read_midi
from tunescape.report.pictures.source import PictureSource, ScoreSource, Stretch

__all__ = ["MAX_DURATION_S", "DrawnRecording", "read_recording"]

MAX_DURATION_S = 600.0
"""Longest stretch of a picture."""

_MAX_SAMPLES = 60_000_000
"""Ten minutes of stereo at 48 kHz and a little more, 240 MB; many channels are cut sooner."""


@dataclass(frozen=True)
class DrawnRecording:
    """A stretch of a file, ready to be drawn.

    Attributes
    ----------
    source : PictureSource
    name : str
        ``Artist - Title`` as its tags say, or its file name.
    duration_s : float or None
        How long the file says it is.
    cut : bool
        Whether more was asked for than is drawn.
    warnings : tuple of str
        What was odd about the file.
    """

    source: PictureSource
    name: str
    duration_s: float | None
    cut: bool
    warnings: tuple[str, ...]


def read_recording(
    path: str | os.PathLike[str], *, start_s: float = 0.0, duration_s: float | None = None
) -> DrawnRecording:
    """Decode a stretch of a file; of a MIDI file, read its notes.

    Parameters
    ----------
    path : str or PathLike
    start_s : float >= 0
    duration_s : float > 0, optional
        By default up to the end. At most :data:`MAX_DURATION_S` are drawn, less of many channels.

    Returns
    -------
    DrawnRecording

    Raises
    ------
    DecodeError
        If nothing of it can be decoded.
    MusicError, PictureError
        If it is a MIDI file that cannot be read, or that ends before the start.
    """
    if is_midi_file(path):
        return _read_score(path, start_s, duration_s)
    with AudioFile(path) as audio:
        tags = read_tags(path, embedded=audio.metadata)
        longest = min(MAX_DURATION_S, _MAX_SAMPLES / (audio.sample_rate * audio.channels))
        signal = audio.read(start_s, min(duration_s or longest, longest))
        whole_s = audio.header_duration_s
        rest_s = duration_s if duration_s else (whole_s or 0.0) - start_s
        filled = signal.duration_s >= longest - 1 / signal.sample_rate
        return DrawnRecording(
            source=PictureSource(signal, start_s=start_s),
            name=f"{tags.artist} - {tags.title}" if tags.artist else tags.title,
            duration_s=whole_s,
            cut=filled and rest_s > longest + 0.1,
            warnings=tuple(audio.warnings),
        )


def _read_score(path: str | os.PathLike[str], start_s: float, duration_s: float | None) -> DrawnRecording:
    song = read_midi(path)
    if start_s >= song.duration_s:
        raise PictureError(f"has no notes after {start_s:.1f} s", path=path, hint="begin earlier")
    end_s = min(song.duration_s, start_s + min(duration_s or MAX_DURATION_S, MAX_DURATION_S))
    return DrawnRecording(
        source=ScoreSource(song.parts, Stretch(start_s, end_s)),
        name=Path(path).stem,
        duration_s=song.duration_s,
        cut=end_s < song.duration_s - 0.1 and (duration_s is None or duration_s > MAX_DURATION_S),
        warnings=(),
    )
