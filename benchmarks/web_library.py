"""A large library to measure the web app on: synthetic tracks, written straight into the database.

    python benchmarks/web_library.py DIR [N_TRACKS] [--features NAME,...] [--clusters] [--seed N]

Makes a library of N_TRACKS (50,000) in DIR: titles in several scripts, artists, albums, genres, years, tempi
and keys, and feature vectors drawn around one centre a genre, so that maps and lists look like something.
There is no audio. With --clusters the genres are stored as clusters, too. Prints seconds and bytes.
"""

import argparse
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from tunescape.audio.segments import Segmentation
from tunescape.discovery.space import zscore_statistics
from tunescape.errors import DiscoveryError
from tunescape.features.registry import FEATURE_SETS, resolve_feature_sets
from tunescape.library.cluster_store import StoredCluster, write_clustering
from tunescape.library.describe import AnalysisPlan
from tunescape.library.folders import add_folders
from tunescape.library.schema import features, files, tracks
from tunescape.library.store import Library, raise_revision

FOLDER = "/srv/synthetic-music"
GENRES = ("jazz", "metal", "Hip-Hop", "ambient", "folk", "techno", "流行", "classical", "blues", "house")
KEYS = tuple(f"{note} {mode}" for note in "CDEFGAB" for mode in ("major", "minor"))
WORDS = (
    *("blue", "night", "river", "glass", "summer", "ghost", "machine", "paper", "ocean", "little"),
    *("夜曲", "雨", "星空", "海", "风", "Été", "Ночь", "春", "夢", "Straße"),
)
BATCH = 1000


def main() -> None:
    """Make the library that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("n_tracks", type=int, nargs="?", default=50_000)
    parser.add_argument("--features", default="default")
    parser.add_argument("--clusters", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    started = time.perf_counter()
    library = make_library(
        given.folder, given.n_tracks, names=resolve_feature_sets(given.features), seed=given.seed
    )
    if given.clusters:
        store_genres_as_clusters(library)
    size = library.database_path.stat().st_size
    print(f"{given.n_tracks:,} tracks in {time.perf_counter() - started:.1f} s, {size / 1e6:.0f} MB")


def make_library(folder: Path, n_tracks: int, *, names: tuple[str, ...], seed: int = 0) -> Library:
    """Make a library of synthetic tracks.

    Parameters
    ----------
    folder : Path
        Where there is no library yet.
    n_tracks : int
    names : tuple of str
        Feature sets that every track has.
    seed : int
        The same seed, the same library.
    """
    library = Library(folder, create=True)
    rng = np.random.default_rng(seed)
    voices = {name: _Voice(name, rng) for name in names}
    plan = AnalysisPlan(Segmentation(), names)
    for first in range(0, n_tracks, BATCH):
        rows = [_track(rng, i) for i in range(first, min(first + BATCH, n_tracks))]
        groups = np.array([GENRES.index(row["genre"]) for row in rows])
        with library.transaction() as connection:
            connection.execute(sa.insert(tracks), [row["track"] for row in rows])
            connection.execute(sa.insert(files), [row["file"] for row in rows])
            for name, voice in voices.items():
                stored = voice.rows(rng, groups, plan.segmentation_of(name))
                ids = [row["track"]["track_id"] for row in rows]
                connection.execute(
                    sa.insert(features),
                    [{**one, "track_id": track_id} for one, track_id in zip(stored, ids, strict=True)],
                )
            raise_revision(connection)
    add_folders(library, [f"{FOLDER}/."])
    return library


class _Voice:
    """One feature set: a centre for each genre, and tracks around it; one segment a track."""

    def __init__(self, name: str, rng: np.random.Generator) -> None:
        self.declared = FEATURE_SETS[name]
        self.n = len(self.declared.dimensions)
        self.centres = rng.normal(size=(len(GENRES), self.n))
        self.mean, self.std = np.zeros(self.n), np.ones(self.n)
        if self.declared.zscored:
            with suppress(DiscoveryError):  # of another package: no statistics ship for it
                self.mean, self.std = zscore_statistics(name)

    def rows(
        self, rng: np.random.Generator, groups: np.ndarray, segmentation: str
    ) -> Iterator[dict[str, Any]]:
        dtype = np.dtype(self.declared.dtype).newbyteorder("<")
        if dtype.kind == "u":
            values = rng.integers(0, 2**32, size=(len(groups), self.n), dtype=np.uint32).astype(dtype)
        else:
            values = self.centres[groups] + rng.normal(size=(len(groups), self.n))
            values = (values * self.std + self.mean).astype(dtype)
        for row in values:
            yield {
                "name": self.declared.name,
                "version": self.declared.version,
                "segmentation": segmentation,
                "dtype": dtype.str,
                "n_segments": 1,
                "data": row.tobytes(),
            }


def _track(rng: np.random.Generator, number: int) -> dict[str, Any]:
    genre = GENRES[int(rng.integers(len(GENRES)))]
    artist, album = int(rng.integers(2_000)), int(rng.integers(5))
    first, second = (WORDS[i] for i in rng.integers(len(WORDS), size=2))
    path = f"{FOLDER}/Artist {artist:04d}/Album {album}/{number:06d} {first} {second}.flac"
    track_id = rng.bytes(16).hex()
    return {
        "genre": genre,
        "track": {
            "track_id": track_id,
            "duration_s": float(rng.uniform(90, 420)),
            "sample_rate": 44_100,
            "channels": 2,
            "codec": "flac",
            "bit_rate": 900_000,
            "tempo_bpm": float(rng.uniform(60, 180)),
            "key": KEYS[int(rng.integers(len(KEYS)))],
            "tags": [genre.lower(), "instrumental"],
            "warnings": [],
            "analyzed_at": 1.7e9 + number,
            "loudness_lufs": float(rng.uniform(-24, -7)),
            "true_peak_db": float(rng.uniform(-3, 1)),
        },
        "file": {
            "path": path.encode(),
            "path_text": path,
            "size": 30_000_000 + number,
            "mtime_ns": 1_700_000_000_000_000_000 + number,
            "track_id": track_id,
            "title": f"{first} {second} {number}",
            "artist": f"{WORDS[artist % len(WORDS)]} {artist:04d}",
            "album": f"Album {album}",
            "genre": genre,
            "year": int(rng.integers(1950, 2026)),
            "album_artist": None,
            "track_number": number % 12 + 1,
            "compilation": None,
            "replaygain_db": None,
        },
    }


def store_genres_as_clusters(library: Library) -> None:
    """Let each genre be a cluster, as a clustering that worked would have it."""
    by_genre: dict[str, list[str]] = {genre: [] for genre in GENRES}
    for track in library.tracks():
        by_genre[track.genre or GENRES[0]].append(track.track_id)
    found = [
        StoredCluster(
            label,
            genre,
            False,
            {"typical": ids[:5], "extremes": ids[-3:], "tags": [], "features": []},
            tuple(ids),
        )
        for label, (genre, ids) in enumerate(by_genre.items(), 1)
    ]
    about = {
        "k": len(found),
        "found": True,
        "verdict": f"The library has {len(found)} clusters.",
        "stability_ari": 0.97,
        "scores": [],
        "gap_of_one": None,
        "space": "default",
        "algorithm": "kmeans",
        "components": 8,
        "explained_variance": 0.5,
        "seed": 0,
        "tracks": sum(len(one.track_ids) for one in found),
        "scored_tracks": 2000,
        "left_out": 0,
        "forgotten_names": [],
        "made_at": "2026-01-01T00:00:00+00:00",
    }
    write_clustering(library, about, found)


if __name__ == "__main__":
    main()
