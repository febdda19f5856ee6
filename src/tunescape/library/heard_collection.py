"""Hear a labelled collection: from files with labels to tracks with labels."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import platformdirs
import sqlalchemy as sa

from tunescape.datasets.labelled import LabelledCollection, LabelledItem, Problem
from tunescape.errors import EvaluationError
from tunescape.library.ingest import Progress, analyze
from tunescape.library.schema import files
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

__all__ = ["HeardCollection", "cached_library", "hear_collection"]


@dataclass(frozen=True)
class HeardCollection:
    """Tracks and their labels.

    Attributes
    ----------
    track_ids : tuple of str
        Sorted, so that nothing depends on where files lie or which was heard first.
    labels : tuple of str
    artists : tuple of str or None
        As the collection names them, else as the tags of the file do.
    paths : tuple of str
        A file of each.
    problems : tuple of Problem
        Files that do not count: those the loader found, those that could not be analysed, and copies.
    """

    track_ids: tuple[str, ...]
    labels: tuple[str, ...]
    artists: tuple[str | None, ...]
    paths: tuple[str, ...]
    problems: tuple[Problem, ...]


def cached_library(collection: LabelledCollection) -> Library:
    """Return the library that is kept for a collection in the user's cache: a second evaluation is quick.

    Raises
    ------
    LibraryError
        If it cannot be made.
    """
    digest = hashlib.blake2b(os.fsencode(collection.root), digest_size=8).hexdigest()
    return Library(platformdirs.user_cache_path("tunescape") / "evaluate" / digest, create=True)


def hear_collection(
    library: Library,
    collection: LabelledCollection,
    settings: AnalysisSettings,
    *,
    on_progress: Callable[[Progress], None] | None = None,
) -> HeardCollection:
    """Analyse the files of a collection that the library does not know yet, and join tracks and labels.

    Parameters
    ----------
    library : Library
        May hold other music, which does not count.
    collection : LabelledCollection
    settings : AnalysisSettings
    on_progress : callable, optional
        Called after every file that had to be opened.

    Returns
    -------
    HeardCollection
        Files with the same sound are one track. Where their labels differ, none of them counts.

    Raises
    ------
    EvaluationError
        If not one file could be analysed.
    """
    report = analyze(library, [item.path for item in collection.items], settings, on_progress=on_progress)
    failed = [Problem(os.fsdecode(failure.file.path), failure.reason) for failure in report.failures]
    known = _tracks_of_files(library)
    by_track: dict[str, list[LabelledItem]] = {}
    for item in collection.items:
        track_id = known.get(os.fsencode(item.path))
        if track_id is not None:
            by_track.setdefault(track_id, []).append(item)
    problems = [*collection.problems, *failed]
    for items in by_track.values():
        problems += _copies(items)
    kept = sorted(track for track, items in by_track.items() if len({item.label for item in items}) == 1)
    if not kept:
        first = f" (the first: {problems[0].path}: {problems[0].reason})" if problems else ""
        raise EvaluationError(f"none of its files could be analysed{first}", path=collection.root)
    tagged = {track.track_id: track.artist for track in library.tracks()}
    chosen = [by_track[track][0] for track in kept]
    return HeardCollection(
        track_ids=tuple(kept),
        labels=tuple(item.label for item in chosen),
        artists=tuple(item.artist or tagged.get(track) for track, item in zip(kept, chosen, strict=True)),
        paths=tuple(item.path for item in chosen),
        problems=tuple(sorted(problems, key=lambda problem: problem.path)),
    )


def _tracks_of_files(library: Library) -> dict[bytes, str]:
    statement = sa.select(files.c.path, files.c.track_id).where(files.c.missing_since.is_(None))
    with library.connect() as connection:
        return {row.path: row.track_id for row in connection.execute(statement)}


def _copies(items: Sequence[LabelledItem]) -> list[Problem]:
    if len({item.label for item in items}) > 1:
        said = ", ".join(sorted({item.label for item in items}))
        return [Problem(item.path, f"is one recording with several labels ({said})") for item in items]
    first = items[0].path
    return [Problem(item.path, f"is a copy of {first} and counts once", known=True) for item in items[1:]]
