"""Write what an analysis found: every batch is one transaction."""

import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from tunescape.features.registry import FEATURE_SETS
from tunescape.library.records import Description, Failure, path_text
from tunescape.library.schema import failures, features, files, tracks
from tunescape.library.store import Library, raise_revision

__all__ = ["Written", "write_batch"]


class _Kind(Enum):
    """What the file of a description turned out to be; see :func:`write_batch`."""

    ANALYZED = auto()
    UNCHANGED = auto()
    DUPLICATE = auto()


@dataclass(frozen=True)
class Written:
    """How many files of a batch turned out to be what, and how long the analysed tracks are."""

    analyzed: int
    unchanged: int
    duplicates: int
    failed: int
    audio_seconds: float


def write_batch(library: Library, outcomes: Sequence[Description | Failure], *, segmentation: str) -> Written:
    """Store the outcomes of a batch, all or none: tracks, feature rows, file rows, ledger.

    Parameters
    ----------
    library : Library
    outcomes : sequence of Description or Failure
    segmentation : str
        How the described segments were cut; feature sets with an excerpt of their own have that instead.

    Returns
    -------
    Written
        ``analyzed``: the track was new, or got feature sets it lacked. ``unchanged``: a known track whose
        file was re-tagged, renamed or moved. ``duplicates``: one more file of a known track.

    Raises
    ------
    LibraryError
        If the database cannot be written; nothing of the batch is stored then.
    """
    kinds: Counter[_Kind] = Counter()
    audio_seconds = 0.0
    with library.transaction() as connection:
        for outcome in outcomes:
            if isinstance(outcome, Failure):
                _write_failure(connection, outcome)
                continue
            kind = _write_description(connection, outcome, segmentation)
            kinds[kind] += 1
            audio_seconds += outcome.duration_s if kind is _Kind.ANALYZED else 0.0
        if kinds:
            raise_revision(connection)
    return Written(
        analyzed=kinds[_Kind.ANALYZED],
        unchanged=kinds[_Kind.UNCHANGED],
        duplicates=kinds[_Kind.DUPLICATE],
        failed=len(outcomes) - kinds.total(),
        audio_seconds=audio_seconds,
    )


def _write_description(connection: sa.Connection, found: Description, segmentation: str) -> _Kind:
    statement = sa.select(tracks.c.track_id).where(tracks.c.track_id == found.track_id)
    known = connection.execute(statement).one_or_none() is not None
    row = _track_row(found)
    if known:
        connection.execute(sa.update(tracks).where(tracks.c.track_id == found.track_id).values(row))
    else:
        connection.execute(
            sa.insert(tracks).values({"tags": [], "warnings": [], "analyzed_at": time.time()} | row)
        )
    rows = [_feature_row(found, name, segmentation) for name in found.features]
    if rows:
        _upsert(connection, features, rows)
    kind = _write_file(connection, found)
    connection.execute(sa.delete(failures).where(failures.c.path == found.file.path))
    if kind is _Kind.DUPLICATE and known:
        return kind
    return _Kind.ANALYZED if found.features or not known else kind


def _write_file(connection: sa.Connection, found: Description) -> _Kind:
    """Write the file row; tell whether the track has another file that still exists."""
    statement = sa.select(files.c.path).where(files.c.track_id == found.track_id)
    others = [row.path for row in connection.execute(statement) if row.path != found.file.path]
    gone = [path for path in others if not os.path.lexists(path)]
    row = _file_row(found) | {"missing_since": None}
    moved = len(gone) == len(others) and gone
    if moved:
        # the one file of this track was renamed or moved: its row follows it
        connection.execute(sa.delete(files).where(files.c.path == found.file.path))
        connection.execute(sa.update(files).where(files.c.path == gone[0]).values(row))
        return _Kind.UNCHANGED
    _upsert(connection, files, [row])
    return _Kind.DUPLICATE if others else _Kind.UNCHANGED


def _write_failure(connection: sa.Connection, failure: Failure) -> None:
    if not os.path.lexists(failure.file.path):
        # a path that is not there is reported, not remembered
        connection.execute(sa.delete(failures).where(failures.c.path == failure.file.path))
        return
    row = {
        "path": failure.file.path,
        "stage": failure.stage,
        "reason": failure.reason,
        "size": failure.file.size,
        "mtime_ns": failure.file.mtime_ns,
        "failed_at": time.time(),
    }
    _upsert(connection, failures, [row])


def _track_row(found: Description) -> dict[str, Any]:
    row: dict[str, Any] = {
        "track_id": found.track_id,
        "duration_s": found.duration_s,
        "sample_rate": found.sample_rate,
        "channels": found.channels,
        "codec": found.codec,
        "bit_rate": found.bit_rate,
        **found.estimates,
    }
    if found.features:
        # a track that was only recognised was not decoded: what decoding had to say still stands
        row |= {"warnings": list(found.warnings), "analyzed_at": time.time()}
    return row


def _feature_row(found: Description, name: str, segmentation: str) -> dict[str, Any]:
    matrix = found.features[name]
    return {
        "name": name,
        "track_id": found.track_id,
        "version": FEATURE_SETS[name].version,
        "segmentation": found.excerpts.get(name, segmentation),
        "dtype": matrix.dtype.newbyteorder("<").str,
        "n_segments": len(matrix),
        "data": matrix.astype(matrix.dtype.newbyteorder("<")).tobytes(),
    }


def _file_row(found: Description) -> dict[str, Any]:
    return {
        "path": found.file.path,
        "path_text": path_text(found.file.path),
        "size": found.file.size,
        "mtime_ns": found.file.mtime_ns,
        "track_id": found.track_id,
        "title": found.tags.title,
        "artist": found.tags.artist,
        "album": found.tags.album,
        "genre": found.tags.genre,
        "year": found.tags.year,
        "album_artist": found.tags.album_artist,
        "track_number": found.tags.track_number,
        "compilation": found.tags.compilation,
        "replaygain_db": found.tags.replaygain_db,
    }


def _upsert(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows, or update those whose key is there; only the columns given are changed."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(table)
    # files are known by their path; the number is the database's own
    key = ["path"] if table is files else [column.name for column in table.primary_key]
    changes = {name: insert.excluded[name] for name in rows[0] if name not in key}
    connection.execute(insert.on_conflict_do_update(index_elements=key, set_=changes), rows)
