"""Labelled tracks to train on: those of a collection, and those that were labelled by hand."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from tunescape.datasets.labelled import LabelledCollection, Problem
from tunescape.library.heard_collection import cached_library, hear_collection
from tunescape.library.ingest import Progress
from tunescape.library.labels import labels_by_hand
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

__all__ = ["Examples", "OnProgress", "Shown"]

OnProgress = Callable[[Progress], None] | None

Shown = Callable[[], AbstractContextManager[OnProgress]]
"""Returns a context manager that yields a callback for files heard."""


@dataclass
class Examples:
    """Labelled tracks: the genre, a file, and the library that heard it, by track id.

    Attributes
    ----------
    problems : list of Problem
        Files that take no part.
    n_corrections : int
        Tracks labelled by hand that take part.
    """

    genres: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    libraries: dict[str, Library] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    n_corrections: int = 0

    def add_collection(
        self, collection: LabelledCollection, settings: AnalysisSettings, progress: Shown
    ) -> None:
        """Hear a collection into a library of its own, in the user's cache, and add its tracks."""
        own = cached_library(collection)
        with progress() as on_progress:
            heard = hear_collection(own, collection, settings.resolved({}), on_progress=on_progress)
        self.problems += heard.problems
        for track_id, genre, path in zip(heard.track_ids, heard.labels, heard.paths, strict=True):
            self.genres[track_id] = genre
            self.paths[track_id] = path
            self.libraries[track_id] = own

    def add_labels(self, library: Library) -> None:
        """Add the tracks of a library that were labelled by hand; of known ones the hand decides."""
        paths = {track.track_id: track.path for track in library.tracks()}
        for track_id, genre in labels_by_hand(library).items():
            if track_id in self.genres:
                self.genres[track_id] = genre
            elif track_id in paths:
                self.genres[track_id] = genre
                self.paths[track_id] = paths[track_id]
                self.libraries[track_id] = library
            else:
                continue  # its files are gone: nothing to hear
            self.n_corrections += 1

    def by_library(self) -> list[tuple[Library, set[str]]]:
        """Return each library with the ids of its tracks."""
        distinct = {id(library): library for library in self.libraries.values()}
        return [
            (library, {track for track, other in self.libraries.items() if other is library})
            for library in distinct.values()
        ]
