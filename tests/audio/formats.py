"""Files of every format, encoded by FFmpeg."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soxr

from tunescape.audio.signal import Signal

QUALITY_2, QUALITY_4 = ({"flags": "+qscale", "global_quality": str(118 * q)} for q in (2, 4))

# extension or kind: (codec, container, options of the codec, options of the container, sample rate)
FORMATS = {
    "cbr.mp3": ("libmp3lame", None, {"b": "128k"}, {}, 44_100),
    "vbr.mp3": ("libmp3lame", None, QUALITY_2, {}, 44_100),
    "noxing.mp3": (
        "libmp3lame",
        None,
        {"flags": "+qscale", "global_quality": "472"},
        {"write_xing": "0", "id3v2_version": "0"},
        44_100,
    ),
    "a.m4a": ("aac", "mp4", {"aac_pns": "0"}, {}, 44_100),
    "a.aac": ("aac", "adts", {"aac_pns": "0"}, {}, 44_100),
    "a.ogg": ("vorbis", None, {"strict": "experimental"}, {}, 44_100),
    "a.opus": ("libopus", None, {}, {}, 48_000),
    "a.flac": ("flac", None, {}, {}, 44_100),
    "a.wav": ("pcm_s16le", None, {}, {}, 44_100),
    "video.mp4": ("aac", None, {"aac_pns": "0"}, {}, 44_100),
    "video.mkv": ("aac", None, {"aac_pns": "0"}, {}, 44_100),
    "video.webm": ("libopus", None, {}, {}, 48_000),
}
VIDEO_CODECS = {"video.mp4": "mpeg4", "video.mkv": "mpeg4", "video.webm": "libvpx"}
SECONDS_PER_CHUNK = 0.5


def encode(path: Path, signal: Signal, kind: str) -> None:
    codec, container_format, codec_options, options, rate = FORMATS[kind]
    samples = np.ascontiguousarray(soxr.resample(signal.samples.T, signal.sample_rate, rate).T)
    with av.open(str(path), "w", format=container_format, options=options) as container:
        stream = container.add_stream(codec, rate=rate, options=codec_options)
        stream.layout = "stereo"
        video = None
        if kind in VIDEO_CODECS:
            video = container.add_stream(VIDEO_CODECS[kind], rate=10)
            video.width = video.height = 64
            video.pix_fmt = "yuv420p"
        chunk = round(SECONDS_PER_CHUNK * rate)
        for i, first in enumerate(range(0, samples.shape[1], chunk)):
            if video is not None:
                for k in range(5):
                    picture = np.full((64, 64, 3), (40 * i + k) % 256, dtype=np.uint8)
                    image = av.VideoFrame.from_ndarray(picture, format="rgb24")
                    image.pts, image.time_base = 5 * i + k, Fraction(1, 10)
                    container.mux(video.encode(image))
            block = np.ascontiguousarray(samples[:, first : first + chunk])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = rate, first, Fraction(1, rate)
            container.mux(stream.encode(frame))
        if video is not None:
            container.mux(video.encode(None))
        container.mux(stream.encode(None))
