"""Tracks of ordinary length and format, joined from the clips of a collection."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import soxr

from tunescape.arrays import FloatArray
from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.errors import DecodeError
from tunescape.library.scan import scan
from tunescape.music.demo import demo_tracks

SAMPLE_RATE = 44_100
BIT_RATE = 192_000
LONGEST_CLIP_S = 30.0
INTERAURAL_DELAY = 13
"""Samples, 0.3 ms: a mono clip becomes stereo whose channels differ, as those of a recording do."""

Clip = Callable[[], FloatArray]


def make_mp3s(scratch: Path, *, source: Path | None, count: int, duration_s: float) -> list[Path]:
    """Write tracks of joined clips: 44.1 kHz, stereo, 192 kb/s.

    Parameters
    ----------
    scratch : Path
        An existing folder; the tracks go there.
    source : Path, optional
        A folder of clips; by default the demo tracks are rendered.
    count : int > 0
    duration_s : float > 0
        Length of each track; where there are too few clips they are repeated.

    Raises
    ------
    ValueError
        If the folder holds less than one clip a track.
    """
    clips = [track.render for track in demo_tracks()] if source is None else _clips_in(source)
    paths = []
    for number in range(count):
        # every count-th clip: neighbours in a folder are often alike
        samples = _join(clips[number::count], round(duration_s * SAMPLE_RATE))
        path = scratch / f"{number + 1:02d}.mp3"
        write_audio(path, Signal(samples, SAMPLE_RATE), bit_rate=BIT_RATE)
        paths.append(path)
    return paths


def _clips_in(folder: Path) -> list[Clip]:
    return [partial(_read_clip, file.path) for file in scan([folder]).files]


def _read_clip(path: bytes) -> FloatArray:
    with AudioFile(path) as audio:
        signal = audio.read(0.0, LONGEST_CLIP_S)
    resampled: FloatArray = soxr.resample(signal.samples.T, signal.sample_rate, SAMPLE_RATE).T
    if len(resampled) == 1:
        return np.concatenate([resampled, np.roll(resampled, INTERAURAL_DELAY, axis=1)])
    return resampled[:2]


def _join(clips: Sequence[Clip], length: int) -> FloatArray:
    pieces: list[FloatArray] = []
    for clip in clips:
        try:
            pieces.append(clip())
        except DecodeError:
            continue  # a collection may hold broken files: they are not what is measured here
        if sum(piece.shape[1] for piece in pieces) >= length:
            break
    if not pieces:
        raise ValueError("too few clips to join")
    joined = np.concatenate(pieces, axis=1)
    repeats = -(-length // joined.shape[1])
    return np.ascontiguousarray(np.tile(joined, repeats)[:, :length])
