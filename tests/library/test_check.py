"""What is wrong is found and mended; what is well is left alone."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tunescape.discovery.space import SPACES, space_matrix
from tunescape.errors import LibraryError
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.backup import backup_library, restore_library
from tunescape.library.check import check_library
from tunescape.library.records import Description
from tunescape.library.salvage import SavedTable
from tunescape.library.schema import metadata
from tunescape.library.store import Library
from tunescape.library.writer import write_batch


@pytest.fixture
def library(tmp_path: Path, invent: Callable[..., Description]) -> Library:
    library = Library(tmp_path / "library", create=True)
    write_batch(library, [invent(i, f"/m/{i}.flac") for i in range(4)], segmentation="4x15")
    space_matrix(library, SPACES["default"])
    return library


def execute(library: Library, *statements: str) -> None:
    connection = sqlite3.connect(library.database_path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_sound_library_has_no_problems(library: Library) -> None:
    revision = library.revision()
    assert check_library(library) == []
    assert check_library(library, repair=True) == []
    assert library.revision() == revision


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        ("UPDATE features SET data = x'00' WHERE name = 'rhythm'", "cannot be right"),
        ("UPDATE features SET dtype = 'nonsense' WHERE name = 'rhythm'", "cannot be right"),
        ("UPDATE features SET n_segments = 2 WHERE name = 'rhythm'", "cannot be right"),
        ("UPDATE features SET dtype = '<i4' WHERE name = 'rhythm'", "cannot be right"),
        ("INSERT INTO features VALUES ('rhythm', 'nobody', 1, '4x15', '<f4', 0, x'')", "without a track"),
        (
            "INSERT INTO files (path, path_text, size, mtime_ns, track_id, title) "
            "VALUES (x'2f', '/', 1, 1, 'x', 't')",
            "file rows without a track",
        ),
        (
            "INSERT INTO failures SELECT path, 'decode', 'bad', size, mtime_ns, 1 FROM files",
            "failures of files",
        ),
    ],
)
def test_a_wrong_row_is_found_and_mended(library: Library, damage: str, kind: str) -> None:
    execute(library, "PRAGMA foreign_keys = OFF", damage)
    problems = check_library(library)
    assert any(kind in problem.kind for problem in problems)
    assert check_library(library) == problems  # looking changes nothing
    assert all(problem.repaired for problem in check_library(library, repair=True))
    assert check_library(library) == []
    assert len(library.tracks()) == 4


def test_values_that_are_not_numbers_are_found(library: Library) -> None:
    row = np.full((4, len(FEATURE_SETS["rhythm"].dimensions)), np.nan, dtype="<f4").tobytes().hex()
    execute(library, f"UPDATE features SET data = x'{row}' WHERE name = 'rhythm'")
    (problem,) = check_library(library)
    assert problem.count == 4
    assert "not numbers" in problem.detail


def test_stale_caches_are_found_and_removed(library: Library, invent: Callable[..., Description]) -> None:
    write_batch(library, [invent(9, "/m/9.flac")], segmentation="4x15")
    (problem,) = check_library(library)
    assert problem.kind.startswith("stale")
    check_library(library, repair=True)
    assert list(library.cache_path.iterdir()) == []


def test_what_a_killed_process_left_in_the_cache_is_removed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = sorted(library.cache_path.iterdir())
    begun = library.cache_path / f".{kept[0].name}.0123456789abcdef.part"
    begun.touch()
    # somebody may be writing to it
    assert check_library(library, repair=True) == []
    assert begun.exists()
    monkeypatch.setattr("tunescape.whole_file._ABANDONED_S", -1)
    (problem,) = check_library(library)
    assert problem.detail == begun.name
    check_library(library, repair=True)
    assert sorted(library.cache_path.iterdir()) == kept


def test_parts_heard_apart_stay_in_the_cache(library: Library) -> None:
    Library(library.cache_path / "splits-15", create=True)
    assert check_library(library, repair=True) == []
    assert (library.cache_path / "splits-15" / "library.db").exists()


# the first pages are the roots of tables, without which their rows cannot be found
@pytest.mark.parametrize(("page", "at_least"), [(3, 0), (5, 0), (17, 120), (30, 120), (60, 120)])
def test_of_a_damaged_database_everything_readable_is_saved(
    tmp_path: Path, invent: Callable[..., Description], page: int, at_least: int
) -> None:
    library = Library(tmp_path / "library", create=True)
    write_batch(library, [invent(i, f"/m/{i}.flac") for i in range(40)], segmentation="4x15")
    execute(library, "PRAGMA wal_checkpoint(TRUNCATE)")
    damaged = bytearray(library.database_path.read_bytes())
    damaged[4096 * page : 4096 * (page + 1)] = np.random.default_rng(page).bytes(4096)
    library.database_path.write_bytes(damaged)
    opened = Library(library.path)
    found = check_library(opened)
    assert found
    assert not any(problem.repaired for problem in found)
    assert library.database_path.read_bytes() == bytes(damaged)  # looking changes nothing
    assert all(problem.repaired for problem in check_library(opened, repair=True))
    assert check_library(Library(library.path)) == []
    # a page holds a few rows; the rest is whole
    with opened.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM features").scalar_one() >= at_least
    if "faults of the database file" in {problem.kind for problem in found}:
        (kept,) = library.path.glob("library.db.replaced-*[0-9]")
        assert kept.read_bytes() == bytes(damaged)
    # the next analysis would compute what is lost
    write_batch(opened, [invent(i, f"/m/{i}.flac") for i in range(40)], segmentation="4x15")
    assert len(opened.tracks()) == 40


def test_what_was_lost_of_a_damaged_database_is_counted(
    tmp_path: Path, invent: Callable[..., Description]
) -> None:
    library = Library(tmp_path / "library", create=True)
    write_batch(library, [invent(i, f"/m/{i}.flac") for i in range(40)], segmentation="4x15")
    execute(library, "PRAGMA wal_checkpoint(TRUNCATE)")
    with library.connect() as connection:
        before = {
            table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in ("tracks", "files", "features")
        }
    damaged = bytearray(library.database_path.read_bytes())
    damaged[4096 * 60 : 4096 * 64] = np.random.default_rng(1).bytes(4 * 4096)
    library.database_path.write_bytes(damaged)
    opened = Library(library.path)
    (problem, *_) = check_library(opened, repair=True)
    assert "\n" not in problem.detail
    saved = {table.name: table for table in problem.saved}
    assert set(saved) == set(metadata.tables)
    assert saved["tracks"] == SavedTable("tracks", before["tracks"], before["tracks"])
    assert saved["files"] == SavedTable("files", before["files"], before["files"])
    assert 0 < saved["features"].saved < before["features"]
    assert saved["features"].before in (None, before["features"])


def test_one_of_a_kind_is_no_several(library: Library) -> None:
    execute(library, "UPDATE features SET data = x'00' WHERE rowid = (SELECT min(rowid) FROM features)")
    (problem,) = check_library(library)
    assert problem.counted == "1 feature row that cannot be right"
    execute(library, "UPDATE features SET data = x'00'")
    (problem,) = check_library(library)
    assert problem.counted == f"{problem.count} feature rows that cannot be right"
    assert problem.count > 1


def test_of_rubbish_nothing_is_saved_and_nothing_lost(library: Library) -> None:
    execute(library, "PRAGMA wal_checkpoint(TRUNCATE)")
    rubbish = library.database_path.read_bytes()[:100] + bytes(50_000)
    library.database_path.write_bytes(rubbish)
    with pytest.raises(LibraryError):
        check_library(Library(library.path), repair=True)
    assert library.database_path.read_bytes() == rubbish


def test_a_backup_is_whole_and_comes_back(
    library: Library, tmp_path: Path, invent: Callable[..., Description]
) -> None:
    size = backup_library(library, tmp_path / "b.db")
    assert size == (tmp_path / "b.db").stat().st_size
    write_batch(library, [invent(9, "/m/9.flac")], segmentation="4x15")
    replaced = restore_library(library.path, tmp_path / "b.db")
    assert len(Library(library.path).tracks()) == 4
    assert check_library(Library(library.path)) == []
    # what was there before is kept, whole
    assert replaced is not None
    other = tmp_path / "other"
    restore_library(other, tmp_path / "b.db")
    replaced.replace(other / "library.db")
    assert len(Library(other).tracks()) == 5


def test_a_backup_can_be_made_while_others_write(library: Library, tmp_path: Path) -> None:
    with library.analysis_lock(), library.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM files")
        backup_library(library, tmp_path / "b.db")
    assert restore_library(tmp_path / "new", tmp_path / "b.db") is None
    assert len(Library(tmp_path / "new").tracks()) == 4


def test_an_old_backup_is_migrated(tmp_path: Path) -> None:
    dump = Path(__file__).parent / "data" / "schema_1.sql"
    with sqlite3.connect(tmp_path / "old.db") as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    connection.close()
    restore_library(tmp_path / "new", tmp_path / "old.db")
    assert len(Library(tmp_path / "new").tracks()) == 2


@pytest.mark.parametrize("what", ["missing", "rubbish", "another database", "newer"])
def test_what_is_no_backup_is_refused(library: Library, tmp_path: Path, what: str) -> None:
    file = tmp_path / "b.db"
    match what:
        case "rubbish":
            file.write_bytes(b"rubbish" * 1000)
        case "another database":
            sqlite3.connect(file).execute("CREATE TABLE t (x)").connection.close()
        case "newer":
            backup_library(library, file)
            connection = sqlite3.connect(file)
            connection.execute("UPDATE meta SET value = '999' WHERE key = 'schema_version'")
            connection.commit()
            connection.close()
    with pytest.raises(LibraryError):
        restore_library(library.path, file)
    assert len(Library(library.path).tracks()) == 4


def test_nothing_is_restored_or_mended_during_an_analysis(library: Library, tmp_path: Path) -> None:
    backup_library(library, tmp_path / "b.db")
    with library.analysis_lock():
        with pytest.raises(LibraryError, match="another analysis"):
            restore_library(library.path, tmp_path / "b.db")
        with pytest.raises(LibraryError, match="another analysis"):
            check_library(library, repair=True)
        assert check_library(library) == []


def test_a_backup_that_cannot_be_written_leaves_nothing(library: Library, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="cannot be written"):
        backup_library(library, tmp_path / "nowhere" / "b.db")
    (tmp_path / "folder").mkdir()
    with pytest.raises(LibraryError, match="cannot be written"):
        backup_library(library, tmp_path / "folder")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "library"]
