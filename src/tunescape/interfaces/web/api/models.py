"""The shapes of the documents, for the description of the API; the documents are made elsewhere.

Answers may hold more fields than named here, never fewer.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict

__all__ = [
    "Beats",
    "Chords",
    "ClusterRow",
    "Clustering",
    "Comparison",
    "Error",
    "ErrorDocument",
    "Failure",
    "Folder",
    "Heard",
    "Hook",
    "Job",
    "MapPoints",
    "Match",
    "Peaks",
    "PlaylistDocument",
    "SavedPlaylist",
    "SavedPlaylistRow",
    "Show",
    "SpaceRow",
    "Status",
    "Track",
    "View",
]


class _Open(BaseModel):
    model_config = ConfigDict(extra="allow")


class Error(BaseModel):
    """What is wrong, and what to do."""

    code: str
    message: str
    hint: str | None


class ErrorDocument(BaseModel):
    """The one shape of errors."""

    error: Error


class FeatureSet(_Open):
    """How many tracks have a feature set."""

    name: str
    dimensions: int
    tracks: int
    stale: int


class Status(_Open):
    """What the library holds."""

    library: str
    tracks: int
    files: int
    failures: int
    missing: int
    bytes: int
    feature_sets: list[FeatureSet]


class Failure(_Open):
    """A file that could not be analysed."""

    path: str
    stage: str
    reason: str
    when: str


class Track(_Open):
    """A row of the list; what is not known is null."""

    track_id: str
    path: str
    title: str
    artist: str | None
    album: str | None
    year: int | None
    duration_s: float
    tempo_bpm: float | None
    key: str | None
    genre: str | None
    tags: list[str]
    loudness_lufs: float | None
    true_peak_db: float | None
    cluster: int | None
    cluster_name: str | None
    rank: int | None
    users: int | None
    users_gained: int | None
    chart: str | None
    music_id: str | None
    charted_at: str | None


class Tempo(_Open):
    """The tempo that is heard."""

    bpm: float | None
    confidence: float
    alternatives: list[float]


class Key(_Open):
    """The key that is heard."""

    name: str | None
    confidence: float
    alternatives: list[str]


class Tag(_Open):
    """What it sounds like."""

    tag: str
    probability: float


class Show(_Open):
    """All that is known of one track."""

    track: Track
    tempo: Tempo
    key: Key
    tags: list[Tag]
    loudness_lufs: float | None
    true_peak_db: float | None
    files: list[str]
    warnings: list[str]
    feature_sets: list[str]


class Match(_Open):
    """A track in a ranked list."""

    rank: int
    track_id: str
    path: str
    title: str
    artist: str | None
    duration_s: float
    similarity: float


class PlaylistDocument(_Open):
    """A playlist that was grown."""

    tracks: list[Match]
    seeds: list[Track]


class SavedPlaylistRow(_Open):
    """A playlist that the library keeps."""

    playlist_id: int
    name: str
    n_tracks: int
    changed_at: str
    recipe: dict[str, Any]


class SavedPlaylist(SavedPlaylistRow):
    """A playlist that the library keeps, with its tracks in playing order."""

    tracks: list[Track]
    missing: list[str]


class Brief(_Open):
    """A track, in short."""

    track_id: str
    path: str
    title: str
    artist: str | None


class ClusterRow(_Open):
    """One cluster."""

    label: int
    name: str
    renamed: bool
    size: int
    tracks: list[str]
    typical: list[Brief]
    extremes: list[Brief]
    tags: list[dict[str, Any]]
    features: list[dict[str, Any]]


class Clustering(_Open):
    """The clusters of the library, and how well they are apart."""

    k: int
    verdict: str
    stability_ari: float | None
    scores: list[dict[str, Any]]
    new_tracks: int
    clusters: list[ClusterRow]


class MapPoints(_Open):
    """Where the tracks lie on the map: arrays of one length, the nth of each speaks of one track."""

    method: str
    space: str
    n_placed: int
    x: list[float]
    y: list[float]
    columns: dict[str, list[Any]]


class Comparison(_Open):
    """What sets two groups apart, or goes with a column."""

    summary: list[str]
    notes: list[str]


class Folder(_Open):
    """A folder that the library hears."""

    path: str
    files: int
    there: bool


class JobError(Error):
    """Why a job failed."""


class Job(_Open):
    """Long work: queued, running, done, failed or cancelled."""

    job_id: str
    kind: str
    parameters: dict[str, Any]
    state: str
    progress: dict[str, Any]
    result: Any
    error: JobError | None
    cancel_requested: bool
    queued_at: str
    started_at: str | None
    ended_at: str | None


class SpaceRow(_Open):
    """What can count as alike."""

    name: str
    dimensions: int | None
    feature_sets: list[str]
    description: str
    own: bool
    made_at: str | None


class Beats(_Open):
    """When one would tap, in seconds."""

    tempo_bpm: float | None
    beats: list[float]
    downbeats: list[float]
    metre: str | None


class Chord(_Open):
    """A chord, and from when to when it sounds, in seconds."""

    start: float
    end: float
    label: str


class Chords(_Open):
    """The chords of a track."""

    chords: list[Chord]


class Stretch(_Open):
    """A stretch of a track, in seconds."""

    start: float
    end: float
    score: float


class Hook(Stretch):
    """The catchiest stretch of a track, and why it is."""

    reasons: list[str]
    alternatives: list[Stretch]
    file: str | None


class View(_Open):
    """A picture that can be drawn of a track."""

    name: str
    title: str
    summary: str


class Peaks(_Open):
    """The lowest and highest sample of each of equal parts of a track, in 127ths of full scale."""

    duration_s: float
    low: list[int]
    high: list[int]


class HeardTrack(_Open):
    """What a file says of itself, and what is heard of it."""

    title: str
    artist: str | None
    duration_s: float
    tempo_bpm: float | None
    key: str | None
    tags: list[str]


class Heard(_Open):
    """A file that was heard and not stored, and what in the library sounds like it."""

    track: HeardTrack
    tempo: Tempo
    key: Key
    tags: list[Tag]
    warnings: list[str]
    similar: list[Match]
    known: bool
