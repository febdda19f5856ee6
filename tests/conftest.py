"""What all tests share."""

import importlib.util
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from tunescape.arrays import FloatArray
from tunescape.audio.signal import Signal
from tunescape.audio.tags import Tags
from tunescape.discovery.space import zscore_statistics
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.records import Description, FileStamp
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

# a busy machine is no failure; what a check finds in one run it must find in every other
settings.register_profile("here", deadline=None)
settings.register_profile("check", deadline=None, derandomize=True)
settings.load_profile("check" if os.environ.get("CI") else "here")

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs torch where it is not installed."""
    if importlib.util.find_spec("torch") is None:
        absent = pytest.mark.skip(reason="the extra deep is not installed")
        for item in items:
            if item.get_closest_marker("deep"):
                item.add_marker(absent)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real clips and golden outputs beside the checkout; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared/data beside the checkout")
    return SHARED


def _play(seed: int, *, seconds: float = 6.0, sample_rate: int = 44_100, channels: int = 2) -> Signal:
    """Play a little tune: decaying notes of a random scale, and some noise."""
    rng = np.random.default_rng(seed)
    n = round(seconds * sample_rate)
    y = 0.003 * rng.standard_normal((channels, n))
    note_s = rng.uniform(0.15, 0.4)
    scale = 110 * 2 ** (rng.integers(0, 36, size=5) / 12)
    for start in np.arange(0, seconds, note_s):
        first = round(start * sample_rate)
        t = np.arange(min(n - first, round(0.5 * sample_rate))) / sample_rate
        frequency = rng.choice(scale)
        tone = sum(np.sin(2 * np.pi * k * frequency * t) / k for k in range(1, 1 + int(rng.integers(1, 8))))
        pan = rng.uniform(0.3, 1.0, size=(channels, 1))
        y[:, first : first + len(t)] += 0.15 * pan * tone * np.exp(-t / rng.uniform(0.05, 0.3))
    samples: FloatArray = (0.8 * y / max(1.0, float(np.abs(y).max()))).astype(np.float32)
    return Signal(samples, sample_rate)


@pytest.fixture(scope="session")
def play() -> Callable[..., Signal]:
    """A function from a seed to a short stereo tune, another one for each seed."""
    return _play


def _invent(seed: int, path: str | bytes = b"", **changes: object) -> Description:
    """Invent what an analysis could have found: the same sound for the same seed."""
    rng = np.random.default_rng(seed)
    values = {
        "file": FileStamp(path.encode() if isinstance(path, str) else path, 1000 + seed, 10**18 + seed),
        "track_id": f"{seed:08x}" + rng.bytes(12).hex(),
        "duration_s": 180.0 + seed % 60,
        "sample_rate": 44_100,
        "channels": 2,
        "codec": "flac",
        "bit_rate": 800_000,
        "tags": Tags(title=f"Title {seed}", artist=f"Artist {seed // 3}"),
        "features": {
            name: (
                rng.integers(0, 2**32, size=(n_segments, len(declared.dimensions)), dtype=np.uint32)
                if declared.dtype == "uint32"
                else rng.normal(size=(n_segments, len(declared.dimensions))).astype(declared.dtype)
            )
            for name, declared in FEATURE_SETS.items()
            if not declared.only_by_name
            for n_segments in [1 if declared.excerpt else 4]
        },
        "estimates": {"tempo_bpm": 60.0 + seed % 120, "key": "A minor", "tags": ["jazz"]},
    }
    return Description(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def invent() -> Callable[..., Description]:
    """A function from a seed, a path and changes to a description, without any audio."""
    return _invent


GROUPS = ("jazz", "metal", "Hip-Hop", "ambient")
"""Genres of :func:`grouped`, in their order; each is also a tag of its tracks."""


def _one_of_group(described: Description, group: int, seed: int) -> Description:
    rng = np.random.default_rng(seed)
    mean, std = zscore_statistics("statistical")
    z = 0.35 * rng.normal(size=len(mean))
    z[10 * group : 10 * group + 10] += 3.0
    heard = np.full(len(FEATURE_SETS["musicnn"].dimensions), 0.02) * rng.uniform(0.5, 1.5)
    heard[FEATURE_SETS["musicnn"].dimensions.index(f"tag.{GROUPS[group]}")] = rng.uniform(0.4, 0.6)
    rows = {"statistical": z * std + mean, "musicnn": heard}
    return replace(
        described,
        features={name: np.tile(row.astype(np.float32), (4, 1)) for name, row in rows.items()},
        tags=Tags(f"Title {seed}", artist=f"Artist {seed}", genre=GROUPS[group]),
    )


@pytest.fixture(scope="session")
def grouped(invent: Callable[..., Description]) -> Callable[..., Library]:
    """A function that fills a library with tracks of up to four clear groups of sound: their sizes.

    Calling it again with the same folder, and the number of the first track, adds more.
    """

    def fill(path: Path, *sizes: int, first: int = 0) -> Library:
        groups = [group for group, size in enumerate(sizes) for _ in range(size)]
        found = [
            _one_of_group(invent(first + i, f"/music/{first + i:03d}.flac"), group, first + i)
            for i, group in enumerate(groups)
        ]
        library = Library(path, create=True)
        write_batch(library, found, segmentation="4x15")
        return library

    return fill
