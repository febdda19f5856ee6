"""The library: a directory with one database, the truth, and a cache of what can be rebuilt."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs
import sqlalchemy as sa
from filelock import FileLock, Timeout

from tunescape.errors import LibraryError
from tunescape.library.migrations import migrate
from tunescape.library.records import Failure, FileStamp, Track
from tunescape.library.schema import (
    SCHEMA_VERSION,
    chart_entries,
    cluster_members,
    clusters,
    failures,
    features,
    files,
    labels,
    meta,
    metadata,
    tracks,
)
from tunescape.library.sqlite import open_engine

__all__ = ["Library", "default_library_path", "raise_revision"]

_IDS_AT_A_TIME = 500


def default_library_path() -> Path:
    """Where the library lies if nobody says otherwise: ``$TUNESCAPE_LIBRARY``, else the data folder."""
    return Path(os.environ.get("TUNESCAPE_LIBRARY") or platformdirs.user_data_path("tunescape") / "library")


class Library:
    """An open library.

    Parameters
    ----------
    path : str or PathLike, optional
        Its directory; by default :func:`default_library_path`.
    create : bool
        Make it where there is none.

    Raises
    ------
    LibraryError
        If there is no library and ``create`` is false, it cannot be opened, or a newer tunescape made it.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None, *, create: bool = False) -> None:
        self.path = Path(path) if path is not None else default_library_path()
        self.database_path = self.path / "library.db"
        if not self.database_path.is_file():
            if self.path.is_file():
                raise LibraryError("is a file: a library is a folder", path=self.path)
            if not create:
                raise LibraryError(
                    "there is no library here yet",
                    path=self.path,
                    hint="`tunescape analyze FOLDER` makes one",
                )
            self._make_directory()
        self._engine = open_engine(self.database_path)
        try:
            self._check_or_create_schema(create=create)
        except sa.exc.DatabaseError as error:
            raise LibraryError(
                f"the library cannot be opened ({error.orig})",
                path=self.database_path,
                hint="if it is damaged: `tunescape check --repair`, or `tunescape restore BACKUP`",
            ) from error

    def __repr__(self) -> str:
        return f"Library({str(self.path)!r})"

    @property
    def cache_path(self) -> Path:
        """Directory of matrices and indexes: derived, deletable, rebuilt when stale."""
        return self.path / "cache"

    @contextmanager
    def connect(self) -> Iterator[sa.Connection]:
        """Read the database; readers are never blocked and never block.

        Raises
        ------
        LibraryError
            If the database is damaged.
        """
        try:
            with self._engine.connect() as connection:
                yield connection
        except sa.exc.DatabaseError as error:
            reason = f"the library cannot be read ({error.orig})"
            raise LibraryError(reason, path=self.database_path) from error

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Change the database: all of the block, or nothing.

        Raises
        ------
        LibraryError
            If the database cannot be written (disk full, read-only, locked for a minute, damaged).
        """
        try:
            # IMMEDIATE: wait for another writer at the beginning, not fail against it in the middle
            with self._engine.execution_options(begin="IMMEDIATE").begin() as connection:
                yield connection
        except sa.exc.DatabaseError as error:
            reason = f"the library cannot be written ({error.orig})"
            raise LibraryError(reason, path=self.database_path) from error

    @contextmanager
    def analysis_lock(self) -> Iterator[None]:
        """Hold the right to analyse into this library; released by the system if the process dies.

        Raises
        ------
        LibraryError
            If another analysis is running.
        """
        with self.lock(self.path):
            yield

    @staticmethod
    @contextmanager
    def lock(path: Path) -> Iterator[None]:
        """Hold the right to write to the library in a directory, which need not be a library yet.

        Raises
        ------
        LibraryError
            If another process holds it, or the directory cannot be written.
        """
        lock = FileLock(path / "analysis.lock")
        try:
            lock.acquire(blocking=False)
        except Timeout as error:
            raise LibraryError(
                "another analysis is writing to this library", path=path, hint="wait for it, or stop it"
            ) from error
        except OSError as error:
            raise LibraryError(f"the library cannot be written ({error.strerror})", path=path) from error
        try:
            yield
        finally:
            lock.release()

    def revision(self) -> int:
        """Return a number that rises with every commit that changes tracks or features."""
        with self.connect() as connection:
            return int(_read_meta(connection, "revision"))

    def analysis_options(self) -> dict[str, Any]:
        """Return the sticky options of the last analysis; see :class:`~tunescape.settings.Setting`."""
        with self.connect() as connection:
            value = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "analysis"))
        options: dict[str, Any] = json.loads(value) if value else {}
        return options

    def remember_analysis_options(self, options: Mapping[str, Any]) -> None:
        """Keep the sticky options of an analysis."""
        with self.transaction() as connection:
            connection.execute(sa.delete(meta).where(meta.c.key == "analysis"))
            connection.execute(sa.insert(meta).values(key="analysis", value=json.dumps(options)))

    def tracks(
        self,
        where: sa.ColumnElement[bool] | None = None,
        *,
        order_by: Sequence[sa.ColumnElement[Any]] = (),
        limit: int | None = None,
    ) -> list[Track]:
        """List tracks that have a file.

        Parameters
        ----------
        where : sqlalchemy condition, optional
            As :func:`~tunescape.library.where.parse_where` makes it.
        order_by : sequence of sqlalchemy expressions
            As :func:`~tunescape.library.sort.parse_sort` makes it; what is equal, and everything by default,
            comes in the order of the paths.
        limit : int, optional
            At most so many.
        """
        statement = _select_tracks().order_by(*order_by, files.c.path).limit(limit)
        if where is not None:
            statement = statement.where(where)
        with self.connect() as connection:
            return [_to_track(row) for row in connection.execute(statement)]

    def track_ids(self) -> frozenset[str]:
        """Return the ids of all tracks that have a file, without reading what is known of them."""
        statement = sa.select(files.c.track_id).where(files.c.missing_since.is_(None))
        with self.connect() as connection:
            return frozenset(connection.execute(statement).scalars())

    def track(self, track_id: str) -> Track:
        """Return one track.

        Raises
        ------
        LibraryError
            If the library does not hold it.
        """
        found = self.tracks(tracks.c.track_id == track_id)
        if not found:
            raise LibraryError(f"holds no track {track_id}", path=self.path)
        return found[0]

    def track_details(self, track_id: str) -> dict[str, Any]:
        """Return the row of one track: codec, sample rate, channels, bit rate, warnings, ...

        Raises
        ------
        LibraryError
            If the library does not hold it.
        """
        with self.connect() as connection:
            row = connection.execute(sa.select(tracks).where(tracks.c.track_id == track_id)).one_or_none()
        if row is None:
            raise LibraryError(f"holds no track {track_id}", path=self.path)
        return dict(row._mapping)

    def files_of(self, track_id: str) -> list[bytes]:
        """Return the paths of a track's files, sorted, missing ones too."""
        statement = sa.select(files.c.path).where(files.c.track_id == track_id).order_by(files.c.path)
        with self.connect() as connection:
            return [row.path for row in connection.execute(statement)]

    def failures(self) -> list[Failure]:
        """Return the ledger of files that could not be analysed, by path."""
        with self.connect() as connection:
            return [
                Failure(FileStamp(row.path, row.size, row.mtime_ns), row.stage, row.reason, row.failed_at)
                for row in connection.execute(sa.select(failures).order_by(failures.c.path))
            ]

    def feature_versions(self, track_id: str) -> dict[str, tuple[int, str]]:
        """Return the version and segmentation of each feature set of a track, by name."""
        statement = sa.select(features.c.name, features.c.version, features.c.segmentation)
        with self.connect() as connection:
            rows = connection.execute(statement.where(features.c.track_id == track_id))
            return {row.name: (row.version, row.segmentation) for row in rows}

    def feature_matrix(self, track_id: str, name: str, *, version: int) -> npt.NDArray[Any] | None:
        """Return a feature set of one track [shape=(n_segments, n_dimensions)], None where it lacks it."""
        condition = sa.and_(features.c.track_id == track_id, features.c.name == name)
        with self.connect() as connection:
            statement = sa.select(features).where(condition, features.c.version == version)
            row = connection.execute(statement).one_or_none()
        return None if row is None else _to_matrix(row)

    def iterate_features(
        self, name: str, *, version: int, track_ids: Iterable[str] | None = None
    ) -> Iterator[tuple[str, npt.NDArray[Any]]]:
        """Stream a feature set, sorted by track id, as (track_id, matrix): of all tracks, or of some."""
        statement = (
            sa.select(*features.c["track_id", "dtype", "n_segments", "data"])
            .where(features.c.name == name, features.c.version == version)
            .order_by(features.c.track_id)
            .execution_options(yield_per=256)
        )
        with self.connect() as connection:
            for some in _blocks(track_ids):
                wanted = statement if some is None else statement.where(features.c.track_id.in_(some))
                for row in connection.execute(wanted):
                    yield row.track_id, _to_matrix(row)

    def _make_directory(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"a library cannot be made here ({error.strerror})"
            raise LibraryError(reason, path=self.path) from error

    def _check_or_create_schema(self, *, create: bool) -> None:
        with self._engine.connect() as connection:
            exists = sa.inspect(connection).has_table("meta")
            version = int(_read_meta(connection, "schema_version")) if exists else None
        if version is None and create:
            self._create_schema()
        elif version is None:
            raise LibraryError("is not a tunescape library", path=self.database_path)
        elif version > SCHEMA_VERSION:
            raise LibraryError(
                "was made by a newer tunescape", path=self.path, hint="upgrade tunescape; nothing was changed"
            )
        elif version < SCHEMA_VERSION:
            with self.transaction() as connection:
                # read again, now that nobody else can write: another process may have been faster
                migrate(connection, int(_read_meta(connection, "schema_version")))

    def _create_schema(self) -> None:
        raw = self._engine.raw_connection()
        # kept in the file; outside a transaction, as SQLite demands
        raw.cursor().execute("PRAGMA journal_mode = WAL")
        raw.close()
        with self.transaction() as connection:
            # asked again, now that nobody else can write: another process may have been faster
            if sa.inspect(connection).has_table("meta"):
                return
            metadata.create_all(connection)
            first = {"schema_version": SCHEMA_VERSION, "revision": 0}
            connection.execute(
                sa.insert(meta), [{"key": key, "value": str(value)} for key, value in first.items()]
            )


def raise_revision(connection: sa.Connection) -> None:
    """Say, in a transaction that changes tracks or features, that what was derived from them is outdated."""
    revision = sa.cast(sa.cast(meta.c.value, sa.Integer) + 1, sa.Text)
    connection.execute(sa.update(meta).where(meta.c.key == "revision").values(value=revision))


def _read_meta(connection: sa.Connection, key: str) -> str:
    value: str = connection.execute(sa.select(meta.c.value).where(meta.c.key == key)).scalar_one()
    return value


def _select_tracks() -> sa.Select[Any]:
    other = files.alias()
    first = sa.select(sa.func.min(other.c.path)).where(
        other.c.track_id == tracks.c.track_id, other.c.missing_since.is_(None)
    )
    return sa.select(
        *tracks.c["track_id", "duration_s", "tempo_bpm", "key", "tags", "loudness_lufs", "true_peak_db"],
        *files.c["path", "title", "artist", "album", "year"],
        # what a person said counts before what the file says
        sa.func.coalesce(labels.c.genre, files.c.genre).label("genre"),
        *chart_entries.c["rank", "users", "users_gained", "music_id"],
        # empty in a chart of another hand that does not tell
        sa.func.nullif(chart_entries.c.source, "").label("chart"),
        sa.func.nullif(chart_entries.c.fetched_at, "").label("charted_at"),
        clusters.c.label.label("cluster"),
        clusters.c.name.label("cluster_name"),
    ).select_from(
        tracks.join(
            files,
            sa.and_(files.c.track_id == tracks.c.track_id, files.c.path == first.scalar_subquery()),
        )
        .outerjoin(chart_entries, chart_entries.c.track_id == tracks.c.track_id)
        .outerjoin(labels, labels.c.track_id == tracks.c.track_id)
        .outerjoin(cluster_members, cluster_members.c.track_id == tracks.c.track_id)
        .outerjoin(clusters, clusters.c.label == cluster_members.c.label)
    )


def _blocks(track_ids: Iterable[str] | None) -> Iterator[Sequence[str] | None]:
    if track_ids is None:
        yield None
        return
    # databases limit how many ids a statement may ask for
    ordered = sorted(set(track_ids))
    yield from (ordered[first : first + _IDS_AT_A_TIME] for first in range(0, len(ordered), _IDS_AT_A_TIME))


def _to_track(row: sa.Row[Any]) -> Track:
    values = dict(row._mapping)
    return Track(**{**values, "path": os.fsdecode(values["path"]), "tags": tuple(values["tags"])})


def _to_matrix(row: sa.Row[Any]) -> npt.NDArray[Any]:
    return np.frombuffer(row.data, dtype=row.dtype).reshape(row.n_segments, -1)
