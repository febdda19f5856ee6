"""Put what was heard into the tags of files: first the plan, then the deed."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt
import sqlalchemy as sa

from tunescape.audio.tag_writer import TagChange, tag_changes, write_tags
from tunescape.errors import TagError
from tunescape.features.registry import FEATURE_SETS
from tunescape.features.rhythm import estimate_tempo
from tunescape.features.tonality import estimate_key
from tunescape.library.records import Failure, FileStamp, Track
from tunescape.library.restamp import restamp
from tunescape.library.schema import files
from tunescape.library.store import Library

__all__ = ["MIN_CONFIDENCE", "FileChanges", "TagPlan", "TagReport", "plan_tags", "write_plan"]

MIN_CONFIDENCE = 0.3
"""Below it an estimate is little better than a guess.

Of 80 renderings of songs of POP909, 2 of the 6 tempi below it were wrong, and 2 of the 74 above it (by an
octave); of recordings it leaves out 189 BPM for a solo trumpet at 90, and 65 BPM for a piece at 130. A key of
so little confidence is rare: 1 of those 80, and 10 of 63 recordings, most of them clips of 15 s.
"""

Features = Mapping[str, npt.NDArray[Any]]


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
    kept : tuple of FileChanges
        What would have changed, but that the files say something else already.
    unsure : tuple of FileChanges
        What would have changed, but that it was not heard clearly enough.
    unchanged : int
        In how many nothing changes.
    failures : tuple of Failure
        Those whose tags cannot be written.
    """

    files: tuple[FileChanges, ...]
    kept: tuple[FileChanges, ...]
    unsure: tuple[FileChanges, ...]
    unchanged: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class TagReport:
    """How many files were written, and which could not be."""

    written: int
    failures: tuple[Failure, ...]


def plan_tags(
    library: Library,
    tracks: Sequence[Track],
    *,
    genre: bool = False,
    replace: bool = False,
    min_confidence: float = MIN_CONFIDENCE,
    just_heard: Mapping[str, Features] | None = None,
) -> TagPlan:
    """Compare the tags of tracks' files with what is known of the tracks; nothing is written.

    Parameters
    ----------
    library : Library
    tracks : sequence of Track
        Each with all its files; one that is not in the library with the file it was heard from.
    genre : bool
        The genre, too, not only tempo and key.
    replace : bool
        Whether what a file says already is replaced by what is known of its track.
    min_confidence : float, 0 to 1
        Of tempi and keys; less certain ones are not written.
    just_heard : mapping of str to mapping, optional
        Feature sets of tracks that the library does not hold, by track id.

    Returns
    -------
    TagPlan
    """
    planned: list[FileChanges] = []
    kept: list[FileChanges] = []
    unsure: list[FileChanges] = []
    unchanged, failures = 0, []
    for track in tracks:
        wanted = _wanted(track, genre=genre)
        features = (just_heard or {}).get(track.track_id) or _stored_features(library, track)
        doubtful = {name for name, sure in _confidences(features).items() if sure < min_confidence}
        for path in _paths(library, track):
            try:
                differing = tag_changes(os.fsdecode(path), wanted) if wanted else ()
            except TagError as error:
                failures.append(_failure(path, error))
                continue
            said = [one for one in differing if not replace and _says_something(one)]
            vague = [one for one in differing if one not in said and one.field in doubtful]
            changes = [one for one in differing if one not in said and one not in vague]
            for some, those in ((said, kept), (vague, unsure), (changes, planned)):
                if some:
                    those.append(FileChanges(path, track.track_id, tuple(some)))
            unchanged += not changes
    return TagPlan(tuple(planned), tuple(kept), tuple(unsure), unchanged, tuple(failures))


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


def _stored_features(library: Library, track: Track) -> Features:
    found = {
        name: library.feature_matrix(track.track_id, name, version=FEATURE_SETS[name].version)
        for name in ("rhythm", "tonality")
    }
    return {name: matrix for name, matrix in found.items() if matrix is not None}


def _confidences(features: Features) -> dict[str, float]:
    # what another version of tunescape heard has none
    return {
        "tempo": estimate_tempo(features["rhythm"]).confidence if "rhythm" in features else 0.0,
        "key": estimate_key(features["tonality"]).confidence if "tonality" in features else 0.0,
    }


def _says_something(change: TagChange) -> bool:
    if change.field == "tempo":
        # as some programs write where they know none
        return change.old is not None and change.old.strip().strip("0.") != ""
    return change.old is not None and change.old.strip() != ""


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
