"""The tracks a list may draw from: nearest first, each recording once, artists limited."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.discovery.recordings import Recording, Recordings
from tunescape.discovery.sound import Sound
from tunescape.discovery.space import Space, space_matrix
from tunescape.errors import DiscoveryError
from tunescape.library.matrices import dot_rows
from tunescape.library.records import Track
from tunescape.library.schema import tracks as tracks_table
from tunescape.library.store import Library

__all__ = ["Candidates", "Choice"]


_BLOCK = 256
"""Tracks read at a time: databases limit how many a statement may ask for."""


class Candidates:
    """All tracks of a library that have a place in a space.

    Parameters
    ----------
    library : Library
    space : Space

    Attributes
    ----------
    track_ids : list of str
    recordings : Recordings

    Raises
    ------
    DiscoveryError
        If there are none.
    """

    def __init__(self, library: Library, space: Space) -> None:
        self.library, self.space = library, space.bound(library)
        self._matrix = space_matrix(library, self.space)
        self.track_ids = self._matrix.track_ids
        if not self.track_ids:
            needed = ",".join(space.feature_sets)
            raise DiscoveryError(
                f"no track has a place in the space {space.name}",
                path=library.path,
                hint=f"`tunescape analyze FOLDER --features {needed}` hears them",
            )
        self._tracks: dict[str, Track] = {}
        self.recordings = Recordings(library)

    def cosines(self, query: FloatArray) -> FloatArray:
        """Return the cosine of each row with a unit vector, [shape=(n_tracks,), dtype=float32]."""
        return dot_rows(self._matrix.rows, query)

    def take(self, rows: Sequence[int]) -> FloatArray:
        """Return the unit vectors of some rows, [shape=(n, n_dimensions), dtype=float32]."""
        return self._matrix.take(rows)

    def nearest(self, query: FloatArray) -> Iterator[tuple[int, Track, float]]:
        """Yield all (row, track, cosine), nearest first; equal ones in the order of their ids."""
        cosines = self.cosines(query)
        order = np.argsort(-cosines, kind="stable").tolist()
        for first in range(0, len(order), _BLOCK):
            for row, track in self.tracks(order[first : first + _BLOCK]):
                yield row, track, float(cosines[row])

    def tracks(self, rows: Sequence[int]) -> list[tuple[int, Track]]:
        """Return the tracks of rows, in their order, without those that no file has any more."""
        unknown = [self.track_ids[row] for row in rows if self.track_ids[row] not in self._tracks]
        for first in range(0, len(unknown), _BLOCK):
            asked = unknown[first : first + _BLOCK]
            found = self.library.tracks(tracks_table.c.track_id.in_(asked))
            self._tracks.update({track.track_id: track for track in found})
        known = ((row, self._tracks.get(self.track_ids[row])) for row in rows)
        return [(row, track) for row, track in known if track is not None]


class Choice:
    """A list in the making: which tracks may still join it.

    Parameters
    ----------
    candidates : Candidates
    max_per_artist : int, optional
        Tracks without an artist are not limited.
    """

    def __init__(self, candidates: Candidates, *, max_per_artist: int | None = None) -> None:
        self._candidates, self._max_per_artist = candidates, max_per_artist
        self._members: list[Recording] = []
        self._artists: Counter[str] = Counter()

    def copy(self) -> "Choice":
        """Return an independent copy, to try how a list could go on."""
        twin = Choice(self._candidates, max_per_artist=self._max_per_artist)
        twin._members, twin._artists = self._members.copy(), self._artists.copy()
        return twin

    def admits(self, track: Track) -> bool:
        """Tell whether a candidate may join: a new recording, by an artist not yet exhausted."""
        limit = self._max_per_artist
        if track.artist and limit is not None and self._artists[track.artist.casefold()] >= limit:
            return False
        recordings = self._candidates.recordings
        recording = recordings.of_track(track)
        return not any(recordings.same(recording, member) for member in self._members)

    def add(self, track: Track) -> None:
        """Let a candidate join."""
        self._join(track, self._candidates.recordings.of_track(track))

    def add_sound(self, sound: Sound) -> None:
        """Let a seed join, stored or not."""
        self._join(sound.track, self._candidates.recordings.of_sound(sound))

    def _join(self, track: Track, recording: Recording) -> None:
        self._members.append(recording)
        if track.artist:
            self._artists[track.artist.casefold()] += 1
