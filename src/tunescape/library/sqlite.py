"""How SQLite is opened: its options, its connections, its transactions."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

__all__ = ["open_engine", "sqlite_options"]


def open_engine(database: Path) -> sa.Engine:
    """Return what opens connections to a database; a transaction begins as the option ``begin`` says."""
    # NullPool: a connection lives as long as a block of work, and none survives into a child process
    engine = sa.create_engine(_url(database), poolclass=NullPool, connect_args={"timeout": 60})
    sa.event.listen(engine, "connect", _prepare_connection)
    sa.event.listen(engine, "begin", _begin)
    return engine


def sqlite_options(database: Path) -> dict[str, str]:
    """Return the options by which SQLite can open a database: none, or what a read-only place needs."""
    # whether it is there is asked first: another process may be making it
    if os.access(database.parent, os.W_OK) and (not database.exists() or os.access(database, os.W_OK)):
        return {}
    # a library on a read-only disk or of another user: without a write-ahead log nobody can be writing to it,
    # and SQLite need not make the files by which it would notice
    alone = not Path(f"{database}-wal").exists()
    return {"mode": "ro", "immutable": "1"} if alone else {"mode": "ro"}


def _url(database: Path) -> sa.URL:
    options = sqlite_options(database)
    if not options:
        return sa.URL.create("sqlite", database=str(database))
    return sa.URL.create("sqlite", database=f"file:{quote(str(database))}", query={**options, "uri": "true"})


def _prepare_connection(connection: Any, _record: object) -> None:
    # _begin begins transactions: left to itself, the driver would commit around every change of a table
    connection.isolation_level = None
    # SQLite's own lower() knows ASCII only: Été and Кино would not be found
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    # NORMAL with a write-ahead log: a killed process loses nothing it committed
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value
