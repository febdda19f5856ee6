"""The map: who is near whom, and that it stays as it is."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from tunescape.discovery import layout as layout_module
from tunescape.discovery.layout import METHODS, LibraryLayout, library_layout
from tunescape.discovery.space import SPACES
from tunescape.errors import DiscoveryError
from tunescape.library.check import check_library
from tunescape.library.store import Library

Fill = Callable[..., Library]
SPACE = SPACES["statistical"]


def places(drawn: LibraryLayout) -> dict[str, bytes]:
    return {one: place.tobytes() for one, place in zip(drawn.track_ids, drawn.coordinates, strict=True)}


@pytest.mark.parametrize("method", METHODS)
def test_tracks_of_one_kind_lie_together(grouped: Fill, tmp_path: Path, method: str) -> None:
    library = grouped(tmp_path / "library", 15, 15, 15)
    drawn = library_layout(library, SPACE, method=method)
    genre = {track.track_id: track.genre for track in library.tracks()}
    assert drawn.coordinates.shape == (45, 2)
    assert np.isfinite(drawn.coordinates).all()
    assert silhouette_score(drawn.coordinates, [genre[one] for one in drawn.track_ids]) > 0.5


@pytest.mark.parametrize("method", METHODS)
def test_old_tracks_stay_where_they_are_when_a_few_come(grouped: Fill, tmp_path: Path, method: str) -> None:
    library = grouped(tmp_path / "library", 20, 20)
    first = places(library_layout(library, SPACE, method=method))
    grouped(library.path, 2, 2, first=100)
    drawn = library_layout(library, SPACE, method=method)
    second = places(drawn)
    assert drawn.n_placed == 4
    assert {one: second[one] for one in first} == first
    # the new ones came to their like
    genre = {track.track_id: track.genre for track in library.tracks()}
    for one in set(second) - set(first):
        here = drawn.coordinates[drawn.track_ids.index(one)]
        distance = np.linalg.norm(drawn.coordinates - here, axis=1)
        nearest = [drawn.track_ids[i] for i in np.argsort(distance)[1:4]]
        assert {genre[other] for other in nearest} == {genre[one]}
    grouped(library.path, 2, 2, first=200)
    third = places(library_layout(library, SPACE, method=method))
    assert {one: third[one] for one in second} == second
    # nine new tracks of forty are more than a fifth: a new map
    grouped(library.path, 1, first=300)
    anew = library_layout(library, SPACE, method=method)
    assert anew.n_placed == 0
    assert places(anew).items() & third.items() == set()


def test_a_new_map_begins_with_the_old_one(grouped: Fill, tmp_path: Path) -> None:
    library = grouped(tmp_path / "library", 14, 14, 14)
    first = library_layout(library, SPACE, method="tsne")
    grouped(library.path, 4, 4, 4, first=100)
    second = library_layout(library, SPACE, method="tsne")
    there = [second.track_ids.index(one) for one in first.track_ids]
    # turned neither round nor over: places go with their old ones
    for axis in (0, 1):
        assert np.corrcoef(first.coordinates[:, axis], second.coordinates[there, axis])[0, 1] > 0.8


@pytest.mark.parametrize("method", METHODS)
def test_a_map_is_the_same_again_and_in_another_library(grouped: Fill, tmp_path: Path, method: str) -> None:
    one, other = (grouped(tmp_path / name, 10, 10) for name in ("one", "other"))
    assert places(library_layout(one, SPACE, method=method)) == places(
        library_layout(other, SPACE, method=method)
    )
    assert len(list(one.cache_path.glob("map.*.npz"))) == 1


@pytest.mark.parametrize("damage", [b"", b"\x80\x04rubbish" * 30, None])
def test_a_damaged_map_is_drawn_again(grouped: Fill, tmp_path: Path, damage: bytes | None) -> None:
    library = grouped(tmp_path / "library", 10, 10)
    first = places(library_layout(library, SPACE))
    (kept,) = library.cache_path.glob("map.*.npz")
    kept.write_bytes(kept.read_bytes()[:500] if damage is None else damage)
    assert places(library_layout(library, SPACE)) == first


def test_a_map_is_no_stale_cache(grouped: Fill, tmp_path: Path) -> None:
    library = grouped(tmp_path / "library", 10, 10)
    first = places(library_layout(library, SPACE))
    grouped(library.path, 1, first=100)
    check_library(library, repair=True)
    second = places(library_layout(library, SPACE))
    assert {one: second[one] for one in first} == first


def test_tracks_that_are_gone_leave_the_map(grouped: Fill, tmp_path: Path) -> None:
    import sqlalchemy as sa

    from tunescape.library.schema import files

    library = grouped(tmp_path / "library", 10, 10)
    first = places(library_layout(library, SPACE))
    gone = library.tracks()[0].track_id
    with library.transaction() as connection:
        connection.execute(sa.update(files).where(files.c.track_id == gone).values(missing_since=1.0))
    second = places(library_layout(library, SPACE))
    assert second == {one: place for one, place in first.items() if one != gone}


def test_of_very_many_tracks_the_rest_is_put_beside_its_neighbours(
    grouped: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout_module, "MOST_EMBEDDED", 20)
    library = grouped(tmp_path / "library", 20, 20)
    drawn = library_layout(library, SPACE, method="tsne")
    genre = {track.track_id: track.genre for track in library.tracks()}
    assert silhouette_score(drawn.coordinates, [genre[one] for one in drawn.track_ids]) > 0.3


@pytest.mark.parametrize("method", METHODS)
def test_the_smallest_map(grouped: Fill, tmp_path: Path, method: str) -> None:
    assert np.isfinite(library_layout(grouped(tmp_path / "three", 3), SPACE, method=method).coordinates).all()
    with pytest.raises(DiscoveryError, match="a map needs 3 tracks, and there are 2"):
        library_layout(grouped(tmp_path / "two", 2), SPACE, method=method)
    with pytest.raises(DiscoveryError, match="the library holds no tracks yet"):
        library_layout(Library(tmp_path / "empty", create=True), SPACE, method=method)


def test_a_method_that_is_none_is_refused(grouped: Fill, tmp_path: Path) -> None:
    with pytest.raises(DiscoveryError, match="there is no map by 'umap'"):
        library_layout(grouped(tmp_path / "library", 3), SPACE, method="umap")
