"""Playlists are kept in their order, replaced whole, and refused with a reason."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunescape.errors import LibraryError, QueryError
from tunescape.library.playlists import delete_playlist, list_playlists, read_playlist, save_playlist
from tunescape.library.store import Library


@given(st.lists(st.sampled_from(["a" * 32, "b" * 32, "c" * 32]), max_size=20))
@settings(max_examples=20)
def test_order_and_repeats_are_kept(tmp_path_factory: pytest.TempPathFactory, track_ids: list[str]) -> None:
    library = Library(tmp_path_factory.mktemp("library"), create=True)
    number = save_playlist(library, "  夜跑  mix ", track_ids, recipe={"seeds": ["a"]})
    kept = read_playlist(library, number)
    assert (kept.name, list(kept.track_ids), kept.recipe) == ("夜跑 mix", track_ids, {"seeds": ["a"]})
    assert [(one.playlist_id, one.n_tracks) for one in list_playlists(library)] == [(number, len(track_ids))]


def test_saving_again_replaces_it(tmp_path: Path) -> None:
    library = Library(tmp_path, create=True)
    number = save_playlist(library, "one", ["a" * 32, "b" * 32])
    other = save_playlist(library, "other", ["c" * 32])
    assert save_playlist(library, "two", ["b" * 32], playlist_id=number) == number
    assert read_playlist(library, number)[1:3] == ("two", ("b" * 32,))
    assert [one.playlist_id for one in list_playlists(library)] == [number, other]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    library = Library(tmp_path, create=True)
    for act in (
        lambda: read_playlist(library, 1),
        lambda: delete_playlist(library, 1),
        lambda: save_playlist(library, "x", [], playlist_id=1),
    ):
        with pytest.raises(LibraryError, match="holds no playlist 1"):
            act()


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\0b", "a\u202eb"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(QueryError, match="no name for a playlist"):
        save_playlist(Library(tmp_path, create=True), name, [])


def test_deleting_takes_the_tracks_along(tmp_path: Path) -> None:
    library = Library(tmp_path, create=True)
    delete_playlist(library, save_playlist(library, "gone", ["a" * 32]))
    assert list_playlists(library) == []
    assert read_playlist(library, save_playlist(library, "new", [])).track_ids == ()
