"""Files of every format, encoded by FFmpeg."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soxr

from tunescape.arrays import FloatArray
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
# kind: (codec, container, sample rate, layout)
MORE_FORMATS = {
    "alac.m4a": ("alac", "ipod", 44_100, "stereo"),
    "a.caf": ("alac", "caf", 44_100, "stereo"),
    "a.aiff": ("pcm_s16be", "aiff", 44_100, "stereo"),
    "a.aif": ("pcm_s24be", "aiff", 44_100, "stereo"),
    "a.aifc": ("pcm_f32be", "aiff", 44_100, "stereo"),
    "a.au": ("pcm_s16be", "au", 44_100, "stereo"),
    "a.snd": ("pcm_mulaw", "au", 8_000, "mono"),
    "a.wma": ("wmav2", "asf", 44_100, "stereo"),
    "v1.wma": ("wmav1", "asf", 44_100, "stereo"),
    "a.wmv": ("wmav2", "asf", 44_100, "stereo"),
    "a.wv": ("wavpack", "wv", 44_100, "stereo"),
    "a.tta": ("tta", "tta", 44_100, "stereo"),
    "a.ac3": ("ac3", "ac3", 48_000, "5.1(side)"),
    "a.eac3": ("eac3", "eac3", 48_000, "5.1(side)"),
    "a.amr": ("libopencore_amrnb", "amr", 8_000, "mono"),
    "a.mp2": ("mp2", "mp2", 44_100, "stereo"),
    "flac.oga": ("flac", "oga", 44_100, "stereo"),
    "flac.mka": ("flac", "matroska", 44_100, "stereo"),
    "a.mov": ("aac", "mov", 44_100, "stereo"),
    "pcm.mov": ("pcm_s16le", "mov", 44_100, "stereo"),
    "a.m4v": ("aac", "mp4", 44_100, "stereo"),
    "a.avi": ("libmp3lame", "avi", 44_100, "stereo"),
    "a.flv": ("aac", "flv", 44_100, "stereo"),
    "a.3gp": ("libopencore_amrnb", "3gp", 8_000, "mono"),
    "a.3g2": ("aac", "3g2", 44_100, "stereo"),
    "a.m2ts": ("aac", "mpegts", 44_100, "stereo"),
    "b.m2ts": ("ac3", "mpegts", 48_000, "stereo"),
    "a.mpg": ("mp2", "mpeg", 44_100, "stereo"),
    "a.vob": ("ac3", "vob", 48_000, "stereo"),
    "a.w64": ("pcm_s16le", "w64", 44_100, "stereo"),
    "a.voc": ("pcm_s16le", "voc", 44_100, "stereo"),
    "a.latm": ("aac", "latm", 44_100, "stereo"),
    "a.ra": ("ac3", "rm", 48_000, "stereo"),
    "adpcm.wav": ("adpcm_ima_wav", "wav", 44_100, "stereo"),
    "alaw.wav": ("pcm_alaw", "wav", 44_100, "stereo"),
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


def encode_audio(
    path: Path, samples: FloatArray, *, codec: str, container: str | None = None, rate: int, layout: str
) -> None:
    """Encode samples in [-1, 1], of which each channel of the layout gets one in turn."""
    n_channels = av.AudioLayout(layout).nb_channels
    channels = np.ascontiguousarray(samples[np.arange(n_channels) % len(samples)])
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate)
        stream.layout = layout
        if codec.startswith("wma"):  # has no default
            stream.bit_rate = 128_000
        chunk = round(SECONDS_PER_CHUNK * rate)
        for first in range(0, channels.shape[1], chunk):
            # interleaved: PyAV cannot fill eight planes
            block = channels[:, first : first + chunk].T.reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(block, format="flt", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = rate, first, Fraction(1, rate)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
