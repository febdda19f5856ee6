"""What goes into a library comes out of it, all or nothing."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from tunescape.audio.tags import Tags
from tunescape.errors import LibraryError
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.labels import set_label
from tunescape.library.records import Description, Failure, FileStamp
from tunescape.library.schema import files
from tunescape.library.status import library_status
from tunescape.library.store import Library
from tunescape.library.where import parse_where
from tunescape.library.writer import write_batch

Invent = Callable[..., Description]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library", create=True)


def add(library: Library, *outcomes: Description | Failure) -> dict[str, int]:
    return vars(write_batch(library, outcomes, segmentation="4x15"))


def test_features_come_back_bit_for_bit(library: Library, invent: Invent) -> None:
    found = invent(1, "/music/a.flac")
    add(library, found)
    for name, matrix in found.features.items():
        version = FEATURE_SETS[name].version
        stored = library.feature_matrix(found.track_id, name, version=version)
        assert stored is not None
        np.testing.assert_array_equal(stored, matrix)
        assert stored.dtype == matrix.dtype
        assert library.feature_matrix(found.track_id, name, version=version + 1) is None


def test_a_track_shows_its_sound_and_its_tags(library: Library, invent: Invent) -> None:
    tags = Tags("夜雨", artist="林晚舟", album="窗边", genre="Folk", year=2021)
    found = invent(1, "/音乐/夜雨.flac", tags=tags, warnings=("odd",))
    add(library, found)
    (track,) = library.tracks()
    assert track.track_id == found.track_id
    assert (track.title, track.artist, track.album, track.genre, track.year) == (
        "夜雨",
        "林晚舟",
        "窗边",
        "Folk",
        2021,
    )
    assert (track.path, track.key, track.tempo_bpm, track.tags) == (
        "/音乐/夜雨.flac",
        "A minor",
        61.0,
        ("jazz",),
    )
    assert library.track_details(found.track_id)["warnings"] == ["odd"]


def test_counts_say_what_happened_to_each_file(library: Library, invent: Invent, tmp_path: Path) -> None:
    first, copy = tmp_path / "a.flac", tmp_path / "copy.flac"
    first.touch()
    copy.touch()
    found = invent(1, str(first))
    assert add(library, found)["analyzed"] == 1
    again = replace(found, features={}, estimates={}, tags=Tags("New title"))
    assert add(library, again)["unchanged"] == 1
    assert library.tracks()[0].title == "New title"
    assert library.tracks()[0].tempo_bpm == 61.0
    duplicate = replace(again, file=replace(found.file, path=bytes(copy)))
    assert add(library, duplicate)["duplicates"] == 1
    assert library.files_of(found.track_id) == [bytes(first), bytes(copy)]
    assert len(library.tracks()) == 1


def test_a_moved_file_takes_its_row_along(library: Library, invent: Invent, tmp_path: Path) -> None:
    found = invent(1, str(tmp_path / "gone.flac"))
    add(library, found)
    here = tmp_path / "here.flac"
    here.touch()
    moved = replace(found, features={}, estimates={}, file=replace(found.file, path=bytes(here)))
    assert add(library, moved)["unchanged"] == 1
    assert library.files_of(found.track_id) == [bytes(here)]


def test_a_failure_leaves_the_ledger_when_the_file_is_well_again(
    library: Library, invent: Invent, tmp_path: Path
) -> None:
    path = tmp_path / "sick.flac"
    path.touch()
    found = invent(1, str(path))
    assert add(library, Failure(found.file, "decode", "is damaged"))["failed"] == 1
    (failure,) = library.failures()
    assert (failure.stage, failure.reason, failure.file) == ("decode", "is damaged", found.file)
    assert failure.failed_at > 1.7e9
    add(library, found)
    assert library.failures() == []


def test_a_path_that_was_never_there_is_not_remembered(library: Library, tmp_path: Path) -> None:
    add(library, Failure(FileStamp(bytes(tmp_path / "nowhere"), 0, 0), "scan", "does not exist"))
    assert library.failures() == []


def test_a_batch_is_stored_whole_or_not_at_all(library: Library, invent: Invent) -> None:
    good = invent(1, "/music/a.flac")
    bad = invent(2, "/music/b.flac", duration_s=None)
    with pytest.raises(Exception, match="duration_s"):
        add(library, good, bad)
    assert library.tracks() == []
    assert library.feature_versions(good.track_id) == {}
    assert library.revision() == 0


def test_paths_are_kept_byte_for_byte(library: Library, invent: Invent) -> None:
    odd = b"/music/caf\xe9\n.flac"
    add(library, invent(1, odd))
    assert library.files_of(library.tracks()[0].track_id) == [odd]
    assert (
        library.tracks(parse_where('path contains "caf"'))[0].path.encode("utf-8", "surrogateescape") == odd
    )


def test_readers_see_the_old_state_while_a_writer_works(library: Library, invent: Invent) -> None:
    add(library, invent(1, "/music/a.flac"))
    with library.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM files")
        assert len(Library(library.path).tracks()) == 1
    assert library.tracks() == []


def test_only_one_analysis_at_a_time(library: Library) -> None:
    other = Library(library.path)
    with (
        library.analysis_lock(),
        pytest.raises(LibraryError, match="another analysis"),
        other.analysis_lock(),
    ):
        pass
    with other.analysis_lock():
        pass


def test_a_missing_a_foreign_and_a_newer_library_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library here yet"):
        Library(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "library.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(LibraryError, match="not a database"):
        Library(foreign, create=True)
    newer = Library(tmp_path / "newer", create=True)
    with sqlite3.connect(newer.database_path) as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE key = 'schema_version'")
    with pytest.raises(LibraryError, match="newer tunescape"):
        Library(newer.path, create=True)


def test_a_damaged_database_is_a_sentence(library: Library, invent: Invent) -> None:
    add(library, *(invent(i, f"/music/{i}.flac") for i in range(40)))
    with sqlite3.connect(library.database_path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(library.database_path.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    library.database_path.write_bytes(data)
    with pytest.raises(LibraryError, match="cannot be"):
        Library(library.path).tracks()


def test_a_damaged_table_is_a_sentence_to_who_writes(library: Library, invent: Invent) -> None:
    add(library, invent(1, "/music/a.flac"))
    with sqlite3.connect(library.database_path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ((root, size),) = connection.execute(
            "SELECT rootpage, page_size FROM sqlite_master, pragma_page_size WHERE name = 'labels'"
        )
    connection.close()
    data = bytearray(library.database_path.read_bytes())
    data[(root - 1) * size : root * size] = size * b"\xff"
    library.database_path.write_bytes(data)
    opened = Library(library.path)
    with pytest.raises(LibraryError, match=r"the library cannot be written .*malformed"):
        set_label(opened, invent(1).track_id, "jazz")


def test_many_may_make_the_same_library_at_once(tmp_path: Path) -> None:
    for i in range(10):
        all_there = threading.Barrier(4)

        def make(path: Path, all_there: threading.Barrier = all_there) -> int:
            all_there.wait(60)
            return Library(path, create=True).revision()

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(make, 4 * [tmp_path / str(i)])) == [0, 0, 0, 0]


def test_a_track_that_is_not_there_is_a_sentence(library: Library) -> None:
    for look_up in (library.track, library.track_details):
        with pytest.raises(LibraryError, match=f"holds no track {32 * '0'}"):
            look_up(32 * "0")


def test_a_library_cannot_be_made_inside_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError, match="cannot be made here"):
        Library(tmp_path / "file" / "library", create=True)


def test_status_counts_current_and_stale_rows(library: Library, invent: Invent) -> None:
    add(library, *(invent(i, f"/music/{i}.flac") for i in range(5)))
    with library.transaction() as connection:
        connection.exec_driver_sql("UPDATE features SET version = 99 WHERE name = 'rhythm'")
    status = library_status(library)
    assert (status.tracks, status.files, status.failures) == (5, 5, 0)
    assert status.bytes >= library.database_path.stat().st_size
    by_name = {row.name: row for row in status.feature_sets}
    assert (by_name["musicnn@1"].tracks, by_name["musicnn@1"].stale) == (5, 0)
    assert (by_name["rhythm@3"].tracks, by_name["rhythm@3"].stale) == (0, 5)
    assert by_name["musicnn@1"].dimensions == 250


def test_the_ids_are_those_of_the_tracks_that_have_a_file(library: Library, invent: Invent) -> None:
    write_batch(library, [invent(i, f"/m/{i}.flac") for i in range(3)], segmentation="4x15")
    write_batch(library, [invent(0, "/m/again.flac")], segmentation="4x15")
    assert library.track_ids() == {track.track_id for track in library.tracks()}
    assert len(library.track_ids()) == 3
    with library.transaction() as connection:
        gone = sa.update(files).where(files.c.path == b"/m/1.flac").values(missing_since=1.0)
        connection.execute(gone)
    assert library.track_ids() == {invent(i).track_id for i in (0, 2)}


def test_features_of_some_tracks_are_those_of_all(library: Library, invent: Invent) -> None:
    write_batch(library, [invent(i, f"/m/{i}.flac") for i in range(5)], segmentation="4x15")
    every = dict(library.iterate_features("statistical", version=1))
    wanted = [invent(i).track_id for i in (4, 1, 4)]
    some = list(library.iterate_features("statistical", version=1, track_ids=[*wanted, "0" * 32]))
    assert [track_id for track_id, _ in some] == sorted(set(wanted))
    for track_id, matrix in some:
        np.testing.assert_array_equal(matrix, every[track_id])
    assert list(library.iterate_features("statistical", version=1, track_ids=[])) == []
