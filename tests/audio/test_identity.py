"""A track is its sound: no tag, name or place changes who it is."""

import shutil
from collections.abc import Callable
from pathlib import Path

import mutagen
import numpy as np
import pytest

from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import write_audio
from tunescape.audio.identity import Identity, identify
from tunescape.audio.signal import Signal


def identity_of(path: Path) -> Identity:
    with AudioFile(path) as audio:
        return identify(audio)


def retag(path: Path) -> None:
    file = mutagen.File(path, easy=True)
    if file.tags is None:
        file.add_tags()
    file["title"] = "另一个名字 " * 200
    file["artist"] = "Somebody Else"
    file.save()


@pytest.mark.parametrize("kind", ["cbr.mp3", "vbr.mp3", "noxing.mp3", "a.m4a", "a.flac", "a.ogg", "a.opus"])
def test_retagging_moving_and_copying_leave_it_unchanged(
    encoded: Callable[[str], Path], tmp_path: Path, kind: str
) -> None:
    before = identity_of(encoded(kind))
    copy = tmp_path / "移动" / f"renamed{Path(kind).suffix}"
    copy.parent.mkdir()
    shutil.copy(encoded(kind), copy)
    assert identity_of(copy).track_id == before.track_id
    content = copy.read_bytes()
    retag(copy)
    assert copy.read_bytes() != content
    after = identity_of(copy)
    assert after.track_id == before.track_id
    assert after.duration_s == pytest.approx(before.duration_s, abs=1e-6)


def test_every_encoding_has_an_id_of_its_own_whatever_its_container(encoded: Callable[[str], Path]) -> None:
    kinds = ["cbr.mp3", "vbr.mp3", "a.m4a", "a.ogg", "a.opus", "a.flac", "a.wav"]
    assert len({identity_of(encoded(kind)).track_id for kind in kinds}) == len(kinds)
    same_packets = ["a.m4a", "video.mp4", "video.mkv"]
    assert len({identity_of(encoded(kind)).track_id for kind in same_packets}) == 1


def test_one_changed_sample_is_another_track(tmp_path: Path, play: Callable[..., Signal]) -> None:
    signal = play(1, seconds=1.0)
    changed = signal.samples.copy()
    changed[0, 20_000] += 0.1
    write_audio(tmp_path / "a.wav", signal)
    write_audio(tmp_path / "b.wav", Signal(changed, signal.sample_rate))
    assert identity_of(tmp_path / "a.wav").track_id != identity_of(tmp_path / "b.wav").track_id


@pytest.mark.parametrize("suffix", ["mp3", "flac"])
def test_a_truncated_file_says_how_long_it_really_is(
    tmp_path: Path, play: Callable[..., Signal], suffix: str
) -> None:
    path = tmp_path / f"whole.{suffix}"
    write_audio(path, play(2, seconds=20.0))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with AudioFile(path) as audio:
        identity = identify(audio)
    assert 8 < identity.duration_s < 12
    assert any(warning.startswith("claims 20.0 s, holds") for warning in audio.warnings)


def test_bit_rate_is_that_of_the_audio(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 10 * 44_100)).astype(np.float32)
    write_audio(tmp_path / "noise.mp3", Signal(noise, 44_100), bit_rate=128_000)
    assert identity_of(tmp_path / "noise.mp3").bit_rate == pytest.approx(128_000, rel=0.02)
