"""Blocks of a damaged file: what is lost is silent, and all the rest keeps its time."""

from pathlib import Path

import numpy as np
import pytest

from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.errors import DecodeError
from tunescape.music.transcription.audio_blocks import read_blocks

RATE, SECONDS = 11_025, 150
HEARD_RATE = 22_050


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blocks") / "noise.flac"
    noise = 0.1 * np.random.default_rng(0).standard_normal((1, SECONDS * RATE))
    write_audio(path, Signal(noise.astype(np.float32), RATE))
    return path


def damaged(whole: Path, path: Path, *, from_s: float, to_s: float) -> Path:
    """Copy a file, but for the packets of a stretch: their checksums are wrong."""
    data = bytearray(whole.read_bytes())
    with AudioFile(whole) as audio:
        places = [
            (float(packet.pts * packet.time_base), packet.pos, packet.size) for packet in audio.packets()
        ]
    for start_s, position, size in places:
        if from_s <= start_s < to_s:
            data[position + size // 2] ^= 0xFF
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("from_s", "to_s"),
    [(59.3, 60.0), (60.0, 61.0), (0.0, 60.1), (60.0, 120.0), (59.9, 120.1), (119.9, 150.0)],
    ids=["an end", "a beginning", "the first block", "most of a block", "a block", "the last block"],
)
def test_damage_moves_nothing_else(whole: Path, tmp_path: Path, from_s: float, to_s: float) -> None:
    path = damaged(whole, tmp_path / "damaged.flac", from_s=from_s, to_s=to_s)
    expected, heard = (np.concatenate(list(read_blocks(each))) for each in (whole, path))
    margin_s = 0.5  # a packet, and what a resampler smears
    assert len(expected) == SECONDS * HEARD_RATE
    assert 0 <= len(expected) - len(heard) < (margin_s * HEARD_RATE if to_s == SECONDS else 1)
    first, last = (round(time_s * HEARD_RATE) for time_s in (from_s - margin_s, to_s + margin_s))
    np.testing.assert_allclose(heard[: max(first, 0)], expected[: max(first, 0)], atol=1e-6)
    np.testing.assert_allclose(heard[last:], expected[last:], atol=1e-6)
    lost = heard[round((from_s + margin_s) * HEARD_RATE) : round((to_s - margin_s) * HEARD_RATE)]
    assert not lost.any()


def test_a_file_of_which_nothing_is_left_is_refused(whole: Path, tmp_path: Path) -> None:
    path = damaged(whole, tmp_path / "lost.flac", from_s=0.0, to_s=SECONDS)
    with pytest.raises(DecodeError, match="no audio could be decoded"):
        list(read_blocks(path))
