"""A library of an older tunescape opens, whole; a fresh one has the same tables."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from tunescape.errors import LibraryError
from tunescape.library import migrations
from tunescape.library.schema import SCHEMA_VERSION
from tunescape.library.store import Library

KEPT = sorted((Path(__file__).parent / "data").glob("schema_*.sql"))


def old_library(folder: Path, dump: Path) -> Path:
    folder.mkdir()
    with sqlite3.connect(folder / "library.db") as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    connection.close()
    return folder


def columns(library: Library) -> dict[str, list[tuple[str, str, bool]]]:
    with library.connect() as connection:
        inspector = sa.inspect(connection)
        return {
            table: sorted(
                (column["name"], str(column["type"]), bool(column["nullable"]))
                for column in inspector.get_columns(table)
            )
            for table in inspector.get_table_names()
        }


def test_every_older_schema_has_a_kept_library() -> None:
    assert [int(dump.stem.split("_")[1]) for dump in KEPT] == list(range(1, SCHEMA_VERSION))


@pytest.mark.parametrize("dump", KEPT, ids=lambda dump: dump.stem)
def test_a_migrated_library_equals_a_fresh_one_and_keeps_its_content(tmp_path: Path, dump: Path) -> None:
    migrated = Library(old_library(tmp_path / "old", dump))
    fresh = Library(tmp_path / "fresh", create=True)
    assert columns(migrated) == columns(fresh)
    assert [track.title for track in migrated.tracks()] == ["Static Hearts", "夜雨"]
    assert migrated.tracks()[1].artist == "林晚舟"
    assert [failure.reason for failure in migrated.failures()] == ["is damaged"]
    matrix = migrated.feature_matrix(migrated.tracks()[0].track_id, "statistical", version=1)
    assert matrix is not None
    assert matrix.shape == (4, 42)
    assert np.isfinite(matrix).all()


def test_a_migration_that_fails_leaves_the_old_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = old_library(tmp_path / "old", KEPT[0])
    step = migrations.MIGRATIONS[2]

    def fail_halfway(connection: sa.Connection) -> None:
        step(connection)
        raise OSError("power cut")

    monkeypatch.setitem(migrations.MIGRATIONS, 2, fail_halfway)
    with pytest.raises(OSError, match="power cut"):
        Library(folder)
    monkeypatch.undo()
    assert len(Library(folder).tracks()) == 2


def test_a_newer_library_is_refused_untouched(tmp_path: Path) -> None:
    folder = old_library(tmp_path / "newer", KEPT[0])
    with sqlite3.connect(folder / "library.db") as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE key = 'schema_version'")
    connection.close()
    before = (folder / "library.db").read_bytes()
    with pytest.raises(LibraryError, match="newer tunescape"):
        Library(folder, create=True)
    assert (folder / "library.db").read_bytes() == before
