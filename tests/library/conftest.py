"""A small labelled collection that can really be heard."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal


@pytest.fixture(scope="session")
def songs(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    """Two labels of three short tunes, a copy of one, a file that is none; and one tune with both labels."""
    root = tmp_path_factory.mktemp("songs")
    for i in range(6):
        path = root / ("流行" if i % 2 else "folk") / f"{i}.flac"
        path.parent.mkdir(exist_ok=True)
        write_audio(path, play(i, seconds=2.0, sample_rate=8000, channels=1), tags={"artist": f"A{i // 2}"})
    (root / "folk" / "copy.flac").write_bytes((root / "folk" / "0.flac").read_bytes())
    (root / "folk" / "rubbish.mp3").write_bytes(bytes(range(256)) * 50)
    disputed = play(9, seconds=2.0, sample_rate=8000, channels=1)
    for label in ("folk", "流行"):
        write_audio(root / label / "disputed.flac", disputed)
    return root
