"""Write a signal to an audio file."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import av
import numpy as np
import soxr
from av.audio.stream import AudioStream

from tunescape.audio.signal import Signal
from tunescape.errors import EncodeError
from tunescape.whole_file import partial_path

__all__ = ["ENCODINGS", "Encoding", "write_audio"]


@dataclass(frozen=True)
class Encoding:
    """How a file extension is encoded: FFmpeg's muxer and codec, sample format, rate if the codec insists."""

    muxer: str
    codec: str
    sample_format: str
    sample_rate: int | None = None
    lossy: bool = True


ENCODINGS = {
    ".wav": Encoding("wav", "pcm_s16le", "s16", lossy=False),
    ".flac": Encoding("flac", "flac", "s16", lossy=False),
    ".mp3": Encoding("mp3", "libmp3lame", "fltp"),
    ".m4a": Encoding("ipod", "aac", "fltp"),
    ".ogg": Encoding("ogg", "libopus", "flt", sample_rate=48_000),
    ".opus": Encoding("opus", "libopus", "flt", sample_rate=48_000),
}
"""What each extension is written as."""

_BLOCK = 65_536


def write_audio(
    path: str | os.PathLike[str],
    signal: Signal,
    *,
    tags: Mapping[str, str] | None = None,
    bit_rate: int | None = None,
) -> None:
    """Encode a signal; the extension of the path chooses the format.

    Parameters
    ----------
    path : str or PathLike
        Ends in one of :data:`ENCODINGS`. An existing file is replaced, once the new one is whole.
    signal : Signal
        Mono or stereo. Samples beyond [-1, 1] are clipped by the integer formats.
    tags : mapping of str to str, optional
        ``title``, ``artist``, ``album``, ``genre``, ``date``, written into the file.
    bit_rate : int, bits per second, optional
        For lossy formats; by default 160,000.

    Raises
    ------
    EncodeError
        If the extension is unknown, or the file cannot be written.
    """
    target = Path(path)
    encoding = ENCODINGS.get(target.suffix.lower())
    if encoding is None:
        raise EncodeError(
            "has no extension that can be written", path=path, hint=f"use {', '.join(ENCODINGS)}"
        )
    try:
        with partial_path(target) as partial, av.open(partial, "w", format=encoding.muxer) as container:
            container.metadata.update(tags or {})
            rate = encoding.sample_rate or signal.sample_rate
            stream = cast(AudioStream, container.add_stream(encoding.codec, rate=rate))
            stream.layout = "mono" if len(signal.samples) == 1 else "stereo"
            stream.format = encoding.sample_format
            if encoding.lossy:
                stream.bit_rate = bit_rate or 160_000
            for frame in _frames(signal, encoding, rate, stream.layout.name):
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    except (av.FFmpegError, OSError, ValueError) as error:
        raise EncodeError(str(error), path=path) from error


def _frames(signal: Signal, encoding: Encoding, rate: int, layout: str) -> Iterator[av.AudioFrame]:
    samples = signal.samples
    if rate != signal.sample_rate:
        samples = soxr.resample(samples.T, signal.sample_rate, rate).T
    if encoding.sample_format == "s16":
        samples = np.clip(np.round(samples * 32_767), -32_768, 32_767).astype(np.int16)
    for begin in range(0, samples.shape[1], _BLOCK):
        block = samples[:, begin : begin + _BLOCK]
        if not encoding.sample_format.endswith("p"):
            block = block.T.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), encoding.sample_format, layout)
        frame.sample_rate, frame.pts = rate, begin
        yield frame
