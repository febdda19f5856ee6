"""From what is typed to two groups of tracks."""

import os
import unicodedata
from pathlib import Path

import pytest
from two_folders import Folders

from tunescape.discovery.compare.groups import REST, Group, find_group, find_pair
from tunescape.discovery.compare.playlist_reader import read_m3u
from tunescape.errors import QueryError


def test_a_folder_is_a_group(folders: Folders) -> None:
    group = find_group(folders.library, folders.path("hot"))
    assert (group.name, len(group.track_ids), group.unheard) == ("hot", 12, 0)
    assert len(find_group(folders.library, folders.music).track_ids) == 24


def test_a_folder_is_found_from_inside(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folders.music / "cold")
    assert len(find_group(folders.library, "../hot").track_ids) == 12
    assert find_group(folders.library, ".").name == "cold"


def test_files_that_are_not_in_the_library_are_counted(folders: Folders) -> None:
    new = folders.music / "hot" / "new.mp3"
    new.write_bytes(b"x")
    try:
        assert find_group(folders.library, folders.path("hot")).unheard == 1
    finally:
        new.unlink()


def test_a_condition_is_a_group(folders: Folders) -> None:
    group = find_group(folders.library, "year >= 2012")
    assert group.track_ids == find_group(folders.library, folders.path("cold")).track_ids


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_playlist_is_a_group(folders: Folders, tmp_path: Path, form: str) -> None:
    hot = folders.music / "hot"
    lines = [
        "#EXTM3U",
        str(hot / "00 夜.flac"),
        os.path.relpath(hot / "01 夜.flac", tmp_path),
        (hot / "02 夜.flac").as_uri(),
        str(hot / "gone.flac"),
        "https://example.org/stream",
        "",
    ]
    text = unicodedata.normalize(form, "\r\n".join(lines))
    (tmp_path / "list.m3u8").write_bytes(b"\xef\xbb\xbf" + text.encode())
    group = find_group(folders.library, tmp_path / "list.m3u8")
    assert (group.name, len(group.track_ids), group.unheard) == ("list", 3, 1)


def test_a_playlist_keeps_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "list.m3u").write_bytes(b"# comment\ncaf\xe9.flac\n/music/\xff.mp3\n")
    assert read_m3u(tmp_path / "list.m3u") == [os.fsencode(tmp_path) + b"/caf\xe9.flac", b"/music/\xff.mp3"]


def test_the_rest_is_everything_else(folders: Folders) -> None:
    pair = find_pair(folders.library, folders.path("hot"), REST)
    cold = find_group(folders.library, folders.path("cold"))
    assert (pair.b.name, pair.b.track_ids, pair.overlap) == ("rest", cold.track_ids, 0)


def test_tracks_in_both_groups_count_for_neither(folders: Folders) -> None:
    pair = find_pair(folders.library, "year < 2010", "year >= 2005")
    assert (len(pair.a.track_ids), len(pair.b.track_ids)) == (5, 14)
    assert (pair.overlap, pair.kept) == (5, None)
    assert not pair.a.track_ids & pair.b.track_ids


def test_a_part_is_compared_with_the_rest_of_its_whole(folders: Folders) -> None:
    for a, b in ((folders.path("hot"), folders.path(".")), (folders.path("."), folders.path("hot"))):
        pair = find_pair(folders.library, a, b)
        assert (len(pair.a.track_ids), len(pair.b.track_ids)) == (12, 12)
        assert (pair.overlap, pair.kept) == (12, "hot")


def test_folders_of_one_name_are_told_apart(folders: Folders, tmp_path: Path) -> None:
    groups = [Group("live", frozenset({"a", "b"})), Group("live", frozenset({"c"}))]
    pair = find_pair(folders.library, *groups)
    assert (pair.a.name, pair.b.name) == ("live", "live")
    (tmp_path / "hot.m3u8").write_text(folders.path("cold/12 夜.flac"))
    pair = find_pair(folders.library, folders.path("hot"), str(tmp_path / "hot.m3u8"))
    assert pair.a.name != pair.b.name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rank <= 5", "no track matches"),
        ("nonsense", "no folder, no playlist and no condition"),
        ("tempo_bpm >", "cannot read the condition"),
        ("loud = 3", "no field loud"),
        ("absent.m3u8", "cannot be read"),
        ("empty.m3u8", "names no file"),
        ("unknown.m3u8", "none of its tracks is in the library"),
        ("song.flac", "is one file"),
        ("nothing", "holds no audio files"),
        ("unheard", "none of its tracks is in the library"),
    ],
)
def test_what_is_no_group_is_refused(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.m3u8").write_text("#EXTM3U\n")
    (tmp_path / "unknown.m3u8").write_text("/nowhere/a.mp3\n")
    (tmp_path / "song.flac").write_bytes(b"x")
    (tmp_path / "nothing").mkdir()
    (tmp_path / "unheard").mkdir()
    (tmp_path / "unheard" / "a.mp3").write_bytes(b"x")
    with pytest.raises(QueryError, match=words):
        find_group(folders.library, text)


def test_two_times_the_same_is_refused(folders: Folders) -> None:
    with pytest.raises(QueryError, match="the same tracks"):
        find_pair(folders.library, folders.path("hot"), "year < 2012")
    with pytest.raises(QueryError, match="there is no rest"):
        find_pair(folders.library, folders.path("."), REST)
