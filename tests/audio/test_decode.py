"""Any stretch of any format, exactly where it is in the whole."""

import os
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from formats import FORMATS

from tunescape.arrays import FloatArray
from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import write_audio
from tunescape.audio.identity import identify
from tunescape.audio.signal import Signal
from tunescape.errors import DecodeError

MATROSKA_SHIFT_S = 0.001  # its time stamps are whole milliseconds


def hear(path: Path) -> Signal:
    with AudioFile(path) as audio:
        identify(audio)
        return audio.read(0, 1)


def full_decode(path: Path) -> tuple[FloatArray, int]:
    """Decode a file from its beginning, with nothing of ours but FFmpeg."""
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
    rate = frames[0].sample_rate
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=rate)
    parts = [out.to_ndarray() for frame in frames for out in resampler.resample(frame)]
    return np.concatenate(parts, axis=1), rate


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("start_s", [0.0, 0.3, 7.777, 21.5, 36.0])
def test_a_sought_stretch_equals_the_same_stretch_of_a_full_decode(
    encoded: Callable[[str], Path], kind: str, start_s: float
) -> None:
    whole, rate = full_decode(encoded(kind))
    with AudioFile(encoded(kind)) as audio:
        identify(audio)
        stretch = audio.read(start_s, 3.0)
    assert stretch.sample_rate == rate
    assert stretch.samples.shape == (2, 3 * rate)
    first = round(start_s * rate)
    shifts = [0]
    if kind.endswith((".mkv", ".webm")):
        # the first frames of a sought stretch are placed by their rounded time stamp
        most = round(MATROSKA_SHIFT_S * rate)
        shifts = list(range(-min(most, first), most + 1))
    difference = min(
        float(np.abs(whole[:, first + shift : first + shift + 3 * rate] - stretch.samples).max())
        for shift in shifts
    )
    # Opus converges to 1e-6 within the preroll; the others are exact
    assert difference <= 1e-5


@pytest.mark.parametrize("kind", FORMATS)
def test_it_decodes_what_was_encoded(
    encoded: Callable[[str], Path], play: Callable[..., Signal], kind: str
) -> None:
    original = play(7, seconds=40.0)
    with AudioFile(encoded(kind)) as audio:
        identity = identify(audio)
        decoded = audio.read(10.0, 5.0)
        assert not audio.warnings
    assert identity.duration_s == pytest.approx(40.0, abs=0.1)
    assert audio.channels == 2
    assert audio.sample_rate == FORMATS[kind][4]
    # an encoder may delay by a few frames that a container has no place to tell of
    here = np.abs(np.fft.rfft(decoded.mono()[: decoded.sample_rate * 5]))
    there = original.mono()[(10 * 44_100) : (15 * 44_100)]
    spectrum = np.abs(np.fft.rfft(there))
    n = 15_000  # up to 3 kHz, in bins of 0.2 Hz
    assert np.corrcoef(here[:n], spectrum[:n])[0, 1] > 0.97


def test_samples_are_scaled_to_one_whatever_their_format(tmp_path: Path) -> None:
    ramp = np.linspace(-0.5, 0.5, 44_100, dtype=np.float32)[np.newaxis]
    for codec, sample_format, scale in [
        ("pcm_u8", "u8", 128),
        ("pcm_s16le", "s16", 32_768),
        ("pcm_s24le", "s32", 2**31),
        ("pcm_s32le", "s32", 2**31),
        ("pcm_f32le", "flt", 1),
        ("pcm_f64le", "dbl", 1),
    ]:
        path = tmp_path / f"{codec}.wav"
        with av.open(str(path), "w") as container:
            stream = container.add_stream(codec, rate=44_100)
            stream.layout = "mono"
            values = ramp.astype(np.float64) * scale + (128 if sample_format == "u8" else 0)
            dtype = {"u8": np.uint8, "s16": np.int16, "s32": np.int32, "flt": np.float32, "dbl": np.float64}
            data = values.astype(dtype[sample_format])
            frame = av.AudioFrame.from_ndarray(data, format=sample_format, layout="mono")
            frame.sample_rate = 44_100
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        with AudioFile(path) as audio:
            decoded = audio.read(0.0, 1.0)
        np.testing.assert_allclose(decoded.samples, ramp, atol=1 / 100 if codec == "pcm_u8" else 1e-4)


def test_lossy_overshoot_is_not_clipped(tmp_path: Path) -> None:
    loud = Signal(np.sign(np.sin(np.arange(88_200) / 30))[np.newaxis].astype(np.float32), 44_100)
    write_audio(tmp_path / "loud.mp3", loud)
    with AudioFile(tmp_path / "loud.mp3") as audio:
        assert np.abs(audio.read(0, 2).samples).max() > 1.0


def test_reading_past_the_end_gives_what_is_there(tmp_path: Path, play: Callable[..., Signal]) -> None:
    write_audio(tmp_path / "short.flac", play(1, seconds=2.0))
    with AudioFile(tmp_path / "short.flac") as audio:
        assert audio.read(1.5, 10.0).duration_s == pytest.approx(0.5, abs=1e-3)
        with pytest.raises(DecodeError, match="no audio could be decoded at 50"):
            audio.read(50.0, 1.0)


def test_numbers_that_are_none_become_silence_and_a_warning(tmp_path: Path) -> None:
    samples = np.full((1, 44_100), 0.25, dtype=np.float32)
    samples[0, 100:200] = np.nan
    samples[0, 300] = np.inf
    with av.open(str(tmp_path / "nan.wav"), "w") as container:
        stream = container.add_stream("pcm_f32le", rate=44_100)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(samples, format="flt", layout="mono")
        frame.sample_rate = 44_100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with AudioFile(tmp_path / "nan.wav") as audio:
        decoded = audio.read(0, 1)
    assert np.isfinite(decoded.samples).all()
    assert np.count_nonzero(decoded.samples == 0) == 101
    assert any("not numbers" in warning for warning in audio.warnings)


def test_damage_in_the_middle_costs_only_what_is_damaged(tmp_path: Path, play: Callable[..., Signal]) -> None:
    path = tmp_path / "damaged.mp3"
    write_audio(path, play(3, seconds=20.0))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 5000] = os.urandom(5000)
    path.write_bytes(data)
    with AudioFile(path) as audio:
        identity = identify(audio)
        assert identity.duration_s == pytest.approx(20.0, abs=1.0)
        assert audio.read(1.0, 5.0).duration_s == pytest.approx(5.0)
        assert audio.read(14.0, 5.0).duration_s == pytest.approx(5.0)


@pytest.mark.parametrize("content", [b"", b"this is a text\n" * 400, bytes(range(256)) * 100])
def test_what_is_no_audio_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rubbish.mp3"
    path.write_bytes(content)
    with pytest.raises(DecodeError) as caught:
        hear(path)
    assert caught.value.path == str(path)
    assert "Errno" not in str(caught.value)


def test_reading_rubbish_without_identifying_it_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "rubbish.mp3"
    for seed in range(20):  # some of them open, and fail later
        path.write_bytes(np.random.default_rng(seed).bytes(20_000))
        with pytest.raises(DecodeError), AudioFile(path) as audio:
            audio.read(0, 5)


def test_a_video_without_sound_is_refused(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "mute.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(DecodeError, match="no audio stream"):
        AudioFile(tmp_path / "mute.mp4")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DecodeError, match="no such file"):
        AudioFile(tmp_path / "nowhere.mp3")


def test_a_playlist_inside_a_file_reaches_no_network(tmp_path: Path) -> None:
    path = tmp_path / "stream.mp3"
    path.write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"
    )
    with pytest.raises(DecodeError):
        hear(path)
