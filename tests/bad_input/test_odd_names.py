"""Names that are no gift to anybody: stored byte for byte, shown escaped, written where they can be held."""

import csv
import json
import os
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from outcome import Outcome

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.interfaces.documents import shown
from tunescape.library.ingest import analyze
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

Run = Callable[..., Outcome]

# listed as: names in Chinese, with emoji, with blanks, #, % and quotes
TAME = [
    *(
        name.encode()
        for name in ("夜曲.flac", "👩‍🎤🎵.flac", " blank.flac", "#1.flac", "100%41.flac", '"-".flac')
    )
]
# listed as: a name that is not UTF-8
NOT_UTF8 = b"caf\xe9.flac"
# listed as: a name of 255 bytes
LONGEST = [b"a" * 250 + b".flac", "夜".encode() * 83 + b"x.flac"]
# listed as: a name with a line break or another control character
BROKEN = [b"line\nbreak.flac", b"re\rturn.flac"]
CONTROL = b"red\x1b[31m\x07.flac"
NAMES = [*TAME, NOT_UTF8, *LONGEST, *BROKEN, CONTROL]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    """One song of each name, untagged."""
    folder = tmp_path_factory.mktemp("names")
    bench = tmp_path_factory.mktemp("bench")
    for seed, name in enumerate(NAMES):
        write_audio(bench / "song.flac", play(seed, seconds=0.5))
        shutil.move(bench / "song.flac", os.path.join(folder, os.fsdecode(name)))
    return folder


@pytest.fixture(scope="module")
def library(names: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = Library(tmp_path_factory.mktemp("library"), create=True)
    analyze(library, [names], AnalysisSettings(jobs=1, features="statistical,fingerprint"))
    return library


def visible(text: str) -> bool:
    """Tell whether a terminal would show a text as it is, and obey none of it."""
    return not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in text.replace("\n", ""))


def test_paths_are_stored_byte_for_byte(names: Path, library: Library) -> None:
    paths = {path for track in library.tracks() for path in library.files_of(track.track_id)}
    assert paths == {os.path.join(os.fsencode(names), name) for name in NAMES}


@pytest.mark.parametrize("command", ["list", "show"])
def test_json_tells_them_so_that_they_can_be_opened(tunescape: Run, library: Library, command: str) -> None:
    place = ("--library", library.path, "--json")
    if command == "list":
        paths = [row["path"] for row in tunescape("list", *place).document]
    else:
        paths = [
            tunescape("show", track.path, *place).document["track"]["path"] for track in library.tracks()
        ]
    assert len(paths) == len(NAMES)
    assert all(os.path.exists(path) for path in paths)


def test_no_name_gives_orders_to_the_terminal(tunescape: Run, library: Library) -> None:
    assert visible(tunescape("list", "--library", library.path).err)
    for track in library.tracks():
        told = tunescape("show", track.path, "--library", library.path).err
        assert visible(told)
        lines = [line for line in told.splitlines() if line.startswith("file ")]
        assert len(lines) == 1
        assert lines[0].endswith(".flac")


def test_failures_and_refusals_are_one_visible_line_each(tunescape: Run, tmp_path: Path) -> None:
    for name in NAMES:
        with open(os.path.join(tmp_path, os.fsdecode(name)), "wb") as file:
            file.write(b"no song")
    for outcome in (tunescape("analyze", tmp_path), tunescape("failures")):
        told = [line for line in outcome.err.splitlines() if "is not audio" in line]
        assert len(told) == len(NAMES)
        assert all(".flac: is not audio that can be read, or is damaged" in line for line in told)
        assert visible(outcome.err)
    for name in [*BROKEN, CONTROL]:
        outcome = tunescape("show", os.path.join(os.fsencode(tmp_path), name))
        assert outcome.refused("is not audio")
        assert visible(outcome.err)
        assert len(outcome.err.splitlines()) == 1


def write(tunescape: Run, library: Library, target: Path) -> Outcome:
    space = ("--space", "statistical", "--max-per-artist", "0", "--library", library.path)
    return tunescape("playlist", "夜曲", *space, "-o", target)


def located(playlist: Path) -> list[bytes]:
    """Read the locations of a playlist as a player would, and give the names of the files there."""
    content = playlist.read_bytes()
    match playlist.suffix:
        case ".m3u8":
            paths = [line for line in content.split(b"\n") if line and not line.startswith(b"#")]
        case ".xspf":
            found = ET.fromstring(content).iter("{http://xspf.org/ns/0/}location")
            paths = [unquote_to_bytes(element.text or "") for element in found]
        case ".jspf":
            tracks = json.loads(content)["playlist"]["track"]
            paths = [unquote_to_bytes(track["location"][0]) for track in tracks]
        case ".json":
            paths = [os.fsencode(row["path"]) for row in json.loads(content)["tracks"]]
    there = [os.path.join(os.fsencode(playlist.parent), path) for path in paths]
    assert all(os.path.exists(path) for path in there)
    return [os.path.basename(path) for path in there]


@pytest.mark.parametrize("suffix", ["xspf", "jspf", "json"])
def test_formats_that_escape_hold_every_name(
    tunescape: Run, library: Library, tmp_path: Path, suffix: str
) -> None:
    target = tmp_path / f"list.{suffix}"
    assert write(tunescape, library, target).code == 0
    assert sorted(located(target)) == sorted(NAMES)


def test_a_table_is_for_the_eye(tunescape: Run, library: Library, tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    assert write(tunescape, library, target).code == 0
    rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert sorted(os.path.basename(row["path"]) for row in rows) == sorted(map(shown, NAMES))
    assert all(visible(row["path"]) for row in rows)


def test_m3u8_holds_what_it_can_and_refuses_line_breaks(tunescape: Run, names: Path, tmp_path: Path) -> None:
    music = tmp_path / "music"
    shutil.copytree(names, music)
    tunescape("analyze", music)
    library = Library(tmp_path / "library")
    target = tmp_path / "list.m3u8"
    assert write(tunescape, library, target).refused("line break in its name", "write .xspf or .jspf")
    assert not target.exists()
    for name in BROKEN:
        os.unlink(os.path.join(os.fsencode(music), name))
    tunescape("analyze", music)
    assert write(tunescape, library, target).code == 0
    assert sorted(located(target)) == sorted(set(NAMES) - set(BROKEN))


def test_copies_have_names_that_any_disk_takes(tunescape: Run, library: Library, tmp_path: Path) -> None:
    place = ("--space", "statistical", "--max-per-artist", "0", "--library", library.path)
    outcome = tunescape("playlist", "夜曲", *place, "--copy-to", tmp_path / "stick")
    assert outcome.code == 0
    copies = [os.fsencode(path.name) for path in (tmp_path / "stick").iterdir()]
    assert len(copies) == len(NAMES) + 1
    assert all(visible(name.decode()) for name in copies)
    assert len(located(tmp_path / "stick" / "playlist.m3u8")) == len(NAMES)


# listed as: a playlist whose own name is too long
def test_a_playlist_whose_own_name_is_too_long(tunescape: Run, library: Library, tmp_path: Path) -> None:
    target = tmp_path / ("p" * 251 + ".xspf")
    assert write(tunescape, library, target).refused("cannot be written (File name too long)")
    assert os.listdir(tmp_path) == []
