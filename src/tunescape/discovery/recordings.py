"""Whether two tracks are encodings of one recording: a flac and its mp3."""

from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from tunescape.arrays import FloatArray
from tunescape.discovery.sound import Sound
from tunescape.discovery.space import SPACES, space_matrix
from tunescape.features.fingerprint import same_recording
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.records import Track
from tunescape.library.store import Library

__all__ = ["Recording", "Recordings"]

_SAME_DURATION_S = 1.5
_SAME_VOICE = 0.9
"""Cosine in the space ``musicnn``, which hardly hears what an encoder leaves out: on 60 clips at least 0.99
between a flac and its 128 kb/s mp3. Of other pairs, 0.3 % are above; their fingerprints decide."""


@dataclass(frozen=True)
class Recording:
    """What is needed of a track to recognise it.

    Attributes
    ----------
    track_id : str
    duration_s : float
    voice : np.ndarray [shape=(250,)], optional
        Its place in the space ``musicnn``.
    """

    track_id: str
    duration_s: float
    voice: FloatArray | None


class Recordings:
    """Compares tracks, each pair once.

    Parameters
    ----------
    library : Library
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        track_ids, self._voices = space_matrix(library, SPACES["musicnn"])
        self._rows = {track_id: row for row, track_id in enumerate(track_ids)}
        self._fingerprints: dict[str, npt.NDArray[Any] | None] = {}
        self._known: dict[tuple[str, str], bool] = {}

    def of_track(self, track: Track) -> Recording:
        """Look up a stored track."""
        row = self._rows.get(track.track_id)
        return Recording(track.track_id, track.duration_s, None if row is None else self._voices[row])

    def of_sound(self, sound: Sound) -> Recording:
        """Take a sound that need not be stored."""
        track_id = sound.track.track_id
        self._fingerprints[track_id] = sound.features.get("fingerprint")
        voice = SPACES["musicnn"].embed(sound.features) if "musicnn" in sound.features else None
        return Recording(track_id, sound.track.duration_s, voice)

    def same(self, a: Recording, b: Recording) -> bool:
        """Tell whether two tracks are one recording; without fingerprints only if they are one track."""
        if a.track_id == b.track_id:
            return True
        if abs(a.duration_s - b.duration_s) > _SAME_DURATION_S:
            return False
        if a.voice is not None and b.voice is not None and float(a.voice @ b.voice) < _SAME_VOICE:
            return False
        pair = (min(a.track_id, b.track_id), max(a.track_id, b.track_id))
        if pair not in self._known:
            first, second = (self._fingerprint(track_id) for track_id in pair)
            self._known[pair] = first is not None and second is not None and same_recording(first, second)
        return self._known[pair]

    def _fingerprint(self, track_id: str) -> npt.NDArray[Any] | None:
        if track_id not in self._fingerprints:
            version = FEATURE_SETS["fingerprint"].version
            matrix = self._library.feature_matrix(track_id, "fingerprint", version=version)
            self._fingerprints[track_id] = matrix
        return self._fingerprints[track_id]
