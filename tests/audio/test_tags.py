"""What files say about themselves, in every format, and when they say nothing."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import mutagen
import pytest
from mutagen.id3 import ID3, TDRC, TIT2

from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.audio.tags import Tags, read_tags

WRITTEN = {"title": "夜雨 🎵", "artist": "林晚舟", "album": "Letters", "genre": "Folk", "date": "2019-05-01"}
EXPECTED = Tags(title="夜雨 🎵", artist="林晚舟", album="Letters", genre="Folk", year=2019)


@pytest.mark.parametrize("suffix", ["mp3", "flac", "m4a", "opus", "wav"])
def test_tags_written_are_tags_read(tmp_path: Path, play: Callable[..., Signal], suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    write_audio(path, play(1, seconds=0.5), tags=WRITTEN)
    with AudioFile(path) as audio:
        assert read_tags(path, embedded=audio.metadata) == EXPECTED


def test_matroska_tags_come_from_the_demuxer(encoded: Callable[[str], Path]) -> None:
    tags = read_tags(encoded("video.mkv"), embedded={"title": "From the container", "artist": "B"})
    assert (tags.title, tags.artist) == ("From the container", "B")


def test_the_name_stands_in_for_a_missing_title(tmp_path: Path, play: Callable[..., Signal]) -> None:
    path = tmp_path / "B - 海边的风.flac"
    write_audio(path, play(1, seconds=0.5))
    assert read_tags(path) == Tags(title="B - 海边的风")


def test_titles_are_composed_and_trimmed(tmp_path: Path, play: Callable[..., Signal]) -> None:
    path = tmp_path / "a.mp3"
    write_audio(path, play(1, seconds=0.5))
    ID3().save(path)
    tags = ID3(path)
    tags.add(TIT2(encoding=3, text="  Cafe\u0301\n  ole\u0301 "))
    tags.add(TDRC(encoding=3, text="1999"))
    tags.save(path)
    assert read_tags(path) == Tags(title="Caf\u00e9 ol\u00e9", year=1999)


def test_id3_in_wav_is_read(tmp_path: Path, play: Callable[..., Signal]) -> None:
    path = tmp_path / "a.wav"
    write_audio(path, play(1, seconds=0.5))
    file = mutagen.File(path)
    file.add_tags()
    file.tags.add(TIT2(encoding=3, text="In a wav"))
    file.save()
    assert read_tags(path).title == "In a wav"


@pytest.mark.parametrize("suffix", ["mp3", "flac", "m4a", "ogg", "wav"])
def test_rubbish_in_place_of_tags_is_no_tags(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"rubbish.{suffix}"
    for head in (
        b"",
        b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f",
        b"fLaC\x80",
        b"OggS",
        b"RIFF",
        b"\x00\x00\x00\x20ftypM4A ",
    ):
        path.write_bytes(head + os.urandom(2000))
        assert read_tags(path) == Tags(title="rubbish")


def test_a_name_that_is_no_utf8_can_still_be_shown(tmp_path: Path, play: Callable[..., Signal]) -> None:
    write_audio(tmp_path / "a.flac", play(1, seconds=0.5))
    odd = os.path.join(os.fsencode(tmp_path), b"caf\xe9.flac")
    shutil.copy(os.fsencode(tmp_path / "a.flac"), odd)
    assert read_tags(odd).title == "caf\ufffd"
    read_tags(odd).title.encode()
