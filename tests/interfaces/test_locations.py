"""Places of tracks: as a playlist's folder sees them, and as another machine does."""

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.errors import SettingsError
from tunescape.interfaces.locations import Locations, PathMapping, parse_path_mapping

parts = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1).filter(
    lambda part: part not in (".", "..")
)


def locations(*mappings: str, folder: str = "/lists") -> Locations:
    return Locations(folder, [parse_path_mapping(text) for text in mappings])


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("/music=/mnt/nas", "/music", "/mnt/nas"),
        ("/music/=/mnt/nas/", "/music", "/mnt/nas/"),
        ("/a/../music//x=/y", "/music/x", "/y"),
        ("/=/everything", "/", "/everything"),
        ("/我的 音乐=/歌 曲", "/我的 音乐", "/歌 曲"),
        (r"/music=Z:\Music", "/music", r"Z:\Music"),
        (r"/music=\\nas\music", "/music", r"\\nas\music"),
        ("/a=b=/c=d", "/a=b", "/c=d"),
        ("/a=/b=/c", "/a", "/b=/c"),
    ],
)
def test_a_mapping_is_two_absolute_paths(text: str, source: str, target: str) -> None:
    assert parse_path_mapping(text) == PathMapping(source, target)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/music", "has no ="),
        ("", "has no ="),
        ("=", "absolute path on both sides"),
        ("/music=", "absolute path on both sides"),
        ("=/mnt", "absolute path on both sides"),
        ("music=/mnt", "absolute path on both sides"),
        ("/music=mnt", "absolute path on both sides"),
        ("~/Music=/mnt", "absolute path on both sides"),
        (r"/music=Z:Music", "absolute path on both sides"),
        ("/music=http://nas/music", "absolute path on both sides"),
    ],
)
def test_anything_else_is_refused_with_an_example(text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=f"{words}.*like /music=/mnt/nas"):
        parse_path_mapping(text)


@pytest.mark.parametrize(
    ("mapping", "path", "name", "uri"),
    [
        ("/music=/mnt/nas", "/music/a b.mp3", "/mnt/nas/a b.mp3", "file:///mnt/nas/a%20b.mp3"),
        ("/music/=/mnt/nas/", "/music/夜.mp3", "/mnt/nas/夜.mp3", "file:///mnt/nas/%E5%A4%9C.mp3"),
        ("/=/all", "/music/a.mp3", "/all/music/a.mp3", "file:///all/music/a.mp3"),
        ("/music=/", "/music/a.mp3", "/a.mp3", "file:///a.mp3"),
        (r"/music=Z:\Music", "/music/x/a b#.mp3", r"Z:\Music\x\a b#.mp3", "file:///Z:/Music/x/a%20b%23.mp3"),
        ("/music=Z:/Music", "/music/x/a.mp3", "Z:/Music/x/a.mp3", "file:///Z:/Music/x/a.mp3"),
        ("/music=Z:\\", "/music/a.mp3", r"Z:\a.mp3", "file:///Z:/a.mp3"),
        (r"/music=\\nas\m", "/music/C:a.mp3", r"\\nas\m\C:a.mp3", "file://nas/m/C%3Aa.mp3"),
    ],
)
def test_what_lies_under_the_source_is_named_as_the_other_machine_does(
    mapping: str, path: str, name: str, uri: str
) -> None:
    # a playlist in the music's own folder is no reason to be relative
    for folder in ("/lists", "/music"):
        assert locations(mapping, folder=folder).name(path) == name
        assert locations(mapping, folder=folder).uri(path) == uri


@pytest.mark.parametrize("path", ["/musical/a.mp3", "/Music/a.mp3", "/x/music/a.mp3", "/mus"])
def test_what_only_looks_like_the_source_is_left_alone(path: str) -> None:
    mapped = locations("/music=/mnt/nas")
    assert mapped.elsewhere(path) is None
    assert mapped.name(path) == path


@pytest.mark.parametrize("order", [1, -1])
def test_the_longest_source_wins_in_any_order(order: int) -> None:
    mapped = locations(*["/music=/a", "/music/live=/b", "/=/c"][::order])
    assert mapped.name("/music/x.mp3") == "/a/x.mp3"
    assert mapped.name("/music/live/x.mp3") == "/b/x.mp3"
    assert mapped.name("/music/liver/x.mp3") == "/a/liver/x.mp3"
    assert mapped.name("/else/x.mp3") == "/c/else/x.mp3"


def test_places_that_no_mapping_covers_stay_relative() -> None:
    mapped = locations("/music/far=/mnt", folder="/music/lists")
    assert mapped.name("/music/near/a b.mp3") == "../near/a b.mp3"
    assert mapped.uri("/music/near/a b.mp3") == "../near/a%20b.mp3"


def test_a_folder_mapped_to_itself_makes_places_absolute() -> None:
    assert locations(folder="/music").name("/music/a.mp3") == "a.mp3"
    assert locations("/music=/music", folder="/music").name("/music/a.mp3") == "/music/a.mp3"


def test_a_folder_is_the_same_composed_and_decomposed_and_names_stay_as_they_are() -> None:
    composed, decomposed = "\u00e9t\u00e9", "e\u0301te\u0301"
    for typed, there in ((composed, decomposed), (decomposed, composed)):
        assert locations(f"/{typed}=/mnt").name(f"/{there}/{there}.mp3") == f"/mnt/{there}.mp3"


def test_names_that_are_no_text_come_through_byte_for_byte() -> None:
    path = os.fsdecode(b"/music/caf\xe9.mp3")
    mapped = locations("/music=/mnt")
    assert os.fsencode(mapped.name(path)) == b"/mnt/caf\xe9.mp3"
    assert mapped.uri(path) == "file:///mnt/caf%E9.mp3"


@given(here=st.lists(parts, max_size=3), there=st.lists(parts, max_size=3), below=st.lists(parts, min_size=1))
def test_any_place_under_a_source_lies_at_the_same_place_under_the_target(
    here: list[str], there: list[str], below: list[str]
) -> None:
    source, target = "/" + "/".join(here), "/" + "/".join(there)
    mapped = Locations("/lists", [PathMapping(source, target)])
    path = os.path.join(source, *below)
    assert mapped.name(path) == os.path.join(target, *below)
    assert os.fsdecode(unquote_to_bytes(urlsplit(mapped.uri(path)).path)) == os.path.join(target, *below)


def test_mapping_never_looks_at_the_disk(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    assert locations(f"{tmp_path}/link=/mnt").name(f"{tmp_path}/link/gone.mp3") == "/mnt/gone.mp3"
