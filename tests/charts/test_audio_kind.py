from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tunescape.audio.encode import ENCODINGS, write_audio
from tunescape.audio.signal import Signal
from tunescape.charts.audio_kind import HEAD_BYTES, audio_kind


@pytest.mark.parametrize("extension", ENCODINGS)
@pytest.mark.parametrize("bit_rate", [64_000, 256_000])
def test_real_files_are_known(
    tmp_path: Path, play: Callable[..., Signal], extension: str, bit_rate: int
) -> None:
    path = tmp_path / f"x{extension}"
    write_audio(path, play(1, seconds=1.0), bit_rate=bit_rate, tags={"title": "夜曲"})
    # what it is counts: ours write Opus into Ogg
    assert audio_kind(path.read_bytes()[:HEAD_BYTES]) == {".ogg": ".opus"}.get(extension, extension)


@pytest.mark.parametrize("sample_rate", [8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000])
def test_mp3_without_tags_is_known_by_its_frames(
    tmp_path: Path, play: Callable[..., Signal], sample_rate: int
) -> None:
    path = tmp_path / "x.mp3"
    write_audio(path, play(1, seconds=1.0, sample_rate=sample_rate))
    data = path.read_bytes()
    bare = data[
        10 + sum((byte & 127) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True)) :
    ]
    assert data[:3] == b"ID3"
    assert bare[0] == 0xFF
    assert audio_kind(bare[:HEAD_BYTES]) == ".mp3"
    assert audio_kind(bytes(100) + bare[: HEAD_BYTES - 100]) == ".mp3"


def test_aac_frames_are_known() -> None:
    length = 200
    header = bytes([0xFF, 0xF1, 0x50, 0x80 | length >> 11, length >> 3 & 255, (length & 7) << 5 | 0x1F, 0xFC])
    frame = header + bytes(length - len(header))
    assert audio_kind(frame * 3) == ".aac"
    assert audio_kind(frame + b"text" * 10) is None


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", ".wav"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"FORM\x00\x00\x00\x00AIFFCOMM", ".aiff"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00", ".mp4"),
        (b"\x1a\x45\xdf\xa3" + bytes(20) + b"webm", ".webm"),
        (b"\x1a\x45\xdf\xa3" + bytes(20) + b"matroska", ".mkv"),
        (b"OggS" + bytes(24) + b"\x01vorbis", ".ogg"),
    ],
)
def test_containers(head: bytes, kind: str | None) -> None:
    assert audio_kind(head) == kind


@pytest.mark.parametrize(
    "head",
    [
        *(b"", b"\0" * 5000, b"<!DOCTYPE html><html>", b'{"error": 404}', b"#EXTM3U\n", b"plain text " * 900),
        *(b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"MZ\x90\x00", b"%PDF-1.7"),
        *(b"ID3", b"\xff", b"\xff\xfb", b"\xff\xfb\x90", "夜曲".encode() * 900, b"\xff" * HEAD_BYTES),
    ],
)
def test_what_is_no_audio(head: bytes) -> None:
    assert audio_kind(head) is None


def test_random_bytes_are_no_audio_even_where_they_begin_like_a_frame() -> None:
    rng = np.random.default_rng(0)
    assert not any(audio_kind(rng.bytes(HEAD_BYTES)) for _ in range(2000))
    assert sum(audio_kind(b"\xff\xfb\x90\x00" + rng.bytes(HEAD_BYTES)) is not None for _ in range(500)) <= 2
