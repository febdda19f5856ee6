"""What files say about themselves, in every format, and when they say nothing."""

import dataclasses
import os
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import mutagen
import numpy as np
import pytest
from formats import FORMATS, MORE_FORMATS, encode, encode_audio
from mutagen.apev2 import APEv2
from mutagen.id3 import ID3, TDRC, TIT2

from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.audio.tag_formats import KEYS, kind_of
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


def frame_v22(name: bytes, content: bytes) -> bytes:
    return name + struct.pack(">I", len(content))[1:] + content


def frame_v23(name: bytes, content: bytes) -> bytes:
    return name + struct.pack(">IH", len(content), 0) + content


def id3(version: int, frames: bytes) -> bytes:
    size = len(frames)
    syncsafe = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3" + bytes([version, 0, 0]) + syncsafe + frames


def id3v1(title: bytes, artist: bytes) -> bytes:
    return (
        b"TAG" + title.ljust(30, b"\0") + artist.ljust(30, b"\0") + bytes(30) + b"1999" + bytes(30) + b"\xff"
    )


ENCODINGS = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}
LATIN, CHINESE = ("Été", "Zoë"), ("夜曲", "周杰倫")


@pytest.fixture(scope="module")
def bare_mp3(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> bytes:
    path = tmp_path_factory.mktemp("bare") / "a.mp3"
    write_audio(path, play(1, seconds=0.5))
    mutagen.File(path).delete()
    return path.read_bytes()


@pytest.mark.parametrize(
    ("version", "encoding", "texts"),
    # ID3v2.2 knows two encodings; ID3v2.3, too, but is often written with all four
    [(version, 0, LATIN) for version in (2, 3, 4)]
    + [(version, 1, texts) for version in (2, 3, 4) for texts in (LATIN, CHINESE)]
    + [(version, encoding, texts) for version in (3, 4) for encoding in (2, 3) for texts in (LATIN, CHINESE)],
)
def test_id3_of_every_version_in_every_encoding(
    tmp_path: Path, bare_mp3: bytes, version: int, encoding: int, texts: tuple[str, str]
) -> None:
    title, artist = texts
    values = [bytes([encoding]) + text.encode(ENCODINGS[encoding]) for text in (title, artist)]
    names, frame = ((b"TT2", b"TP1"), frame_v22) if version == 2 else ((b"TIT2", b"TPE1"), frame_v23)
    path = tmp_path / "a.mp3"
    frames = b"".join(frame(name, value) for name, value in zip(names, values, strict=True))
    path.write_bytes(id3(version, frames) + bare_mp3)
    tags = read_tags(path)
    assert (tags.title, tags.artist) == (title, artist)


@pytest.mark.parametrize("charset", ["gbk", "utf-8"])
@pytest.mark.parametrize("version", [1, 2, 3])
def test_chinese_bytes_that_say_they_are_latin_are_read(
    tmp_path: Path, bare_mp3: bytes, charset: str, version: int
) -> None:
    title, artist = "月亮代表我的心".encode(charset), "邓丽君".encode(charset)
    path = tmp_path / "a.mp3"
    if version == 1:
        path.write_bytes(bare_mp3 + id3v1(title, artist))
    elif version == 2:
        path.write_bytes(
            id3(2, frame_v22(b"TT2", b"\0" + title) + frame_v22(b"TP1", b"\0" + artist)) + bare_mp3
        )
    else:
        path.write_bytes(
            id3(3, frame_v23(b"TIT2", b"\0" + title) + frame_v23(b"TPE1", b"\0" + artist)) + bare_mp3
        )
    tags = read_tags(path)
    assert (tags.title, tags.artist) == ("月亮代表我的心", "邓丽君")


def test_chinese_riff_info_is_read(tmp_path: Path, play: Callable[..., Signal]) -> None:
    path = tmp_path / "a.wav"
    write_audio(path, play(1, seconds=0.5), tags={"title": "x" * 14, "artist": "y" * 6})
    data = path.read_bytes().replace(b"x" * 14, "月亮代表我的心".encode("gbk"))
    path.write_bytes(data.replace(b"y" * 6, "邓丽君".encode("gbk")))
    with AudioFile(path) as audio:
        tags = read_tags(path, embedded=audio.metadata)
    assert (tags.title, tags.artist) == ("月亮代表我的心", "邓丽君")


FULL = Tags(
    title="夜雨",
    artist="林晚舟",
    album="Letters",
    genre="Folk",
    year=2019,
    album_artist="Various",
    track_number=3,
    compilation=True,
    replaygain_db=-6.5,
)
FULL_TEXTS = {
    "title": "夜雨",
    "artist": "林晚舟",
    "album": "Letters",
    "genre": "Folk",
    "date": "2019",
    "album_artist": "Various",
    "track": "3/12",
    "compilation": "1",
    "gain": "-6.50 dB",
}
TAGGED = [
    "cbr.mp3",
    "a.m4a",
    "a.flac",
    "a.ogg",
    "a.opus",
    "a.wav",
    "a.aiff",
    "a.wma",
    "a.wv",
    "a.tta",
    "alac.m4a",
]


def tag_fully(path: Path) -> None:
    """Write every field the way players do, with mutagen."""
    file = mutagen.File(path)
    if file.tags is None:
        file.add_tags()
    kind = kind_of(file.tags)
    assert kind is not None
    for field, text in FULL_TEXTS.items():
        key = KEYS[kind][field][0]
        match kind:
            case "id3" if key.startswith("TXXX"):
                file.tags.add(mutagen.id3.TXXX(encoding=3, desc="REPLAYGAIN_TRACK_GAIN", text=text))
            case "id3":
                file.tags.add(getattr(mutagen.id3, key)(encoding=1, text=text))
            case "mp4":
                shaped = {"track": [(3, 12)], "compilation": True, "gain": [text.encode()]}
                file.tags[key] = shaped.get(field, [text])
            case _:
                file.tags[key] = text
    file.save()


@pytest.fixture
def tagged(tmp_path: Path, play: Callable[..., Signal]) -> Callable[[str], Path]:
    """A function from a kind of file to a short one with every tag."""

    def make(kind: str) -> Path:
        path = tmp_path / kind
        if kind in FORMATS:
            encode(path, play(1, seconds=0.5), kind)
        else:
            codec, container, rate, layout = MORE_FORMATS[kind]
            samples = play(1, seconds=0.5, sample_rate=rate).samples
            encode_audio(path, samples, codec=codec, container=container, rate=rate, layout=layout)
        tag_fully(path)
        return path

    return make


@pytest.mark.parametrize("kind", TAGGED)
def test_every_field_of_every_kind_of_tag_is_read(tagged: Callable[[str], Path], kind: str) -> None:
    assert read_tags(tagged(kind)) == FULL


def test_ape_tags_are_read_in_their_own_files_and_behind_an_mp3(tmp_path: Path, bare_mp3: bytes) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(bare_mp3)
    ape = APEv2()
    for field, text in FULL_TEXTS.items():
        ape[KEYS["ape"][field][0]] = text
    ape.save(path)
    assert read_tags(path) == FULL
    ID3().save(path)
    tags = ID3(path)
    tags.add(TIT2(encoding=3, text="From ID3"))
    tags.save(path)
    assert read_tags(path) == dataclasses.replace(FULL, title="From ID3")


def test_opus_counts_its_gain_in_its_own_way(tagged: Callable[[str], Path]) -> None:
    path = tagged("a.opus")
    file = mutagen.File(path)
    del file.tags["replaygain_track_gain"]
    file.tags["R128_TRACK_GAIN"] = str(-256 * 11)
    file.save()
    assert read_tags(path).replaygain_db == -6.0


def test_matroska_has_them_too() -> None:
    embedded = {
        "title": "夜雨",
        "artist": "林晚舟",
        "album": "Letters",
        "genre": "Folk",
        "date": "2019-01-01",
        "album_artist": "Various",
        "track": "03",
        "compilation": "true",
        "replaygain_track_gain": "-6.5",
    }
    assert read_tags("/nowhere/a.mkv", embedded=embedded) == FULL


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("track", "03", {"track_number": 3}),
        ("track", " 3 of 12", {"track_number": 3}),
        ("track", "A1", {"track_number": None}),
        ("track", "0/0", {"track_number": None}),
        ("track", "99999999999999999999", {"track_number": None}),
        ("compilation", "0", {"compilation": False}),
        ("compilation", "maybe", {"compilation": None}),
        ("gain", "+2,25 dB", {"replaygain_db": 2.25}),
        ("gain", "loud", {"replaygain_db": None}),
        ("gain", "nan", {"replaygain_db": None}),
        ("gain", "1e9", {"replaygain_db": 1.0}),
        ("gain", "-999999 dB", {"replaygain_db": None}),
        ("date", "summer of 69", {"year": None}),
        ("genre", "", {"genre": None}),
        ("title", "\0", {"title": "a"}),
        ("title", "\ud800", {"title": "?"}),
    ],
)
def test_values_that_make_no_sense_are_not_known(
    tmp_path: Path, play: Callable[..., Signal], field: str, text: str, expected: dict[str, object]
) -> None:
    key = {"gain": "replaygain_track_gain"}.get(field, field)
    tags = read_tags(tmp_path / "a.mkv", embedded={key: text})
    assert {name: getattr(tags, name) for name in expected} == expected


def test_of_several_values_the_first_counts(
    tmp_path: Path, play: Callable[..., Signal], bare_mp3: bytes
) -> None:
    flac = tmp_path / "a.flac"
    write_audio(flac, play(1, seconds=0.5))
    file = mutagen.File(flac)
    file["artist"], file["genre"] = ["", "First", "Second"], ["Folk", "Rock"]
    file.save()
    mp3 = tmp_path / "a.mp3"
    frames = frame_v23(b"TPE1", b"\x03First\0Second") + frame_v23(b"TCON", b"\x00(80)Rock")
    mp3.write_bytes(id3(4, frames) + bare_mp3)
    for path in (flac, mp3):
        tags = read_tags(path)
        assert (tags.artist, tags.genre) == ("First", "Folk")


@pytest.mark.parametrize("kind", TAGGED)
def test_damaged_tags_never_fail(tagged: Callable[[str], Path], kind: str) -> None:
    path = tagged(kind)
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(60):
        data = bytearray(whole)
        for at in rng.integers(0, min(len(data), 4000), size=int(rng.integers(1, 20))):
            data[at] = rng.integers(256)
        if rng.random() < 0.3:
            del data[int(rng.integers(1, len(data))) :]
        path.write_bytes(data)
        assert isinstance(read_tags(path).title, str)
