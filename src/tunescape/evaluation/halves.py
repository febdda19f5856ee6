"""Two excerpts of each track, each heard as if it were a track: what the pair task compares."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.audio.segments import Segmentation, Span
from tunescape.discovery.space import Space
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.apart import describe_parts, hear_apart
from tunescape.library.describe import AnalysisPlan
from tunescape.library.ingest import Progress
from tunescape.library.records import Description, Failure, FileStamp
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

__all__ = ["EXCERPT_S", "Halves", "describe_halves", "hear_halves"]

EXCERPT_S = 15.0
"""Length of each of the two excerpts, in seconds, where a track is twice as long."""


@dataclass(frozen=True)
class Halves:
    """What was heard of the two excerpts of each track.

    Attributes
    ----------
    library : Library
        Its own, beside the matrices of the library whose tracks these are: derived from the same files, and
        deletable.
    failures : tuple of Failure
        Files of which not both excerpts could be heard.
    """

    library: Library
    failures: tuple[Failure, ...]

    def vectors(self, space: Space, track_ids: Sequence[str]) -> tuple[FloatArray, FloatArray]:
        """Return the excerpts of tracks in a space: their first ones, and their second ones.

        Returns
        -------
        first, second : np.ndarray [shape=(n, n_dimensions), dtype=float32]
            Unit vectors, for those of the tracks of which both were heard, in the order given.
        """
        tables = {name: self._read(name) for name in space.feature_sets}
        heard = [track for track in track_ids if all(track in table for table in tables.values())]
        if not heard:
            nothing = np.zeros((0, len(space.dimensions)), np.float32)
            return nothing, nothing
        first, second = (
            space.combine({name: np.stack([t[track][i] for track in heard]) for name, t in tables.items()})
            for i in (0, 1)
        )
        return first, second

    def _read(self, name: str) -> dict[str, FloatArray]:
        version = FEATURE_SETS[name].version
        rows = self.library.iterate_features(name, version=version)
        return {track_id: matrix.astype(np.float32) for track_id, matrix in rows}


def describe_halves(file: FileStamp, plan: AnalysisPlan) -> Description:
    """Describe two excerpts of a file that do not overlap.

    Parameters
    ----------
    file : FileStamp
    plan : AnalysisPlan
        Of its segmentation the channels count. Every feature set describes each excerpt as if it were all
        there is, also one that would hear a track once.

    Returns
    -------
    Description
        Each feature set [shape=(2, n_dimensions)]: of stretches of :data:`EXCERPT_S` seconds around the ends
        of the first and the third quarter of the track, or of its halves.

    Raises
    ------
    DecodeError
        If one of the two cannot be decoded.
    """
    return describe_parts(file, plan, _halves)


def _halves(duration_s: float) -> list[Span]:
    return Segmentation(2, min(EXCERPT_S, duration_s / 2)).spans(duration_s)


def hear_halves(
    library: Library,
    paths: Mapping[str, str],
    plan: AnalysisPlan,
    settings: AnalysisSettings,
    *,
    on_progress: Callable[[Progress], None] | None = None,
) -> Halves:
    """Hear what is not known yet of the excerpts of tracks.

    Parameters
    ----------
    library : Library
        That holds the tracks.
    paths : mapping of str to str
        A file of each track, by track id.
    plan : AnalysisPlan
    settings : AnalysisSettings
        ``jobs``, ``timeout`` and ``memory`` count.
    on_progress : callable, optional
        Called after every file that had to be opened.

    Returns
    -------
    Halves
        Of the tracks given, and of others that were asked for before.

    Raises
    ------
    LibraryError
        If it cannot be stored, or another process is at it.
    """
    own, failures = hear_apart(
        library, "pairs", paths, plan, settings, describe=describe_halves, on_progress=on_progress
    )
    return Halves(own, tuple(failures))
