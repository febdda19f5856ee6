"""Tags are written whole or not at all, and nothing but the tags changes."""

import os
import shutil
import stat
import time
from collections.abc import Callable
from pathlib import Path

import mutagen
import pytest
from formats import FORMATS, MORE_FORMATS, encode, encode_audio
from mutagen.id3 import APIC, ID3, TIT2, TKEY

from tunescape.audio import tag_writer
from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import write_audio
from tunescape.audio.identity import identify
from tunescape.audio.signal import Signal
from tunescape.audio.tag_formats import field_texts
from tunescape.audio.tag_writer import TagChange, tag_changes, write_tags
from tunescape.audio.tags import read_tags
from tunescape.errors import TagError

WANTED = {"tempo": "128", "key": "F#m", "genre": "民谣"}
TAGGABLE = ["cbr.mp3", "noxing.mp3", "a.m4a", "video.mp4", "a.mov", "a.flac", "a.ogg", "a.opus", "a.wav"]
TAGGABLE += ["a.aiff", "a.wma", "a.wv", "a.tta", "alac.m4a", "flac.oga"]


def track_id(path: Path) -> str:
    with AudioFile(path) as audio:
        return identify(audio).track_id


def samples(path: Path) -> bytes:
    with AudioFile(path) as audio:
        identify(audio)
        return audio.read(0, 5).samples.tobytes()


def write(path: Path, wanted: dict[str, str] = WANTED) -> None:
    write_tags(str(path), tag_changes(str(path), wanted), track_id=track_id(path))


@pytest.fixture
def made(tmp_path: Path, play: Callable[..., Signal]) -> Callable[[str], Path]:
    def make(kind: str) -> Path:
        path = tmp_path / kind
        if kind in FORMATS:
            encode(path, play(1, seconds=0.6), kind)
        else:
            codec, container, rate, layout = MORE_FORMATS[kind]
            y = play(1, seconds=0.6, sample_rate=rate).samples
            encode_audio(path, y, codec=codec, container=container, rate=rate, layout=layout)
        return path

    return make


@pytest.mark.parametrize("kind", TAGGABLE)
def test_every_kind_of_file_says_what_was_heard(made: Callable[[str], Path], kind: str) -> None:
    path = made(kind)
    file = mutagen.File(path)
    if file.tags is None:
        file.add_tags()
    before = (track_id(path), samples(path))
    changes = tag_changes(str(path), WANTED)
    assert [(change.field, change.new) for change in changes] == list(WANTED.items())
    write_tags(str(path), changes, track_id=before[0])
    assert (track_id(path), samples(path)) == before
    held = field_texts(mutagen.File(path).tags)
    assert {field: held[field] for field in WANTED} == {field: [text] for field, text in WANTED.items()}
    assert read_tags(path).genre == "民谣"
    assert tag_changes(str(path), WANTED) == ()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("kind", ["cbr.mp3", "a.m4a", "a.flac", "a.opus", "a.wma"])
def test_other_tags_stay(made: Callable[[str], Path], kind: str) -> None:
    path = made(kind)
    file = mutagen.File(path, easy=True)
    if file.tags is None:
        file.add_tags()
    title, artist = ("title", "artist") if kind != "a.wma" else ("Title", "Author")
    file[title], file[artist] = "夜雨", ["A", "B"]
    file.save()
    write(path)
    again = mutagen.File(path, easy=True)
    assert [str(text) for text in again[title]] == ["夜雨"]
    assert [str(text) for text in again[artist]] == ["A", "B"]


@pytest.mark.parametrize("version", [3, 4])
def test_id3_keeps_its_version_and_pictures(made: Callable[[str], Path], version: int) -> None:
    path = made("cbr.mp3")
    ID3().save(path)
    tags = ID3(path)
    picture = os.urandom(5000)
    tags.add(APIC(encoding=0, mime="image/png", type=3, desc="front", data=picture))
    tags.add(TIT2(encoding=1, text="夜雨"))
    if version == 3:
        tags.update_to_v23()
    tags.save(path, v2_version=version)
    write(path)
    again = ID3(path)
    assert again.version[:2] == (2, version)
    assert again.getall("APIC")[0].data == picture
    assert (str(again["TBPM"]), str(again["TKEY"]), str(again["TIT2"])) == ("128", "F#m", "夜雨")


def test_an_id3v1_tag_in_an_encoding_of_its_own_stays(made: Callable[[str], Path]) -> None:
    path = made("cbr.mp3")
    tags = ID3()
    tags.add(TIT2(encoding=1, text="月亮代表我的心"))
    tags.save(path)
    old = b"TAG" + "月亮代表我的心".encode("gbk").ljust(124, b"\0") + b"\xff"
    path.write_bytes(path.read_bytes() + old)
    write(path)
    assert path.read_bytes().endswith(old)
    assert read_tags(path).title == "月亮代表我的心"


@pytest.mark.parametrize(
    ("field", "old", "new", "same"),
    [
        ("tempo", "128", "128", True),
        ("tempo", "127.96", "128", True),
        ("tempo", " 128,2 ", "128", True),
        ("tempo", "127", "128", False),
        ("tempo", "fast", "128", False),
        ("key", "Am", "Am", True),
        ("key", "A minor", "Am", True),
        ("key", "Abm", "G#m", True),
        ("key", "D♭maj", "Db", True),
        ("key", "c#", "Db", True),
        ("key", "A", "Am", False),
        ("key", "8A", "Am", False),
        ("genre", "Jazz ", "Jazz", True),
        ("genre", "jazz", "Jazz", False),
    ],
)
def test_what_means_the_same_is_not_touched(
    made: Callable[[str], Path], field: str, old: str, new: str, same: bool
) -> None:
    path = made("a.flac")
    file = mutagen.File(path)
    file[{"tempo": "BPM", "key": "initialkey", "genre": "genre"}[field]] = old
    file.save()
    assert tag_changes(str(path), {field: new}) == (() if same else (TagChange(field, old, new),))


def test_a_field_is_changed_where_it_stands(made: Callable[[str], Path]) -> None:
    path = made("a.flac")
    file = mutagen.File(path)
    file["KEY"], file["TEMPO"] = "C", "90"
    file.save()
    write(path)
    again = mutagen.File(path)
    assert (again["KEY"], again["TEMPO"]) == (["F#m"], ["128"])
    assert not {"initialkey", "bpm"} & set(again.tags.as_dict())


def test_owner_permissions_and_links_stay_and_the_time_is_that_of_the_change(
    made: Callable[[str], Path], tmp_path: Path
) -> None:
    path = made("a.flac")
    path.chmod(0o640)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    link = tmp_path / "folder" / "link.flac"
    link.parent.mkdir()
    link.symlink_to(path)
    started = time.time_ns() - 10**9  # the clock of a disk ticks more slowly, and lags behind
    before, after = write_tags(str(link), tag_changes(str(link), WANTED), track_id=track_id(path))
    assert link.is_symlink()
    status = path.stat()
    assert stat.S_IMODE(status.st_mode) == 0o640
    assert (status.st_uid, status.st_gid) == (before.st_uid, before.st_gid)
    assert before.st_mtime_ns == 1_000_000_000 * 10**9
    assert started <= status.st_mtime_ns <= time.time_ns()
    assert (after.st_size, after.st_mtime_ns) == (status.st_size, status.st_mtime_ns)
    assert read_tags(path).genre == "民谣"


def test_a_file_whose_sound_would_change_is_left_alone(
    made: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made("a.flac")
    content, identity = path.read_bytes(), track_id(path)

    def spoil(tags: object, field: str, value: str) -> None:
        (part,) = path.parent.glob(".tunescape-*.part")
        data = bytearray(part.read_bytes())
        data[-200:-100] = bytes(100)
        part.write_bytes(data)

    monkeypatch.setattr(tag_writer, "_set", spoil)
    with pytest.raises(TagError, match="would change its sound"):
        write_tags(str(path), tag_changes(str(path), WANTED), track_id=identity)
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_is_another_by_now_is_left_alone(
    made: Callable[[str], Path], play: Callable[..., Signal]
) -> None:
    path = made("a.flac")
    identity = track_id(path)
    write_audio(path, play(2, seconds=0.6))
    content = path.read_bytes()
    with pytest.raises(TagError, match="not what it was when it was analysed; analyse it again"):
        write_tags(str(path), tag_changes(str(path), WANTED), track_id=identity)
    assert path.read_bytes() == content


def test_a_file_that_others_change_meanwhile_is_left_to_them(
    made: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made("a.flac")
    identity = track_id(path)

    def meddle(*_: object) -> None:
        file = mutagen.File(path)
        file["title"] = "Theirs"
        file.save()

    monkeypatch.setattr(tag_writer, "_check_identity", meddle)
    with pytest.raises(TagError, match="changed by another program"):
        write_tags(str(path), tag_changes(str(path), WANTED), track_id=identity)
    assert read_tags(path).title == "Theirs"
    assert tag_changes(str(path), {"tempo": "128"}) == (TagChange("tempo", None, "128"),)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), mutagen.MutagenError("oops")])
def test_trouble_leaves_the_file_as_it_was(
    made: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    path = made("a.flac")
    content, changes, identity = path.read_bytes(), tag_changes(str(path), WANTED), track_id(path)

    def fail(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(mutagen.flac.FLAC, "save", fail)
    with pytest.raises(TagError, match="cannot be written"):
        write_tags(str(path), changes, track_id=identity)
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_is_read_only_stays_so(
    made: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made("a.flac")
    content = path.read_bytes()
    # what the system says of a file of mode 444, to anybody but root
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(TagError, match="permission denied"):
        write(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        ("video.mkv", "is of a kind whose tags cannot be written"),
        ("a.aac", "is of a kind that has no place for tags"),
        ("a.ac3", "is of a kind that has no place for tags"),
        ("a.avi", "has tags that cannot be read"),
    ],
)
def test_files_without_a_place_for_tags_are_refused_in_words(
    made: Callable[[str], Path], kind: str, complaint: str
) -> None:
    path = made(kind)
    content = path.read_bytes()
    with pytest.raises(TagError, match=complaint):
        tag_changes(str(path), WANTED)
    assert path.read_bytes() == content


def test_what_is_not_there_or_rubbish_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(TagError, match="does not exist"):
        tag_changes(str(tmp_path / "gone.mp3"), WANTED)
    (tmp_path / "a.flac").write_bytes(b"fLaC" + bytes(100))
    with pytest.raises(TagError, match="tags that cannot be read"):
        tag_changes(str(tmp_path / "a.flac"), WANTED)


def test_a_tag_of_several_values_says_its_first(made: Callable[[str], Path]) -> None:
    path = made("cbr.mp3")
    tags = ID3()
    tags.add(TKEY(encoding=3, text=["Am", "C"]))
    tags.save(path)
    assert tag_changes(str(path), {"key": "Em"}) == (TagChange("key", "Am", "Em"),)
    shutil.copy(path, path.with_name("copy.mp3"))
    write(path, {"key": "Em"})
    assert str(ID3(path)["TKEY"]) == "Em"
