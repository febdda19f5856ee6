"""A library whose geometry is known."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tunescape.audio.tags import Tags
from tunescape.discovery.sound import Sound, find_sound
from tunescape.discovery.space import zscore_statistics
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

N_TRACKS = 60
SPACE = "statistical"


@pytest.fixture(scope="session")
def arc_library(tmp_path_factory: pytest.TempPathFactory, invent: Callable[..., Description]) -> Library:
    """Sixty tracks along an arc of 118 degrees, two degrees apart; every third track is of one artist."""
    mean, std = zscore_statistics(SPACE)
    rng = np.random.default_rng(0)
    a, b = np.linalg.qr(rng.normal(size=(len(mean), 2)))[0].T
    found = []
    for i in range(N_TRACKS):
        angle = np.radians(2 * i)
        z = 3 * (np.cos(angle) * a + np.sin(angle) * b)
        described = invent(i, f"/music/{i:02d}.flac", tags=Tags(f"Step {i:02d}", artist=f"Artist {i % 20}"))
        described.features[SPACE] = np.tile((z * std + mean).astype(np.float32), (4, 1))
        found.append(described)
    library = Library(tmp_path_factory.mktemp("arc"), create=True)
    write_batch(library, found, segmentation="4x15")
    return library


@pytest.fixture(scope="session")
def step(arc_library: Library) -> Callable[[int], Sound]:
    """A function from a number to that track of the arc."""
    return lambda i: find_sound(arc_library, f"Step {i:02d}")


@pytest.fixture
def empty_library(tmp_path: Path) -> Library:
    return Library(tmp_path / "empty", create=True)
