"""A library of two folders, of which one starts louder, faster and more danceable."""

from collections.abc import Callable

import numpy as np
import pytest
from two_folders import Folders

from tunescape.audio.tags import Tags
from tunescape.features import intro, loudness
from tunescape.features.excerpt import Excerpt
from tunescape.library.records import Description
from tunescape.library.store import Library
from tunescape.library.writer import write_batch

N = 12


def _loudness(lufs: float) -> np.ndarray:
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 22_050)
    at = loudness.FEATURES(Excerpt(noise.astype(np.float32), 22_050))[0]
    scaled = (noise * 10 ** ((lufs - at) / 20)).astype(np.float32)
    return loudness.FEATURES(Excerpt(scaled, 22_050))[np.newaxis]


def _intro(rng: np.random.Generator, *, hot: bool) -> np.ndarray:
    values = dict.fromkeys(intro.FEATURES.dimensions, 0.05)
    values |= {name: rng.uniform(0.01, 0.02) for name in values if ".tag." in name}
    values["intro.loudness_lufs"] = (-9 if hot else -12) + rng.normal(scale=0.5)
    values["intro.true_peak_db"] = rng.normal(-1, 0.5)
    values["intro.dynamics_db"] = rng.normal(10, 1)
    values["intro.tempo_bpm"] = (128 if hot else 116) + rng.normal(scale=2)
    values["intro.brightness_hz"] = rng.normal(2000, 200)
    values["intro.clarity_db"] = rng.normal(20, 1)
    values["intro.tag.dance"] = (0.31 if hot else 0.08) + rng.uniform(-0.03, 0.03)
    return np.array([[values[name] for name in intro.FEATURES.dimensions]], np.float32)


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory, invent: Callable[..., Description]) -> Folders:
    music = tmp_path_factory.mktemp("compared")
    rng = np.random.default_rng(0)
    found = []
    for i in range(2 * N):
        hot = i < N
        path = music / ("hot" if hot else "cold") / f"{i:02d} 夜.flac"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        features = {
            "loudness": _loudness(-14 + 0.2 * rng.normal()),
            "intro": _intro(rng, hot=hot),
        }
        tags = Tags(f"Title {i}", artist=f"Artist {i}", year=2000 + i)
        found.append(invent(i, bytes(path), tags=tags, features=features))
    library = Library(tmp_path_factory.mktemp("library"), create=True)
    write_batch(library, found, segmentation="4x15")
    return Folders(music, library)
