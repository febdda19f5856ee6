"""A library to report on, invented: no audio is heard."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from tunescape.audio.tags import Tags
from tunescape.library.records import Description
from tunescape.library.schema import chart_entries
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

TAGS = ("rock", "pop", "jazz", "dance", "Hip-Hop")
KEYS = ("A minor", "C major", "Eb major", "F# minor")

NASTY_TITLES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "</script><b>bold</b> & `code` {{ 7*7 }}",
    "夜曲 🎵👩‍👩‍👧‍👦 été",
    "| table | *star* _line_ [link](http://example.org) #1",
    "=1+1 $x^2$ %{x} <br>",
    "ا\u202eلم",
    "长" * 200,
)
"""Titles as they come from the net: markup of every kind, and letters of every script."""


def invented_library(
    path: Path,
    invent: Callable[..., Description],
    n: int,
    *,
    charted: int = 0,
    titles: Sequence[str] = (),
    genre: str | None = None,
) -> Library:
    """Make a library of three kinds of sound, the first of its tracks on a chart."""
    library = Library(path, create=True)
    found = [_track(invent, seed, titles, genre) for seed in range(n)]
    write_batch(library, found, segmentation="4x15")
    rows = [_entry(one.track_id, rank) for rank, one in enumerate(found[:charted], 1)]
    if rows:
        with library.transaction() as connection:
            connection.execute(sa.insert(chart_entries), rows)
    return library


def _track(
    invent: Callable[..., Description], seed: int, titles: Sequence[str], genre: str | None
) -> Description:
    rng = np.random.default_rng(seed)
    title = titles[seed] if seed < len(titles) else f"Title {seed}"
    estimates = {
        "tempo_bpm": float(rng.uniform(70, 160)),
        "key": KEYS[seed % len(KEYS)],
        "tags": [TAGS[seed % len(TAGS)], TAGS[(seed + 1) % len(TAGS)]],
        "loudness_lufs": float(rng.uniform(-24, -9)),
    }
    tags = Tags(title=title, artist=f"Artist {seed // 3}", genre=genre)
    described = invent(seed, f"/music/{seed:04d}.flac", tags=tags, estimates=estimates)
    for name in ("musicnn", "descriptors"):
        matrix = described.features[name]
        kind = np.random.default_rng(seed % 3).normal(size=matrix.shape[1])
        described.features[name] = (matrix + 4 * kind).astype(matrix.dtype)
    probabilities = rng.uniform(0.01, 0.3, size=(len(described.features["musicnn"]), 50))
    described.features["musicnn"][:, :50] = probabilities
    return described


def _entry(track_id: str, rank: int) -> dict[str, object]:
    return {
        "track_id": track_id,
        "source": "ranking",
        "music_id": str(7_300_000_000_000_000_000 + rank),
        "rank": rank,
        "users": 2_000_000 // rank,
        "users_gained": (rank * 7919) % 100_003 - 20_000,
        "title": "",
        "author": None,
        "fetched_at": "2026-11-20T08:00:00+00:00",
    }
