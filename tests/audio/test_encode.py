"""Files that others can read, whole or not at all."""

from collections.abc import Callable
from pathlib import Path

import librosa
import numpy as np
import pytest

from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import ENCODINGS, write_audio
from tunescape.audio.signal import Signal
from tunescape.errors import EncodeError


@pytest.mark.parametrize("suffix", ENCODINGS)
@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_written_is_read_back(
    tmp_path: Path, play: Callable[..., Signal], suffix: str, channels: int
) -> None:
    signal = play(5, seconds=3.0, channels=channels)
    path = tmp_path / f"a{suffix}"
    write_audio(path, signal)
    with AudioFile(path) as audio:
        assert audio.channels == channels
        decoded = audio.read(0, 3)
    if not ENCODINGS[suffix].lossy:
        np.testing.assert_allclose(decoded.samples, signal.samples, atol=1 / 32_000)
    assert decoded.duration_s == pytest.approx(3.0, abs=0.07)
    level = np.sqrt(np.mean(decoded.samples**2)) / np.sqrt(np.mean(signal.samples**2))
    assert level == pytest.approx(1.0, abs=0.07)


def test_another_reader_agrees(tmp_path: Path, play: Callable[..., Signal]) -> None:
    signal = play(5, seconds=1.0)
    write_audio(tmp_path / "a.flac", signal)
    samples, rate = librosa.load(tmp_path / "a.flac", sr=None, mono=False)
    assert rate == signal.sample_rate
    np.testing.assert_allclose(samples, signal.samples, atol=1 / 32_000)


def test_an_unknown_extension_is_refused(tmp_path: Path, play: Callable[..., Signal]) -> None:
    with pytest.raises(EncodeError, match=r"use \.wav"):
        write_audio(tmp_path / "a.xyz", play(1, seconds=0.2))


def test_a_path_through_a_file_is_refused(tmp_path: Path, play: Callable[..., Signal]) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EncodeError):
        write_audio(tmp_path / "file" / "a.flac", play(1, seconds=0.2))


def test_nothing_is_left_of_a_file_that_could_not_be_written(
    tmp_path: Path, play: Callable[..., Signal]
) -> None:
    target = tmp_path / "a.flac"
    target.mkdir()
    with pytest.raises(EncodeError):
        write_audio(target, play(1, seconds=0.2))
    assert list(tmp_path.iterdir()) == [target]
