"""Files are found once each, and what cannot be read is a failure."""

import os
from pathlib import Path

from tunescape.library.scan import scan


def names(paths: tuple[object, ...]) -> list[str]:
    return [os.path.basename(os.fsdecode(file.path)) for file in paths]  # type: ignore[attr-defined]


def touch(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_folders_are_searched_for_audio_to_any_depth(tmp_path: Path) -> None:
    for name in ("b.MP3", "a/deep/er/海.flac", "a/cover.jpg", "notes.txt", "a/._b.mp3", "v.mkv"):
        touch(tmp_path / name)
    assert names(scan([tmp_path]).files) == ["海.flac", "b.MP3", "v.mkv"]


def test_a_named_file_is_taken_whatever_its_extension_and_only_once(tmp_path: Path) -> None:
    odd = touch(tmp_path / "song.bin")
    song = touch(tmp_path / "song.mp3")
    found = scan([odd, song, tmp_path, str(song)])
    assert names(found.files) == ["song.bin", "song.mp3"]
    assert found.files[0].size == 1
    assert found.files[0].mtime_ns == odd.stat().st_mtime_ns


def test_what_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    touch(tmp_path / "good.mp3")
    touch(tmp_path / "empty.mp3", b"")
    os.mkfifo(tmp_path / "pipe.mp3")
    (tmp_path / "dangling.mp3").symlink_to(tmp_path / "nowhere")
    found = scan([tmp_path, tmp_path / "missing"])
    assert names(found.files) == ["good.mp3"]
    reasons = {os.path.basename(failure.file.path).decode(): failure.reason for failure in found.failures}
    assert reasons == {
        "empty.mp3": "is empty",
        "pipe.mp3": "is not a regular file",
        "dangling.mp3": "does not exist",
        "missing": "does not exist",
    }


def test_links_to_folders_are_not_followed_round_in_circles(tmp_path: Path) -> None:
    touch(tmp_path / "a" / "song.mp3")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert names(scan([tmp_path]).files) == ["song.mp3"]


def test_names_that_are_no_utf8_are_found(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.mp3")
    with open(path, "wb") as file:
        file.write(b"x")
    assert scan([tmp_path]).files[0].path == path


def test_patterns_leave_out_and_pick(tmp_path: Path) -> None:
    for name in ("a/1.mp3", "a/1.wav", "podcasts/p.mp3", "b/podcasts/q.mp3", "b/odd.bin", "b/keep.wav"):
        touch(tmp_path / name)
    assert names(scan([tmp_path], exclude=["*.wav", "/podcasts/"]).files) == ["1.mp3", "q.mp3"]
    assert names(scan([tmp_path], exclude=["*.wav", "!keep.wav"]).files) == [
        "1.mp3",
        "keep.wav",
        "q.mp3",
        "p.mp3",
    ]
    assert names(scan([tmp_path], include=["b/*"]).files) == ["keep.wav", "odd.bin", "q.mp3"]
    assert names(scan([tmp_path], include=["*.mp3"], exclude=["podcasts"]).files) == ["1.mp3"]


def test_an_ignore_file_speaks_for_its_folder(tmp_path: Path) -> None:
    for name in ("1.mp3", "a/1.mp3", "a/2.mp3", "a/b/1.mp3", "c/雨.mp3"):
        touch(tmp_path / name)
    touch(tmp_path / "a" / ".tunescapeignore", b"# demos\n/1.mp3\nb/\n")
    touch(tmp_path / "c" / ".tunescapeignore", "雨*\n".encode())
    assert names(scan([tmp_path]).files) == ["1.mp3", "2.mp3"]
    # what is named itself is taken
    assert names(scan([tmp_path / "a" / "1.mp3"]).files) == ["1.mp3"]
