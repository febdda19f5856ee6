import os
from pathlib import Path

import pytest

from tunescape.errors import ScanError
from tunescape.interfaces.web.services import directories
from tunescape.interfaces.web.services.directories import list_directory, starting_places
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.store import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library", create=True)


@pytest.fixture
def music(tmp_path: Path) -> Path:
    root = tmp_path / "music"
    for name in ("beta", "Alpha", "民乐", ".hidden"):
        (root / name).mkdir(parents=True)
    (root / "song.mp3").write_bytes(b"x")
    (tmp_path / "private").mkdir()
    return root


def settings(library: Library, *roots: Path) -> WebSettings:
    return WebSettings(library=library.path, roots=roots or None)


def test_only_folders_are_named(library: Library, music: Path) -> None:
    found = list_directory(library, settings(library), str(music))
    assert found.names == ("Alpha", "beta", "民乐")
    assert found.parent == str(music.parent)
    assert not found.more


def test_nobody_goes_up_beyond_a_root(library: Library, music: Path) -> None:
    allowed = settings(library, music)
    assert list_directory(library, allowed, str(music)).parent is None
    assert list_directory(library, allowed, str(music / "beta")).parent == str(music)
    assert starting_places(allowed) == [str(music)]


@pytest.mark.parametrize("path", ["/", "/etc", "beta", "", "../private", "x\0y"])
def test_what_lies_elsewhere_is_refused(library: Library, music: Path, path: str) -> None:
    with pytest.raises(ScanError):
        list_directory(library, settings(library, music), path)


def test_climbing_out_of_a_root_is_refused(library: Library, music: Path) -> None:
    with pytest.raises(ScanError):
        list_directory(library, settings(library, music), f"{music}/../private")


def test_links_that_lead_out_of_a_root_are_not_offered(library: Library, music: Path) -> None:
    (music / "out").symlink_to(music.parent / "private")
    (music / "in").symlink_to(music / "beta")
    (music / "circle").symlink_to(music / "circle")
    assert "out" not in list_directory(library, settings(library, music), str(music)).names
    assert "in" in list_directory(library, settings(library, music), str(music)).names
    assert "out" in list_directory(library, settings(library), str(music)).names


def test_a_folder_with_very_many_shows_the_first(
    library: Library, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directories, "MOST_NAMES", 2)
    found = list_directory(library, settings(library), str(music))
    assert found.names == ("Alpha", "beta")
    assert found.more


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_a_sentence(library: Library, music: Path) -> None:
    (music / "beta").chmod(0)
    with pytest.raises(ScanError, match="cannot be read"):
        list_directory(library, settings(library), str(music / "beta"))
    (music / "beta").chmod(0o755)
