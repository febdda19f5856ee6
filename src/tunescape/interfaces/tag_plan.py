"""Put what was heard into the tags of files: first the plan, then the deed."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tunescape.audio.tag_writer import TagChange, tag_changes, write_tags
from tunescape.errors import TagError
from tunescape.library.records import Failure, FileStamp, Track
from tunescape.library.restamp import restamp
from tunescape.library.schema import files
from tunescape.library.store import Library

__all__ = ["FileChanges", "TagPlan", "TagReport", "plan_tags", "write_plan"]


@dataclass(frozen=True)
class FileChanges:
    """What is to change in one file."""

    path: bytes
    track_id: str
    changes: tuple[TagChange, ...]


@dataclass(frozen=True)
class TagPlan:
    """What is to change in all files.

    Attributes
    ----------
    files : tuple of FileChanges
        Those where something changes.
    unchanged : int
        How many already say what was heard.
    failures : tuple of Failure
        Those whose tags cannot be written.
    """

    files: tuple[FileChanges, ...]
    unchanged: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class TagReport:
    """How many files were written, and which could not be."""

    written: int
    failures: tuple[Failure, ...]


def plan_tags(library: Library, tracks: Sequence[Track], *, genre: bool = False) -> TagPlan:
    """Compare the tags of tracks' files with what is known of the tracks; nothing is written.

    Parameters
    ----------
    library : Library
    tracks : sequence of Track
        Each with all its files; one that is not in the library with the file it was heard from.
    genre : bool
        The genre, too, not only tempo and key.

    Returns
    -------
    TagPlan
    """
    planned, unchanged, failures = [], 0, []
    for track in tracks:
        wanted = _wanted(track, genre=genre)
        for path in _paths(library, track):
            try:
                changes = tag_changes(os.fsdecode(path), wanted) if wanted else ()
            except TagError as error:
                failures.append(_failure(path, error))
                continue
            if changes:
                planned.append(FileChanges(path, track.track_id, changes))
            else:
                unchanged += 1
    return TagPlan(tuple(planned), unchanged, tuple(failures))


def write_plan(library: Library, plan: TagPlan) -> TagReport:
    """Write the tags of a plan, one file after the other, and tell the library of each.

    Returns
    -------
    TagReport
        A file that failed is as it was.
    """
    written, failures = 0, list(plan.failures)
    for file in plan.files:
        try:
            before, after = write_tags(os.fsdecode(file.path), file.changes, track_id=file.track_id)
        except TagError as error:
            failures.append(_failure(file.path, error))
            continue
        genre = next((change.new for change in file.changes if change.field == "genre"), None)
        restamp(library, file.path, before=before, after=after, genre=genre)
        written += 1
    return TagReport(written, tuple(failures))


def _wanted(track: Track, *, genre: bool) -> dict[str, str]:
    wanted = {}
    if track.tempo_bpm is not None:
        wanted["tempo"] = str(round(track.tempo_bpm))
    if track.key is not None:
        wanted["key"] = _id3_key(track.key)
    if genre and track.genre:
        wanted["genre"] = track.genre
    return wanted


def _id3_key(name: str) -> str:
    """Spell ``A minor`` as ``Am`` and ``Bb major`` as ``Bb``."""
    tonic, mode = name.split()
    return f"{tonic}m" if mode == "minor" else tonic


def _paths(library: Library, track: Track) -> list[bytes]:
    there = sa.and_(files.c.track_id == track.track_id, files.c.missing_since.is_(None))
    with library.connect() as connection:
        paths = (
            connection.execute(sa.select(files.c.path).where(there).order_by(files.c.path)).scalars().all()
        )
    return list(paths) or [os.fsencode(track.path)]


def _failure(path: bytes, error: TagError) -> Failure:
    reason = error.reason if error.hint is None else f"{error.reason}; {error.hint}"
    return Failure(FileStamp(path, 0, 0), error.stage, reason)
