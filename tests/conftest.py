"""What all tests share."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from tunescape.arrays import FloatArray
from tunescape.audio.signal import Signal
from tunescape.audio.tags import Tags
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.records import Description, FileStamp

# a busy machine is no failure; what a check finds in one run it must find in every other
settings.register_profile("here", deadline=None)
settings.register_profile("check", deadline=None, derandomize=True)
settings.load_profile("check" if os.environ.get("CI") else "here")

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"


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
                rng.integers(0, 2**32, size=(4, len(declared.dimensions)), dtype=np.uint32)
                if declared.dtype == "uint32"
                else rng.normal(size=(4, len(declared.dimensions))).astype(declared.dtype)
            )
            for name, declared in FEATURE_SETS.items()
        },
        "estimates": {"tempo_bpm": 60.0 + seed % 120, "key": "A minor", "tags": ["jazz"]},
    }
    return Description(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def invent() -> Callable[..., Description]:
    """A function from a seed, a path and changes to a description, without any audio."""
    return _invent
