"""Which folders a library hears, and what lies in them."""

import os
from pathlib import Path

import pytest

from tunescape.errors import LibraryError
from tunescape.library.folders import add_folders, folder_of, forget_folder, list_folders
from tunescape.library.ingest import analyze
from tunescape.library.store import Library


def test_folders_are_kept_once_and_the_outermost_counts(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    for name in ("music/a", "music/b", "music/ab"):
        (tmp_path / name).mkdir(parents=True)
    add_folders(library, [tmp_path / "music/a", tmp_path / "music/a/", tmp_path / "music/b"])
    assert list_folders(library) == [os.fsencode(tmp_path / "music" / name) for name in ("a", "b")]
    add_folders(library, [tmp_path / "music"])
    add_folders(library, [tmp_path / "music/ab"])
    assert list_folders(library) == [os.fsencode(tmp_path / "music")]


def test_a_file_counts_as_its_folder(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    (tmp_path / "song.flac").touch()
    add_folders(library, [tmp_path / "song.flac"])
    assert list_folders(library) == [os.fsencode(tmp_path)]


def test_links_and_dots_do_not_lead_out_of_a_folder(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    (tmp_path / "music").mkdir()
    (tmp_path / "music-not").mkdir()
    secret = tmp_path / "secret.txt"
    secret.touch()
    (tmp_path / "music/link.flac").symlink_to(secret)
    add_folders(library, [tmp_path / "music"])
    assert folder_of(library, tmp_path / "music/deep/song.flac") == os.fsencode(tmp_path / "music")
    for outside in ("music/link.flac", "music/../secret.txt", "music-not/song.flac", "secret.txt"):
        assert folder_of(library, tmp_path / outside) is None


def test_a_folder_that_is_itself_a_link_serves_what_it_points_to(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    (tmp_path / "disk").mkdir()
    (tmp_path / "music").symlink_to(tmp_path / "disk")
    add_folders(library, [tmp_path / "music"])
    assert folder_of(library, tmp_path / "music/song.flac") == os.fsencode(tmp_path / "music")


def test_forgetting(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    add_folders(library, [tmp_path])
    forget_folder(library, tmp_path)
    assert list_folders(library) == []
    with pytest.raises(LibraryError, match="not one of the library's folders"):
        forget_folder(library, tmp_path)


def test_an_analysis_remembers_its_folders(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    (tmp_path / "music").mkdir()
    analyze(library, [tmp_path / "music", tmp_path / "nowhere"])
    assert list_folders(library) == [os.fsencode(tmp_path / "music")]
