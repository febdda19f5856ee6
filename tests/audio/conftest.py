"""Files of every format, encoded by FFmpeg."""

from collections.abc import Callable
from pathlib import Path

import pytest
from formats import encode

from tunescape.audio.signal import Signal


@pytest.fixture(scope="session")
def encoded(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Callable[[str], Path]:
    """A function from a kind of file to one with 40 s of music, encoded once."""
    folder = tmp_path_factory.mktemp("formats")
    signal = play(7, seconds=40.0)

    def make(kind: str) -> Path:
        path = folder / kind
        if not path.exists():
            encode(path, signal, kind)
        return path

    return make
