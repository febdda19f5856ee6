"""Every format people have, at every rate, depth and number of channels."""

import math
import struct
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
import soxr
from formats import MORE_FORMATS, encode_audio

from tunescape.arrays import FloatArray
from tunescape.audio.decode import AudioFile
from tunescape.audio.identity import identify
from tunescape.audio.segments import Segmentation
from tunescape.audio.signal import Signal
from tunescape.features.registry import resolve_feature_sets
from tunescape.library.describe import AnalysisPlan, describe_file
from tunescape.library.records import Description, FileStamp
from tunescape.library.scan import AUDIO_EXTENSIONS, scan

SECONDS = 8.0
# Where time stamps are no better, a sought stretch may be off by so much: whole milliseconds (ASF, FLV,
# Matroska), the packets of a programme stream, and the blocks of ADPCM
SHIFT_S = {".wma": 0.1, ".wmv": 0.1, ".flv": 0.001, ".mka": 0.001, ".vob": 0.035, "adpcm.wav": 0.035}
# decoders that add noise of their own, or remember more than half a second
NOISY = ("aac", "ac3", "eac3", "mp2", "libopencore_amrnb", "adpcm_ima_wav")

DECODED_ONLY = {
    "ape": "ape",
    "tak": "tak",
    "mpc": "mpc8",
    "mp+": "mpc7",
    "shn": "shorten",
    "dts": "dca",
    "thd": "truehd",
    "mlp": "mlp",
    "awb": "amrwb",
    "dff": "dsd_msbf",
    "ra": "cook",
    "at3": "atrac3",
    "wma": "wmapro",
    "asf": "wmalossless",
    "qoa": "qoa",
    "gsm": "gsm",
    "spx": "speex",
}


@pytest.fixture(scope="module")
def tune(play: Callable[..., Signal]) -> Signal:
    return play(7, seconds=SECONDS)


def at_rate(signal: Signal, rate: int) -> FloatArray:
    samples: FloatArray = np.ascontiguousarray(soxr.resample(signal.samples.T, signal.sample_rate, rate).T)
    return samples


def decode_whole(path: Path) -> FloatArray:
    """Decode a file from its beginning, with nothing of ours but FFmpeg."""
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
    resampler = av.AudioResampler(format="fltp", layout=frames[0].layout, rate=frames[0].sample_rate)
    return np.concatenate([out.to_ndarray() for frame in frames for out in resampler.resample(frame)], axis=1)


def hear(path: Path, *features: str, **segments: object) -> Description:
    plan = AnalysisPlan(Segmentation(**segments), features or resolve_feature_sets("all"))  # type: ignore[arg-type]
    return describe_file(FileStamp(bytes(path), 1, 1), plan)


@pytest.mark.parametrize("kind", MORE_FORMATS)
def test_what_is_encoded_is_found_and_heard_wherever_one_seeks(
    tmp_path: Path, tune: Signal, kind: str
) -> None:
    codec, container, rate, layout = MORE_FORMATS[kind]
    path = tmp_path / kind
    encode_audio(path, at_rate(tune, rate), codec=codec, container=container, rate=rate, layout=layout)
    assert [file.path for file in scan([tmp_path]).files] == [bytes(path)]
    whole = decode_whole(path)
    with AudioFile(path) as audio:
        identity = identify(audio)
        assert identity.duration_s == pytest.approx(SECONDS, abs=0.1)
        assert (audio.sample_rate, audio.channels) == (rate, av.AudioLayout(layout).nb_channels)
        for start_s in (0.3, 2.345, 5.4):
            stretch = audio.read(start_s, 2.0)
            assert stretch.samples.shape == (audio.channels, 2 * rate)
            assert difference(whole, stretch, start_s, kind) < (0.05 if codec in NOISY else 1e-5)
        assert audio.warnings == []


def difference(whole: FloatArray, stretch: Signal, start_s: float, kind: str) -> float:
    """Return the largest difference to the same stretch of a whole decode, at the best shift allowed."""
    n, first = stretch.samples.shape[1], round(start_s * stretch.sample_rate)
    most = round(SHIFT_S.get(kind, SHIFT_S.get(Path(kind).suffix, 0.0)) * stretch.sample_rate)
    around = np.pad(whole, ((0, 0), (most, most + n)))[:, first : first + n + 2 * most]
    spectrum = np.fft.rfft(around[0]) * np.conj(np.fft.rfft(stretch.samples[0], around.shape[1]))
    shift = int(np.argmax(np.fft.irfft(spectrum, around.shape[1])[: 2 * most + 1]))
    return float(np.abs(around[:, shift : shift + n] - stretch.samples).max())


@pytest.mark.parametrize(("extension", "codec"), DECODED_ONLY.items())
def test_what_can_only_be_decoded_is_looked_at(extension: str, codec: str) -> None:
    assert f".{extension}".encode() in AUDIO_EXTENSIONS
    assert av.codec.Codec(codec, "r").type == "audio"


def test_dsd_is_heard(tmp_path: Path, tune: Signal) -> None:
    """A DSF file, written by hand: one bit a sample, by error diffusion."""
    rate, seconds = 2_822_400, 1.0
    y = soxr.resample(tune.samples[:, :44_100].T, 44_100, rate).T[:, : round(rate * seconds)]
    steps = np.floor(np.cumsum((0.5 * y.astype(np.float64) + 1) / 2, axis=1))
    bits = np.diff(steps, prepend=0.0, axis=1).astype(np.uint8)
    planes = [np.packbits(plane, bitorder="little").tobytes() for plane in bits]
    size = -(-len(planes[0]) // 4096) * 4096
    planes = [plane.ljust(size, b"\x69") for plane in planes]
    data = b"".join(plane[i : i + 4096] for i in range(0, size, 4096) for plane in planes)
    fmt = b"fmt " + struct.pack("<QIIIIIIQII", 52, 1, 0, 2, 2, rate, 1, bits.shape[1], 4096, 0)
    head = b"DSD " + struct.pack("<QQQ", 28, 28 + 52 + 12 + len(data), 0)
    path = tmp_path / "a.dsf"
    path.write_bytes(head + fmt + b"data" + struct.pack("<Q", 12 + len(data)) + data)
    with AudioFile(path) as audio:
        assert identify(audio).duration_s == pytest.approx(seconds, abs=0.02)
        heard = audio.read(0.2, 0.5)
    found = soxr.resample(heard.samples[0], heard.sample_rate, 22_050)[1000:10_000]
    played = 0.5 * soxr.resample(tune.samples[0], 44_100, 22_050)[4410:][1000:10_000]
    correlation = np.correlate(np.pad(played, 50), found, "valid").max() / (found @ found)
    assert correlation == pytest.approx(1.0, abs=0.1)


DEPTHS = {
    "pcm_u8": 1 / 64,
    "pcm_s16le": 1 / 16_000,
    "pcm_s24le": 1e-6,
    "pcm_s32le": 1e-6,
    "pcm_f32le": 1e-7,
    "pcm_f64le": 1e-7,
}
LAYOUTS = ("mono", "stereo", "3.0", "quad", "5.0", "5.1", "6.1", "7.1")


@pytest.mark.parametrize("codec", DEPTHS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_depth_and_number_of_channels_is_read_as_it_was_written(
    tmp_path: Path, codec: str, layout: str
) -> None:
    rng = np.random.default_rng(1)
    n = av.AudioLayout(layout).nb_channels
    samples = (0.8 * rng.uniform(-1, 1, (n, 44_100))).astype(np.float32)
    encode_audio(tmp_path / "a.wav", samples, codec=codec, rate=44_100, layout=layout)
    with AudioFile(tmp_path / "a.wav") as audio:
        assert audio.channels == n
        heard = audio.read(0.25, 0.5)
    np.testing.assert_allclose(heard.samples, samples[:, 11_025 : 11_025 + 22_050], atol=DEPTHS[codec])
    if n > 2:
        assert heard.positions == tuple(channel.name for channel in av.AudioLayout(layout).channels)


@pytest.mark.parametrize(
    ("rate", "codec", "layout"),
    [
        (8_000, "pcm_u8", "mono"),
        (8_000, "pcm_f32le", "stereo"),
        (11_025, "pcm_s16le", "stereo"),
        (22_050, "pcm_s24le", "mono"),
        (48_000, "pcm_s32le", "5.1"),
        (96_000, "pcm_f64le", "stereo"),
        (192_000, "pcm_s24le", "stereo"),
        (192_000, "pcm_f32le", "7.1"),
    ],
)
def test_every_rate_gives_sane_numbers(tmp_path: Path, rate: int, codec: str, layout: str) -> None:
    """Chords of A minor, struck twice a second, mean the same at any rate."""
    t = np.arange(6 * 44_100) / 44_100
    chord = sum(np.sin(2 * np.pi * hz * t) for hz in (220.0, 261.63, 329.63, 440.0))
    tune = Signal((0.15 * chord * np.exp(-8 * (t % 0.5)))[np.newaxis].astype(np.float32), 44_100)
    path = tmp_path / "a.wav"
    encode_audio(path, at_rate(tune, rate), codec=codec, rate=rate, layout=layout)
    found = hear(path)
    assert set(found.features) == set(resolve_feature_sets("all"))
    assert all(np.isfinite(matrix).all() for matrix in found.features.values())
    assert found.estimates["tempo_bpm"] == pytest.approx(120, abs=1)
    assert found.estimates["key"] == "A minor"
    one = hear_loudness(tune)
    # as loud in each of the channels that count
    gain_db = {
        "mono": 0.0,
        "stereo": 3.01,
        "5.1": 10 * math.log10(3 + 2 * 1.41),
        "7.1": 10 * math.log10(5 + 2 * 1.41),
    }
    assert found.estimates["loudness_lufs"] == pytest.approx(one + gain_db[layout], abs=0.2)


def hear_loudness(signal: Signal) -> float:
    from tunescape.features.excerpt import Excerpt
    from tunescape.features.loudness import FEATURES

    return float(FEATURES(Excerpt(signal.samples[0], signal.sample_rate))[0])


def test_numbers_beyond_single_precision_become_silence(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "a.wav"), "w") as container:
        stream = container.add_stream("pcm_f64le", rate=8000)
        stream.layout = "mono"
        samples = np.full((1, 8000), 0.25)
        samples[0, 100] = 1e300
        frame = av.AudioFrame.from_ndarray(samples, format="dbl", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with AudioFile(tmp_path / "a.wav") as audio:
        heard = audio.read(0, 1)
        assert any("not numbers" in warning for warning in audio.warnings)
    assert np.flatnonzero(heard.samples[0] == 0).tolist() == [100]


def test_the_left_channel_can_be_heard_alone(tmp_path: Path) -> None:
    low, high = (np.sin(2 * np.pi * hz * np.arange(88_200) / 44_100) for hz in (200, 3000))
    samples = 0.3 * np.stack([low, high]).astype(np.float32)
    encode_audio(tmp_path / "both.wav", samples, codec="pcm_f32le", rate=44_100, layout="stereo")
    encode_audio(tmp_path / "left.wav", samples[:1], codec="pcm_f32le", rate=44_100, layout="mono")
    names = ("statistical", "descriptors", "loudness")
    left = hear(tmp_path / "both.wav", *names, channels="left")
    mean = hear(tmp_path / "both.wav", *names)
    alone = hear(tmp_path / "left.wav", *names)
    for name in names[:2]:
        np.testing.assert_array_equal(left.features[name], alone.features[name])
        assert not np.array_equal(left.features[name], mean.features[name])
    # loudness is that of all channels, whichever of them is described
    np.testing.assert_array_equal(left.features["loudness"], mean.features["loudness"])
    assert str(Segmentation(channels="left")) == "4x15 left"
    assert str(Segmentation()) == "4x15"
