from shelf import Shelf

from tunescape.interfaces.web.pages.library.failures import below_folder, failure_count
from tunescape.interfaces.web.services.facets import (
    cluster_choices,
    genre_counts,
    has_tracks,
    library_overview,
)
from tunescape.library.cluster_store import StoredCluster, write_clustering
from tunescape.library.labels import set_label
from tunescape.library.store import Library


def test_an_empty_library_has_nothing_to_choose_from(tmp_path) -> None:
    library = Library(tmp_path / "library", create=True)
    assert not has_tracks(library)
    assert library_overview(library) == (0, 0.0)
    assert genre_counts(library) == []
    assert cluster_choices(library) == []
    assert failure_count(library) == 0


def test_tracks_are_counted_once_whatever_their_files(shelf: Shelf) -> None:
    held = shelf.library.tracks()
    overview = library_overview(shelf.library)
    assert has_tracks(shelf.library)
    assert overview.tracks == len(held)
    assert abs(overview.seconds - sum(track.duration_s for track in held)) < 1e-6
    assert failure_count(shelf.library) == 1


def test_genres_are_those_that_lists_show(copied: Shelf) -> None:
    library = copied.library
    set_label(library, library.tracks()[0].track_id, "Ballad")
    shown = [track.genre for track in library.tracks() if track.genre]
    assert dict(genre_counts(library)) == {genre: shown.count(genre) for genre in shown}
    counts = [n for _, n in genre_counts(library)]
    assert counts == sorted(counts, reverse=True)


def test_clusters_come_with_their_sizes(copied: Shelf) -> None:
    ids = [track.track_id for track in copied.library.tracks()]
    found = [
        StoredCluster(1, "quiet", False, {}, tuple(ids[:2])),
        StoredCluster(2, "安静", True, {}, tuple(ids[2:5])),
    ]
    write_clustering(copied.library, {"k": 2}, found)
    assert cluster_choices(copied.library) == [(1, "quiet", 2), (2, "安静", 3)]


def test_failures_are_named_from_the_added_folder_on() -> None:
    folders = [b"/srv/music", b"/home/me/My Music/"]
    assert below_folder(b"/srv/music/a/b.mp3", folders) == "music/a/b.mp3"
    assert below_folder(b"/srv/musical/b.mp3", folders) == "b.mp3"
    assert below_folder(b"/elsewhere/x/b.mp3", folders) == "b.mp3"
    assert below_folder(b"/srv/music/\xff.mp3", folders) == "music/\ufffd.mp3"
