"""Files that no encoder of ours writes."""

import struct
from collections.abc import Mapping
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from tunescape.audio.signal import Signal

__all__ = ["picture", "remux", "wave_file", "write_vorbis"]


def wave_file(
    samples: npt.NDArray[np.generic],
    *,
    sample_rate: int = 44_100,
    sizes: tuple[int, int] | None = None,
) -> bytes:
    """Return a WAV file of float32 or int16 samples [shape=(n, n_channels)].

    Sizes are what the chunks RIFF and data claim, instead of what they have.
    """
    content, bits = samples.tobytes(), 8 * samples.itemsize
    channels = samples.shape[1]
    riff, data = sizes or (36 + len(content), len(content))
    kind = 3 if samples.dtype.kind == "f" else 1
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", kind, channels, sample_rate, sample_rate * frame, frame, bits)
    head = b"RIFF" + struct.pack("<I", riff) + b"WAVEfmt " + struct.pack("<I", len(form)) + form
    return head + b"data" + struct.pack("<I", data) + content


def write_vorbis(path: Path, signal: Signal) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("vorbis", rate=signal.sample_rate, options={"strict": "experimental"})
        stream.layout = "stereo"
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(signal.samples), "fltp", "stereo")
        frame.sample_rate, frame.pts = signal.sample_rate, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def remux(source: Path, target: Path, options: Mapping[str, str] | None = None) -> None:
    """Put the packets of a file into another container."""
    with av.open(str(source)) as given, av.open(str(target), "w", options=dict(options or {})) as taken:
        stream = taken.add_stream_from_template(given.streams.audio[0])
        for packet in given.demux(given.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                taken.mux(packet)


def picture() -> bytes:
    """Return a JPEG, as covers are."""
    image = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 128, dtype=np.uint8), format="rgb24")
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width = encoder.height = 64
    encoder.pix_fmt = "yuvj420p"
    encoder.time_base = image.time_base = 1  # type: ignore[assignment]
    return b"".join(bytes(packet) for packet in [*encoder.encode(image), *encoder.encode(None)])
