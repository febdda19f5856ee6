"""The tables of a library.

Plain SQLAlchemy Core, so that the same statements run on SQLite and PostgreSQL.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

__all__ = [
    "SCHEMA_VERSION",
    "annotations",
    "chart_entries",
    "cluster_members",
    "clusters",
    "failures",
    "features",
    "files",
    "folders",
    "jobs",
    "labels",
    "meta",
    "metadata",
    "playlist_tracks",
    "playlists",
    "spaces",
    "tracks",
]

SCHEMA_VERSION = 4
"""Rises with every change of the tables below; :mod:`~tunescape.library.migrations` has the steps."""

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
    comment="schema_version; revision, which rises with every change of tracks or features; options",
)

tracks = Table(
    "tracks",
    metadata,
    Column("track_id", String(32), primary_key=True),
    Column("duration_s", Float, nullable=False),
    Column("sample_rate", Integer, nullable=False),
    Column("channels", Integer, nullable=False),
    Column("codec", String(32), nullable=False),
    Column("bit_rate", Integer, nullable=False),
    Column("tempo_bpm", Float),
    Column("key", String(16)),
    Column("tags", JSON, nullable=False, comment="what it sounds like, likeliest first"),
    Column("warnings", JSON, nullable=False),
    Column("analyzed_at", Float, nullable=False, comment="seconds since 1970"),
    Column("loudness_lufs", Float),
    Column("true_peak_db", Float, comment="dBTP, 0 is full scale"),
)

files = Table(
    "files",
    metadata,
    Column("file_id", Integer, primary_key=True),
    Column("path", LargeBinary, nullable=False, unique=True, comment="byte for byte"),
    Column("path_text", Text, nullable=False, comment="NFC, for search"),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("track_id", ForeignKey("tracks.track_id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("artist", Text),
    Column("album", Text),
    Column("genre", Text),
    Column("year", Integer),
    Column("album_artist", Text),
    Column("track_number", Integer),
    Column("compilation", Boolean),
    Column("replaygain_db", Float, comment="what the file's tags say"),
    Column("missing_since", Float, comment="seconds since 1970; null while it is there"),
)

features = Table(
    "features",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("track_id", ForeignKey("tracks.track_id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("segmentation", String(32), nullable=False),
    Column("dtype", String(16), nullable=False),
    Column("n_segments", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False, comment="n_segments x dimensions, C order, little-endian"),
)

failures = Table(
    "failures",
    metadata,
    Column("path", LargeBinary, primary_key=True),
    Column("stage", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("failed_at", Float, nullable=False, comment="seconds since 1970"),
)

chart_entries = Table(
    "chart_entries",
    metadata,
    Column("track_id", ForeignKey("tracks.track_id"), primary_key=True),
    Column("source", Text, nullable=False),
    Column("music_id", Text, nullable=False),
    Column("rank", Integer, nullable=False, comment="1 is the top"),
    Column("users", BigInteger),
    Column("users_gained", BigInteger),
    Column("title", Text, nullable=False),
    Column("author", Text),
    Column("fetched_at", String(32), nullable=False, comment="ISO 8601; the newest chart counts"),
)

labels = Table(
    "labels",
    metadata,
    # not a foreign key: what a person said of a track outlives the track's files
    Column("track_id", String(32), primary_key=True),
    Column("genre", Text, nullable=False),
    Column("labelled_at", Float, nullable=False, comment="seconds since 1970"),
)

clusters = Table(
    "clusters",
    metadata,
    Column("label", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("renamed", Boolean, nullable=False, comment="by hand: kept while the cluster is the same"),
    Column("summary", JSON, nullable=False, comment="what sets it apart, its typical tracks"),
)

cluster_members = Table(
    "cluster_members",
    metadata,
    Column("track_id", ForeignKey("tracks.track_id"), primary_key=True),
    Column("label", ForeignKey("clusters.label"), nullable=False, index=True),
)

spaces = Table(
    "spaces",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("recipe", JSON, nullable=False, comment="blocks: feature set, dimensions, weight"),
    Column("made_at", Float, nullable=False, comment="seconds since 1970"),
)

annotations = Table(
    "annotations",
    metadata,
    Column("track_id", String(32), primary_key=True),
    Column("name", String(64), primary_key=True, comment="with a version: beats@1"),
    Column("document", JSON, nullable=False),
    Column("made_at", Float, nullable=False, comment="seconds since 1970"),
)

folders = Table(
    "folders",
    metadata,
    Column("path", LargeBinary, primary_key=True, comment="byte for byte; only what lies below is served"),
    Column("added_at", Float, nullable=False, comment="seconds since 1970"),
)

playlists = Table(
    "playlists",
    metadata,
    Column("playlist_id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("recipe", JSON, nullable=False, comment="the seeds and options it was grown with"),
    Column("made_at", Float, nullable=False, comment="seconds since 1970"),
    Column("changed_at", Float, nullable=False, comment="seconds since 1970"),
)

playlist_tracks = Table(
    "playlist_tracks",
    metadata,
    Column("playlist_id", ForeignKey("playlists.playlist_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False, comment="from 0"),
    # not a foreign key: a playlist keeps its place for a track whose files come back
    Column("track_id", String(32), nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("job_id", String(32), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("state", String(16), nullable=False, comment="queued, running, done, failed, cancelled"),
    Column("progress", JSON, nullable=False),
    Column("result", JSON(none_as_null=True)),
    Column("error", JSON(none_as_null=True)),
    Column("cancel_requested", Boolean, nullable=False),
    Column("pid", Integer, comment="of the process at work"),
    Column("queued_at", Float, nullable=False, comment="seconds since 1970"),
    Column("started_at", Float),
    Column("ended_at", Float),
)

# with all that lists and counts ask of every file: the rows, with titles and tags, need not be read
Index("files_by_path", files.c.path, files.c.missing_since, files.c.track_id)
Index("files_by_track", files.c.track_id, files.c.missing_since, files.c.path)
Index("features_by_track", features.c.track_id)
# counting by version would read every vector; by track last, or reading a feature set in order would sort it
Index("features_by_version", features.c.name, features.c.version, features.c.track_id)
