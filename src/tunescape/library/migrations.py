"""Steps from each schema version to the next; a library made by an older tunescape takes those it lacks."""

import os
import time
from collections.abc import Callable

import sqlalchemy as sa

from tunescape.library.schema import SCHEMA_VERSION, meta

__all__ = ["MIGRATIONS", "migrate"]


def _to_2(connection: sa.Connection) -> None:
    """Loudness of tracks; more tags of files, and since when they are missing."""
    for table, column, kind in (
        ("tracks", "loudness_lufs", "FLOAT"),
        ("tracks", "true_peak_db", "FLOAT"),
        ("files", "album_artist", "TEXT"),
        ("files", "track_number", "INTEGER"),
        ("files", "compilation", "BOOLEAN"),
        ("files", "replaygain_db", "FLOAT"),
        ("files", "missing_since", "FLOAT"),
    ):
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")


def _to_3(connection: sa.Connection) -> None:
    """Tables for what charts, people and clusterings say of tracks, and for spaces of one's own."""
    for statement in (
        "CREATE TABLE chart_entries (track_id VARCHAR(32) NOT NULL PRIMARY KEY REFERENCES tracks (track_id),"
        " source TEXT NOT NULL, music_id TEXT NOT NULL, rank INTEGER NOT NULL, users BIGINT,"
        " users_gained BIGINT, title TEXT NOT NULL, author TEXT, fetched_at VARCHAR(32) NOT NULL)",
        "CREATE TABLE labels (track_id VARCHAR(32) NOT NULL PRIMARY KEY, genre TEXT NOT NULL,"
        " labelled_at FLOAT NOT NULL)",
        "CREATE TABLE clusters (label INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
        " renamed BOOLEAN NOT NULL, summary JSON NOT NULL)",
        "CREATE TABLE cluster_members"
        " (track_id VARCHAR(32) NOT NULL PRIMARY KEY REFERENCES tracks (track_id),"
        " label INTEGER NOT NULL REFERENCES clusters (label))",
        "CREATE INDEX ix_cluster_members_label ON cluster_members (label)",
        "CREATE TABLE spaces (name VARCHAR(64) NOT NULL PRIMARY KEY, recipe JSON NOT NULL,"
        " made_at FLOAT NOT NULL)",
    ):
        connection.exec_driver_sql(statement)


def _to_4(connection: sa.Connection) -> None:
    """Tables for what was heard, playlists, and the web app's folders and jobs; an index to count by."""
    for statement in (
        "CREATE TABLE annotations (track_id VARCHAR(32) NOT NULL, name VARCHAR(64) NOT NULL,"
        " document JSON NOT NULL, made_at FLOAT NOT NULL, PRIMARY KEY (track_id, name))",
        "CREATE TABLE folders (path BLOB NOT NULL PRIMARY KEY, added_at FLOAT NOT NULL)",
        "CREATE TABLE playlists (playlist_id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
        " recipe JSON NOT NULL, made_at FLOAT NOT NULL, changed_at FLOAT NOT NULL)",
        "CREATE TABLE playlist_tracks"
        " (playlist_id INTEGER NOT NULL REFERENCES playlists (playlist_id), position INTEGER NOT NULL,"
        " track_id VARCHAR(32) NOT NULL, PRIMARY KEY (playlist_id, position))",
        "CREATE TABLE jobs (job_id VARCHAR(32) NOT NULL PRIMARY KEY, kind VARCHAR(32) NOT NULL,"
        " parameters JSON NOT NULL, state VARCHAR(16) NOT NULL, progress JSON NOT NULL, result JSON,"
        " error JSON, cancel_requested BOOLEAN NOT NULL, pid INTEGER, queued_at FLOAT NOT NULL,"
        " started_at FLOAT, ended_at FLOAT)",
        "CREATE INDEX files_by_path ON files (path, missing_since, track_id)",
        "CREATE INDEX files_by_track ON files (track_id, missing_since, path)",
        "CREATE INDEX features_by_version ON features (name, version, track_id)",
    ):
        connection.exec_driver_sql(statement)
    # which folders were named was not written down before: those that hold the files were
    paths = connection.exec_driver_sql("SELECT path FROM files").scalars()
    for folder in sorted({os.path.dirname(path) for path in paths}):
        connection.exec_driver_sql("INSERT INTO folders VALUES (?, ?)", (folder, time.time()))


MIGRATIONS: dict[int, Callable[[sa.Connection], None]] = {2: _to_2, 3: _to_3, 4: _to_4}
"""By the version that a step leads to. A step that has been released is never changed."""


def migrate(connection: sa.Connection, version: int) -> None:
    """Bring a database to the current schema, within the caller's transaction.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        In a transaction: after a crash the old schema is still whole.
    version : int
        Of the schema that is there.
    """
    for target in range(version + 1, SCHEMA_VERSION + 1):
        MIGRATIONS[target](connection)
    current = sa.update(meta).where(meta.c.key == "schema_version")
    connection.execute(current.values(value=str(SCHEMA_VERSION)))
