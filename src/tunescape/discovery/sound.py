"""From what a user types to a track that was heard: a path, an id, or a search text."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from tunescape.discovery.metadata import METADATA, metadata_vector
from tunescape.errors import QueryError
from tunescape.features.registry import FEATURE_SETS, in_order, resolve_feature_sets
from tunescape.library.ingest import describe_path
from tunescape.library.records import Description, Track, search_text
from tunescape.library.schema import files, tracks
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

__all__ = ["Sound", "find_sound", "find_track", "hear_missing"]

_MIN_ID_PREFIX = 6
_MAX_CANDIDATES = 10


@dataclass(frozen=True)
class Sound:
    """A track and the description of its sound.

    Attributes
    ----------
    track : Track
    features : mapping of str to np.ndarray [shape=(n_segments, n_dimensions)]
        Its feature sets, by name, in their current versions.
    warnings : tuple of str
        What was odd about its file.
    stored : bool
        Whether the library holds it.
    """

    track: Track
    features: Mapping[str, npt.NDArray[Any]]
    warnings: tuple[str, ...]
    stored: bool

    @property
    def described(self) -> Mapping[str, npt.NDArray[Any]]:
        """All that spaces embed: its feature sets, and ``metadata`` [shape=(1, n_dimensions)]."""
        return {**self.features, METADATA.name: metadata_vector(self.track)[np.newaxis]}


def find_sound(library: Library, query: str | os.PathLike[str], *, wanted: Sequence[str] = ()) -> Sound:
    """Find a track in a library, or hear a file that is not in it, without storing it.

    Parameters
    ----------
    library : Library
    query : str or PathLike
        A path; a track id, or at least its first 6 digits; or part of a title or file name that matches one
        track.
    wanted : sequence of str
        Feature sets that a file outside the library is heard for beside the default ones.

    Returns
    -------
    Sound

    Raises
    ------
    QueryError
        If nothing matches, or several tracks do (it lists them).
    TunescapeError
        If the file named cannot be analysed.
    """
    text = os.fspath(query)
    track = find_track(library, text)
    if track is not None:
        return _stored(library, track)
    return _heard(_describe(library, text, (*resolve_feature_sets("default"), *wanted)))


def hear_missing(library: Library, sound: Sound, names: Sequence[str]) -> Sound:
    """Add feature sets that the library does not hold of a track, from its file, without storing them.

    Parameters
    ----------
    library : Library
    sound : Sound
    names : sequence of str
        Feature sets; those that are there already are not heard again.

    Returns
    -------
    Sound

    Raises
    ------
    TunescapeError
        If the file is gone or cannot be analysed.
    """
    missing = [name for name in names if name not in sound.features]
    if not missing:
        return sound
    found = _describe(library, sound.track.path, missing)
    return replace(sound, features={**sound.features, **found.features})


def _describe(library: Library, path: str, names: Sequence[str]) -> Description:
    # as the tracks of the library were heard, so that they can be compared
    settings = AnalysisSettings(features=",".join(names)).resolved(library.analysis_options())
    return describe_path(path, settings)


def find_track(library: Library, query: str | os.PathLike[str]) -> Track | None:
    """Find a track in a library, without hearing anything.

    Parameters
    ----------
    library : Library
    query : str or PathLike
        As for :func:`find_sound`.

    Returns
    -------
    Track or None
        None for the path of a file that is not in the library.

    Raises
    ------
    QueryError
        If nothing matches, or several tracks do (it lists them).
    """
    text = os.fspath(query)
    by_path = _by_path(library, text)
    if by_path:
        return by_path
    if os.path.lexists(text) and not os.path.isdir(text):
        return None
    return _one_of(_by_id(library, text) or _by_title(library, text) or _by_file_name(library, text), text)


def _by_path(library: Library, text: str) -> Track | None:
    statement = sa.select(files.c.track_id).where(files.c.path == os.fsencode(os.path.abspath(text)))
    with library.connect() as connection:
        track_id = connection.execute(statement).scalar_one_or_none()
    return library.track(track_id) if track_id else None


def _by_id(library: Library, text: str) -> list[Track]:
    prefix = text.lower()
    if len(prefix) < _MIN_ID_PREFIX or not set(prefix) <= set("0123456789abcdef"):
        return []
    # a range, which the index answers: LIKE would look at every track
    begins_so = sa.and_(tracks.c.track_id >= prefix, tracks.c.track_id < f"{prefix}g")
    return library.tracks(begins_so, limit=_MAX_CANDIDATES + 1)


def _by_title(library: Library, text: str) -> list[Track]:
    wanted = search_text(text).strip()
    exact = library.tracks(sa.func.lower(files.c.title) == wanted.lower(), limit=_MAX_CANDIDATES + 1)
    if exact or not wanted:
        return exact
    return library.tracks(files.c.title.icontains(wanted, autoescape=True), limit=_MAX_CANDIDATES + 1)


def _by_file_name(library: Library, text: str) -> list[Track]:
    """Find tracks by any of their files: a copy may have another name and other tags."""
    wanted = search_text(text).strip().lower()
    if not wanted:
        return []
    statement = sa.select(files.c.track_id, files.c.path_text, files.c.title).where(
        files.c.missing_since.is_(None),
        sa.or_(
            files.c.path_text.icontains(wanted, autoescape=True),
            files.c.title.icontains(wanted, autoescape=True),
        ),
    )
    with library.connect() as connection:
        rows = connection.execute(statement).all()
    # the folders of a path are no name of a track
    named = {
        row.track_id
        for row in rows
        if wanted in row.title.lower() or wanted in os.path.basename(row.path_text).lower()
    }
    some = sorted(named)[: _MAX_CANDIDATES + 1]
    return library.tracks(tracks.c.track_id.in_(some)) if some else []


def _one_of(found: list[Track], text: str) -> Track:
    if not found:
        raise QueryError(
            f"no track matches {text!r}",
            hint="give a path, a track id, or part of a title or file name; `tunescape list` shows them",
        )
    if len(found) > 1:
        shown = [f"{track.track_id[:8]} {track.name}" for track in found[:_MAX_CANDIDATES]]
        more = ["..."] if len(found) > _MAX_CANDIDATES else []
        listed = "\n  ".join(shown + more)
        raise QueryError(f"{text!r} matches several tracks: give the id of one\n  {listed}")
    return found[0]


def _stored(library: Library, track: Track) -> Sound:
    matrices = {
        name: library.feature_matrix(track.track_id, name, version=FEATURE_SETS[name].version)
        for name in in_order(library.feature_versions(track.track_id))
        if name in FEATURE_SETS
    }
    present = {name: matrix for name, matrix in matrices.items() if matrix is not None}
    warnings = library.track_details(track.track_id)["warnings"]
    return Sound(track, present, tuple(warnings), stored=True)


def _heard(found: Description) -> Sound:
    track = Track(
        track_id=found.track_id,
        path=os.fsdecode(found.file.path),
        title=found.tags.title,
        artist=found.tags.artist,
        album=found.tags.album,
        genre=found.tags.genre,
        year=found.tags.year,
        duration_s=found.duration_s,
        tempo_bpm=found.estimates.get("tempo_bpm"),
        key=found.estimates.get("key"),
        tags=tuple(found.estimates.get("tags", ())),
        loudness_lufs=found.estimates.get("loudness_lufs"),
        true_peak_db=found.estimates.get("true_peak_db"),
    )
    return Sound(track, found.features, found.warnings, stored=False)
