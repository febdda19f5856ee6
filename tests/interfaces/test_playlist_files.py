"""Playlists that players can read back, whatever the files are called."""

import csv
import errno
import io
import json
import os
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tunescape.discovery.neighbours import Match
from tunescape.discovery.playlist import Playlist
from tunescape.errors import ExportError
from tunescape.interfaces.documents import playlist_document
from tunescape.interfaces.locations import PathMapping
from tunescape.interfaces.playlist_files import (
    PLAYLIST_FORMATS,
    check_playlist_path,
    copy_tracks,
    write_playlist,
)
from tunescape.library.records import Track

XSPF = {"x": "http://xspf.org/ns/0/"}

file_names = st.binary(min_size=1, max_size=40).filter(
    lambda name: not {b"/"[0], 0} & set(name) and name not in (b".", b"..")
)
odd_names = st.one_of(
    file_names,
    st.text("a\"'&<>%#? ;:\\+é夜🎵", min_size=1).map(str.encode),
)


def playlist(paths: Sequence[str | bytes | Path], **tags: str | None) -> Playlist:
    tracks = [
        Track(
            track_id=f"{i:032x}",
            path=os.fsdecode(path),
            title=tags.get("title") or f"Title {i}",
            artist=tags.get("artist"),
            album=tags.get("album"),
            genre=None,
            year=None,
            duration_s=61.5 + i,
            tempo_bpm=None,
            key=None,
            tags=(),
        )
        for i, path in enumerate(paths, 1)
    ]
    matches = tuple(Match(i, track, 1 / i) for i, track in enumerate(tracks, 1))
    return Playlist(matches, tuple(tracks[:1]))


def m3u8_paths(file: Path) -> list[bytes]:
    """Read a playlist as a player does: lines, but comments, from the playlist's folder."""
    lines = file.read_bytes().split(b"\n")
    names = [line.lstrip(b" \t") for line in lines if line and not line.startswith(b"#")]
    return [os.path.normpath(os.path.join(os.fsencode(file.parent), name)) for name in names]


def uri_path(file: Path, location: str) -> bytes:
    return unquote_to_bytes(urlsplit(urljoin(file.as_uri(), location)).path)


def xspf_tracks(file: Path) -> list[ET.Element]:
    return ET.fromstring(file.read_bytes()).findall("x:trackList/x:track", XSPF)


def xspf_text(track: ET.Element, name: str) -> str:
    text = track.findtext(f"x:{name}", namespaces=XSPF)
    assert text is not None
    return text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("playlists")


def test_m3u8_names_length_artist_title_and_place(tmp_path: Path) -> None:
    write_playlist(
        playlist([tmp_path / "夜曲.mp3", tmp_path / "b.flac"], artist="周杰倫"), tmp_path / "p.m3u8"
    )
    assert (tmp_path / "p.m3u8").read_bytes().decode("utf-8").splitlines() == [
        "#EXTM3U",
        "#EXTINF:62,周杰倫 - Title 1",
        "夜曲.mp3",
        "#EXTINF:64,周杰倫 - Title 2",
        "b.flac",
    ]


def test_a_title_with_a_line_break_stays_on_one_line(tmp_path: Path) -> None:
    write_playlist(playlist([tmp_path / "a.mp3"], title="one\r\ntwo"), tmp_path / "p.m3u8")
    assert (tmp_path / "p.m3u8").read_text().splitlines()[1:] == ["#EXTINF:62,one two", "a.mp3"]


def test_locations_are_relative_below_a_shared_folder_and_absolute_otherwise(tmp_path: Path) -> None:
    target = tmp_path / "lists" / "p.m3u8"
    target.parent.mkdir()
    inside = tmp_path / "music" / "a.mp3"
    write_playlist(playlist([inside, "/another root/b.mp3"]), target)
    assert target.read_text().splitlines()[2::2] == ["../music/a.mp3", "/another root/b.mp3"]
    xspf = target.with_suffix(".xspf")
    write_playlist(playlist([inside, "/another root/b.mp3"]), xspf)
    locations = [xspf_text(track, "location") for track in xspf_tracks(xspf)]
    assert locations == ["../music/a.mp3", "file:///another root/b.mp3"]


def test_relative_to_the_playlist_not_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lists").mkdir()
    monkeypatch.chdir(tmp_path)
    write_playlist(playlist([tmp_path / "a.mp3"]), "lists/p.m3u8")
    assert m3u8_paths(tmp_path / "lists" / "p.m3u8") == [os.fsencode(tmp_path / "a.mp3")]


def test_a_location_that_a_link_would_lead_astray_is_absolute(tmp_path: Path) -> None:
    (tmp_path / "far" / "away").mkdir(parents=True)
    (tmp_path / "lists").symlink_to(tmp_path / "far" / "away")
    song = tmp_path / "a.mp3"
    song.touch()
    write_playlist(playlist([song, tmp_path / "lists" / "b.mp3"]), tmp_path / "lists" / "p.m3u8")
    locations = (tmp_path / "lists" / "p.m3u8").read_text().splitlines()[2::2]
    assert (tmp_path / "lists" / locations[0]).samefile(song)
    assert locations[1] == "b.mp3"


@given(name=odd_names.filter(lambda name: not {10, 13} & set(name)))
@example(name=b"#1 hit.mp3")
@example(name=b" #1.mp3")
@example(name=b"caf\xe9.mp3")
@settings(deadline=None)
def test_m3u8_holds_names_byte_for_byte(folder: Path, name: bytes) -> None:
    path = os.path.join(os.fsencode(folder), name)
    write_playlist(playlist([path]), folder / "p.m3u8")
    assert m3u8_paths(folder / "p.m3u8") == [path]


@pytest.mark.parametrize("line_break", ["\n", "\r"])
def test_m3u8_refuses_a_name_with_a_line_break_and_leaves_what_was_there(
    tmp_path: Path, line_break: str
) -> None:
    target = tmp_path / "p.m3u8"
    target.write_text("old")
    with pytest.raises(ExportError, match=r"line break.*write \.xspf"):
        write_playlist(playlist([tmp_path / "fine.mp3", tmp_path / f"a{line_break}b.mp3"]), target)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["p.m3u8"]


@given(name=odd_names, title=st.text(min_size=1))
@example(name=b"http://x?y#z".replace(b"/", b":"), title="a < b & c ]]> \uffff \x00 \x1b[31m")
@example(name=b"caf\xe9\n%20.mp3", title="夜曲 🎵")
@settings(deadline=None)
def test_xspf_is_well_formed_and_leads_to_the_file(folder: Path, name: bytes, title: str) -> None:
    path = os.path.join(os.fsencode(folder), name)
    file = folder / "p.xspf"
    write_playlist(playlist([path], title=title), file)
    (track,) = xspf_tracks(file)
    assert uri_path(file, xspf_text(track, "location")) == path


def test_xspf_says_what_the_specification_asks_for(tmp_path: Path) -> None:
    file = tmp_path / "p.xspf"
    write_playlist(playlist([tmp_path / "a.mp3"], title="雨 & <b>", artist='"X"', album="Y"), file)
    root = ET.fromstring(file.read_bytes())
    assert (root.tag, root.get("version")) == ("{http://xspf.org/ns/0/}playlist", "1")
    (track,) = xspf_tracks(file)
    assert {element.tag.rpartition("}")[2]: element.text for element in track} == {
        "location": "a.mp3",
        "title": "雨 & <b>",
        "creator": '"X"',
        "album": "Y",
        "duration": "62500",
    }


def test_what_is_not_known_is_left_out_of_xspf_and_jspf(tmp_path: Path) -> None:
    for suffix in (".xspf", ".jspf"):
        write_playlist(playlist([tmp_path / "a.mp3"]), tmp_path / f"p{suffix}")
        text = (tmp_path / f"p{suffix}").read_text()
        assert "creator" not in text
        assert "album" not in text
        assert "None" not in text


@given(name=odd_names, title=st.text(min_size=1))
@settings(deadline=None)
def test_jspf_is_json_and_leads_to_the_file(folder: Path, name: bytes, title: str) -> None:
    path = os.path.join(os.fsencode(folder), name)
    file = folder / "p.jspf"
    write_playlist(playlist([path], title=title, artist="周杰倫"), file)
    (track,) = json.loads(file.read_bytes())["playlist"]["track"]
    (location,) = track.pop("location")
    assert uri_path(file, location) == path
    assert track == {"title": title, "creator": "周杰倫", "duration": 62500}


@given(title=st.text(min_size=1), artist=st.text(min_size=1))
@example(title='a, "b"\r\nc;d', artist="周杰倫")
@settings(deadline=None)
def test_csv_comes_back_from_the_csv_module(folder: Path, title: str, artist: str) -> None:
    file = folder / "p.csv"
    write_playlist(playlist([folder / "a.mp3"], title=title, artist=artist), file)
    (row,) = csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline=""))
    assert row == {
        "rank": "1",
        "title": title,
        "artist": artist,
        "album": "",
        "duration_s": "62.5",
        "similarity": "1.0000",
        "path": "a.mp3",
        "track_id": f"{1:032x}",
    }


def test_csv_tells_spreadsheets_that_it_is_utf_8(tmp_path: Path) -> None:
    write_playlist(playlist([b"/caf\xe9.mp3"]), tmp_path / "p.csv")
    content = (tmp_path / "p.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfrank,")
    assert "/caf\\xe9.mp3" in content.decode("utf-8")


def test_json_is_the_document_of_the_command_line(tmp_path: Path) -> None:
    made = playlist([tmp_path / "夜曲.mp3", os.fsencode(tmp_path) + b"/caf\xe9.mp3"])
    write_playlist(made, tmp_path / "p.json")
    assert json.loads((tmp_path / "p.json").read_bytes()) == playlist_document(made)


@pytest.mark.parametrize("suffix", PLAYLIST_FORMATS)
def test_every_format_keeps_the_order_and_takes_capitals(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"P{suffix.upper()}"
    write_playlist(playlist([tmp_path / f"{name}.mp3" for name in "zyx"]), target)
    text = target.read_text(encoding="utf-8")
    assert text.index("z.mp3") < text.index("y.mp3") < text.index("x.mp3")


@pytest.mark.parametrize("suffix", PLAYLIST_FORMATS)
def test_an_empty_playlist_can_be_written(tmp_path: Path, suffix: str) -> None:
    write_playlist(playlist([]), tmp_path / f"p{suffix}")
    assert (tmp_path / f"p{suffix}").stat().st_size > 0


def test_m3u_is_m3u8_by_another_name(tmp_path: Path) -> None:
    for suffix in (".m3u8", ".m3u"):
        write_playlist(playlist([tmp_path / "夜曲.mp3"], artist="周杰倫"), tmp_path / f"p{suffix}")
    assert (tmp_path / "p.m3u").read_bytes() == (tmp_path / "p.m3u8").read_bytes()


@pytest.mark.parametrize("suffix", PLAYLIST_FORMATS)
def test_every_format_names_places_as_another_machine_does(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"p{suffix}"
    songs = [tmp_path / "夜 #1.mp3", "/elsewhere/b.mp3"]
    write_playlist(playlist(songs), target, mappings=[PathMapping(str(tmp_path), "/mnt/nas")])
    text = target.read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    names = ("/mnt/nas/夜 #1.mp3", "file:///mnt/nas/%E5%A4%9C%20%231.mp3", "file:///mnt/nas/夜 %231.mp3")
    assert sum(name in text for name in names) == 1
    assert "/elsewhere/b.mp3" in text


@pytest.mark.parametrize("name", ["p", "p.pls", "p.mp3", ".m3u8", "p.m3u8.txt"])
def test_an_unknown_extension_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"use \.m3u8, \.m3u, \.xspf, \.jspf, \.csv, \.json"):
        check_playlist_path(tmp_path / name)
    with pytest.raises(ExportError, match="no extension of a playlist"):
        write_playlist(playlist(["/a.mp3"]), tmp_path / name)
    assert os.listdir(tmp_path) == []


@pytest.fixture
def songs(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "music" / name for name in ("夜曲.mp3", "cd 1/01.mp3", "cd 2/01.mp3")]
    for i, path in enumerate(paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"sound %d" % i)
    return paths


def test_copies_are_numbered_and_listed_beside_them(tmp_path: Path, songs: list[Path]) -> None:
    stick = tmp_path / "new" / "stick"
    result = copy_tracks(playlist(songs), stick)
    names = ["01 夜曲.mp3", "02 01.mp3", "03 01.mp3"]
    assert sorted(os.listdir(stick)) == [*names, "playlist.m3u8"]
    assert [(stick / name).read_bytes() for name in names] == [b"sound 0", b"sound 1", b"sound 2"]
    assert (stick / "playlist.m3u8").read_text().splitlines()[2::2] == names
    assert [match.track.path for match in result.tracks] == [str(stick / name) for name in names]
    assert result.seeds == playlist(songs).seeds


def test_copies_of_long_playlists_sort_in_playing_order(tmp_path: Path, songs: list[Path]) -> None:
    copy_tracks(playlist([songs[0]] * 100), tmp_path / "stick")
    names = sorted(os.listdir(tmp_path / "stick"))
    assert (names[0], names[99]) == ("001 夜曲.mp3", "100 夜曲.mp3")


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        (b'A: "B?" <C>|*\\.mp3', "01 A_ _B__ _C____.mp3"),
        (b"tab\there.mp3", "01 tab_here.mp3"),
        (b"caf\xe9.mp3", "01 caf_.mp3"),
        ("夜雨 🎵 #1 & 'x'.mp3".encode(), "01 夜雨 🎵 #1 & 'x'.mp3"),
    ],
)
def test_copies_have_names_that_memory_sticks_allow(tmp_path: Path, name: bytes, copy: str) -> None:
    song = os.path.join(os.fsencode(tmp_path), name)
    Path(os.fsdecode(song)).write_bytes(b"sound")
    copy_tracks(playlist([song]), tmp_path / "stick")
    assert (tmp_path / "stick" / copy).read_bytes() == b"sound"
    assert (tmp_path / "stick" / "playlist.m3u8").read_text().splitlines()[2:] == [copy]


def test_a_second_run_leaves_the_copies_alone(tmp_path: Path, songs: list[Path]) -> None:
    stick = tmp_path / "stick"
    copy_tracks(playlist(songs), stick)
    before = {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in stick.glob("*.mp3")}
    copy_tracks(playlist(songs), stick)
    assert before == {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in stick.glob("*.mp3")
    }


@pytest.mark.parametrize("other", [b"longer than the song", b"sound X"])
def test_another_file_of_the_same_name_is_never_overwritten(
    tmp_path: Path, songs: list[Path], other: bytes
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "02 01.mp3").write_bytes(other)
    with pytest.raises(ExportError, match=r"02 01\.mp3: another file.*choose an empty folder"):
        copy_tracks(playlist(songs), stick)
    assert (stick / "02 01.mp3").read_bytes() == other


def test_another_playlist_in_the_folder_is_never_mixed_with_this_one(
    tmp_path: Path, songs: list[Path]
) -> None:
    stick = tmp_path / "stick"
    copy_tracks(playlist(songs[:2]), stick)
    before = {path.name: path.read_bytes() for path in stick.iterdir()}
    with pytest.raises(ExportError, match=r"stick/playlist\.m3u8: another playlist.*choose an empty folder"):
        copy_tracks(playlist(songs[1:]), stick)
    assert {path.name: path.read_bytes() for path in stick.iterdir()} == before


def test_copies_that_were_interrupted_are_completed(tmp_path: Path, songs: list[Path]) -> None:
    stick = tmp_path / "stick"
    (gone := songs[1]).rename(tmp_path / "away")
    with pytest.raises(ExportError):
        copy_tracks(playlist(songs), stick)
    (tmp_path / "away").rename(gone)
    copy_tracks(playlist(songs), stick)
    assert len(os.listdir(stick)) == 4


def test_a_file_that_has_gone_is_named_and_leaves_nothing_half(tmp_path: Path, songs: list[Path]) -> None:
    songs[1].unlink()
    with pytest.raises(ExportError, match="cannot be copied") as caught:
        copy_tracks(playlist(songs), tmp_path / "stick")
    assert caught.value.path == str(songs[1])
    assert os.listdir(tmp_path / "stick") == ["01 夜曲.mp3"]


def test_a_full_disk_leaves_no_half_copy(
    tmp_path: Path, songs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_up(_source: Path, target: Path) -> None:
        target.write_bytes(b"sou")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    monkeypatch.setattr(shutil, "copy2", fill_up)
    with pytest.raises(ExportError, match="cannot be copied \\(No space left on device\\)"):
        copy_tracks(playlist(songs), tmp_path / "stick")
    assert os.listdir(tmp_path / "stick") == []


def test_copies_need_a_folder(tmp_path: Path, songs: list[Path]) -> None:
    with pytest.raises(ExportError, match="folder cannot be made"):
        copy_tracks(playlist(songs), songs[0])
