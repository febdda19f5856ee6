from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelf import Shelf

from tunescape.errors import LibraryError, TunescapeError
from tunescape.interfaces.web.services.hear import hear_file
from tunescape.interfaces.web.services.uploads import keep_upload, safe_name, waiting_place
from tunescape.library.folders import folder_of, list_folders
from tunescape.library.store import Library


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_written(name: str) -> None:
    safe = safe_name(name)
    assert safe not in ("", ".", "..")
    assert not set(safe) & set('/\\\0<>:"|?*\n')
    assert len(safe.encode()) <= 190
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("夜雨.flac", "夜雨.flac"),
        ("../../etc/passwd", "passwd"),
        ("C:\\music\\a.mp3", "a.mp3"),
        (".mp3", "mp3"),
        ("...", "music"),
        ("a.b.c.ogg", "a.b.c.ogg"),
        ("song.<b>", "song.b"),
        ("What?.mp3", "What.mp3"),
    ],
)
def test_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_what_waits_lies_in_a_folder_of_its_own() -> None:
    (one, first), (other, second) = waiting_place("a.mp3"), waiting_place("a.mp3")
    with one, other:
        assert first != second
        assert first.parent.stat().st_mode & 0o077 == 0
    assert not first.parent.exists()


def test_what_is_kept_lies_in_a_folder_of_the_library(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    for text in (b"one", b"two"):
        (tmp_path / "a.mp3").write_bytes(text)
        folder = keep_upload(library, tmp_path / "a.mp3")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "a.mp3": b"one",
        "a (2).mp3": b"two",
    }
    assert folder_of(library, folder / "a.mp3") == list_folders(library)[0]
    assert (tmp_path / "a.mp3").exists()


def test_a_file_that_cannot_be_kept_leaves_nothing(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    with pytest.raises(LibraryError, match="cannot be kept"):
        keep_upload(library, tmp_path / "gone.mp3")
    assert list((library.path / "uploads").iterdir()) == []


def test_a_file_is_heard_and_compared_without_being_stored(copied: Shelf) -> None:
    before = copied.library.revision()
    track = copied.library.tracks()[0]
    found = hear_file(str(copied.library_path), track.path, 3)
    assert found["known"]
    assert len(found["similar"]) == 3
    assert "files" not in found
    assert "path" not in found["track"]
    assert copied.library.revision() == before


def test_in_an_empty_library_there_is_nothing_to_compare_with(shelf: Shelf, tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    found = hear_file(str(library.path), shelf.library.tracks()[0].path)
    assert found["similar"] == []
    assert not found["known"]
    assert found["track"]["duration_s"] > 1
    assert library.tracks() == []


def test_rubbish_is_refused_with_a_sentence(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    (tmp_path / "rubbish.mp3").write_bytes(bytes(range(256)) * 40)
    with pytest.raises(TunescapeError, match="not audio"):
        hear_file(str(library.path), str(tmp_path / "rubbish.mp3"))
