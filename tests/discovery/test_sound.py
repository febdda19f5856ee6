"""Tracks are found by path, id and title; the unclear is asked back."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.audio.tags import Tags
from tunescape.discovery.sound import find_sound, find_track, hear_missing
from tunescape.errors import QueryError, TunescapeError
from tunescape.features.registry import resolve_feature_sets
from tunescape.library.records import Description, FileStamp
from tunescape.library.store import Library
from tunescape.library.where import parse_where
from tunescape.library.writer import write_batch


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, invent: Callable[..., Description]) -> Library:
    library = Library(tmp_path_factory.mktemp("sounds"), create=True)
    titles = ["夜雨", "Rain", "Rain Again", "Sun", "Sun", "100%", "caf\u00e9"]
    found = [invent(i, f"/m/{i}.flac", tags=Tags(title, artist="X")) for i, title in enumerate(titles)]
    write_batch(library, found, segmentation="4x15")
    return library


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("/m/3.flac", "/m/3.flac"),
        ("夜", "/m/0.flac"),
        ("rain", "/m/1.flac"),
        ("again", "/m/2.flac"),
        ("%", "/m/5.flac"),
        ("cafe\u0301", "/m/6.flac"),
        ("00000004", "/m/4.flac"),
        (" Rain Again ", "/m/2.flac"),
    ],
)
def test_it_finds(library: Library, query: str, path: str) -> None:
    sound = find_sound(library, query)
    assert sound.track.path == path
    assert sound.stored
    assert set(sound.features) == set(resolve_feature_sets("all"))


def test_a_relative_path_is_found_too(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert find_sound(library, os.path.join("m", "1.flac")).track.title == "Rain"


def test_several_matches_are_listed(library: Library) -> None:
    with pytest.raises(QueryError, match="several tracks") as caught:
        find_sound(library, "sun")
    assert "00000003 X - Sun" in str(caught.value)
    assert "00000004 X - Sun" in str(caught.value)


def test_case_does_not_matter_in_any_script(library: Library, invent: Callable[..., Description]) -> None:
    found = [invent(20, "/m/20.flac", tags=Tags("Été")), invent(21, "/m/21.flac", tags=Tags("Кино"))]
    write_batch(library, found, segmentation="4x15")
    assert find_sound(library, "été").track.path == "/m/20.flac"
    assert find_sound(library, "КИНО").track.path == "/m/21.flac"
    assert library.tracks(parse_where('title = "кино"'))[0].path == "/m/21.flac"


def test_a_copy_is_found_by_its_own_name(tmp_path: Path, invent: Callable[..., Description]) -> None:
    library = Library(tmp_path / "library", create=True)
    track = invent(1, str(tmp_path / "a folder" / "1.flac"), tags=Tags("Song"))
    copies = [
        replace(track, file=FileStamp(os.fsencode(tmp_path / "b" / name), 2, 2), tags=Tags(title))
        for name, title in (("🎸 emoji 🎵.flac", "🎸 emoji 🎵"), ("2.flac", "By Another Name"))
    ]
    other = invent(2, str(tmp_path / "emoji" / "2.flac"), tags=Tags("Not Asked For"))
    for found in (track, *copies, other):
        path = Path(os.fsdecode(found.file.path))
        path.parent.mkdir(exist_ok=True)
        path.touch()  # a file that is gone has moved
    write_batch(library, [track, *copies, other], segmentation="4x15")
    for query in ("emoji", "🎵", "EMOJI 🎵.flac", "another name", "1.flac"):
        assert find_track(library, query) == library.track(track.track_id)
    with pytest.raises(QueryError, match="several tracks"):
        find_track(library, "2.flac")
    with pytest.raises(QueryError, match="no track matches"):
        find_track(library, "a folder")


def test_a_folder_is_no_track(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Rain Again").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find_sound(library, "Rain Again").track.path == "/m/2.flac"
    with pytest.raises(QueryError, match="no track matches"):
        find_sound(library, tmp_path)


@pytest.mark.parametrize("query", ["", "   ", "nothing like it", "ffffff", "abc", "\udcff"])
def test_no_match_says_what_to_do(library: Library, query: str) -> None:
    with pytest.raises(QueryError, match="no track matches"):
        find_sound(library, query)


def test_a_file_outside_is_heard_and_not_stored(
    library: Library, tmp_path: Path, play: Callable[..., Signal]
) -> None:
    path = tmp_path / "新歌.opus"
    write_audio(path, play(3, seconds=2.0), tags={"title": "新歌"})
    sound = find_sound(library, path)
    assert not sound.stored
    assert sound.track.title == "新歌"
    assert set(sound.features) == set(resolve_feature_sets("default"))
    assert path not in {Path(track.path) for track in library.tracks()}
    (tmp_path / "notes.txt").write_text("no music")
    with pytest.raises(TunescapeError, match="not audio"):
        find_sound(library, tmp_path / "notes.txt")


def test_what_is_missing_is_heard_on_request(
    library: Library, tmp_path: Path, play: Callable[..., Signal]
) -> None:
    path = tmp_path / "new.wav"
    write_audio(path, play(3, seconds=2.0))
    wanted = find_sound(library, path, wanted=("waveform",))
    assert set(wanted.features) == {*resolve_feature_sets("default"), "waveform"}
    sound = find_sound(library, path)
    complete = hear_missing(library, sound, ("statistical", "waveform"))
    assert set(complete.features) == {*sound.features, "waveform"}
    assert complete.features["statistical"] is sound.features["statistical"]
    assert (complete.features["waveform"] == wanted.features["waveform"]).all()
    assert hear_missing(library, complete, ("waveform",)) is complete
    path.unlink()
    with pytest.raises(TunescapeError, match="does not exist"):
        hear_missing(library, sound, ("waveform",))
