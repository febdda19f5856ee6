"""What goes into a library and comes out of it."""

import unicodedata
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from tunescape.audio.tags import Tags

__all__ = [
    "Description",
    "Failure",
    "FeatureSetStatus",
    "FileStamp",
    "LibraryStatus",
    "Track",
    "path_text",
    "search_text",
]


def path_text(path: bytes) -> str:
    """Return a path as text that can always be shown and searched: NFC, undecodable bytes replaced."""
    return unicodedata.normalize("NFC", path.decode("utf-8", "replace"))


def search_text(text: str) -> str:
    """Return what a user typed as the library spells it: NFC, undecodable characters replaced."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A file as the scan found it."""

    path: bytes
    size: int
    mtime_ns: int


@dataclass(frozen=True)
class Description:
    """Everything one analysis found out about one file.

    Attributes
    ----------
    features : dict of str to np.ndarray [shape=(n_segments, n_dimensions)]
        The feature sets that were computed, by name; those the library already had are not here.
    estimates : dict
        Track-level results derived from them: ``tempo_bpm``, ``key``, ``tags``, ``loudness_lufs``,
        ``true_peak_db``.
    excerpts : dict of str to str
        Which excerpt of their own some of the feature sets were heard on, by name.
    """

    file: FileStamp
    track_id: str
    duration_s: float
    sample_rate: int
    channels: int
    codec: str
    bit_rate: int
    tags: Tags
    features: dict[str, npt.NDArray[np.generic]]
    estimates: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    excerpts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """A file that could not be analysed, and why.

    Attributes
    ----------
    hint : str or None
        What can be done about it; the ledger does not keep it.
    """

    file: FileStamp
    stage: str
    reason: str
    failed_at: float = 0.0
    hint: str | None = None


@dataclass(frozen=True)
class Track:
    """A track as lists show it: its sound, the tags of its first file, and what charts say of it.

    Attributes
    ----------
    rank, users, users_gained : int or None
        Of the newest chart it was in, see :class:`~tunescape.charts.chart.ChartItem`.
    chart, music_id : str or None
        The source of that chart, and the source's own id.
    charted_at : str or None
        When that chart was fetched, ISO 8601 in UTC.
    cluster, cluster_name : int or None, str or None
        Label and name of its cluster; None for a track that came after the last clustering.
    """

    track_id: str
    path: str
    title: str
    artist: str | None
    album: str | None
    genre: str | None
    year: int | None
    duration_s: float
    tempo_bpm: float | None
    key: str | None
    tags: tuple[str, ...]
    loudness_lufs: float | None = None
    true_peak_db: float | None = None
    rank: int | None = None
    users: int | None = None
    users_gained: int | None = None
    chart: str | None = None
    music_id: str | None = None
    charted_at: str | None = None
    cluster: int | None = None
    cluster_name: str | None = None

    @property
    def name(self) -> str:
        """``Artist - Title``, or the title alone."""
        return f"{self.artist} - {self.title}" if self.artist else self.title


@dataclass(frozen=True)
class FeatureSetStatus:
    """How many tracks have a feature set, and how many an outdated one."""

    name: str
    dimensions: int
    tracks: int
    stale: int


@dataclass(frozen=True)
class LibraryStatus:
    """What a library holds."""

    library: str
    tracks: int
    files: int
    failures: int
    missing: int
    bytes: int
    feature_sets: tuple[FeatureSetStatus, ...]
