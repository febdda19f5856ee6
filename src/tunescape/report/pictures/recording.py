"""From a file to what can be drawn of it: decoded once, and never more than memory can hold."""

import os
from dataclasses import dataclass

from tunescape.audio.decode import AudioFile
from tunescape.audio.tags import read_tags
from tunescape.report.pictures.source import PictureSource

__all__ = ["MAX_DURATION_S", "Recording", "read_recording"]

MAX_DURATION_S = 600.0
"""Longest stretch of a picture."""

_MAX_SAMPLES = 60_000_000
"""Ten minutes of stereo at 48 kHz and a little more, 240 MB; many channels are cut sooner."""


@dataclass(frozen=True)
class Recording:
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
) -> Recording:
    """Decode a stretch of a file.

    Parameters
    ----------
    path : str or PathLike
    start_s : float >= 0
    duration_s : float > 0, optional
        By default up to the end. At most :data:`MAX_DURATION_S` are drawn, less of many channels.

    Returns
    -------
    Recording

    Raises
    ------
    DecodeError
        If nothing of it can be decoded.
    """
    with AudioFile(path) as audio:
        tags = read_tags(path, embedded=audio.metadata)
        longest = min(MAX_DURATION_S, _MAX_SAMPLES / (audio.sample_rate * audio.channels))
        signal = audio.read(start_s, min(duration_s or longest, longest))
        whole_s = audio.header_duration_s
        rest_s = duration_s if duration_s else (whole_s or 0.0) - start_s
        filled = signal.duration_s >= longest - 1 / signal.sample_rate
        return Recording(
            source=PictureSource(signal, start_s=start_s),
            name=f"{tags.artist} - {tags.title}" if tags.artist else tags.title,
            duration_s=whole_s,
            cut=filled and rest_s > longest + 0.1,
            warnings=tuple(audio.warnings),
        )
