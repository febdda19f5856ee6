"""Whatever happens to a file: it is heard, or refused in words. No other error, no hang, no crash."""

import math
import multiprocessing
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from damage import mutate
from patience import PATIENCE_S
from pebble import ProcessPool
from recordings import remux, write_vorbis

from tunescape.audio.decode import AudioFile
from tunescape.audio.encode import write_audio
from tunescape.audio.identity import identify
from tunescape.audio.signal import Signal
from tunescape.errors import DecodeError

INJURED_COPIES = 300


def hear(content: bytes, name: str) -> str:
    """Hear a file in three stretches; tell how it went. Runs in a worker."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        try:
            with AudioFile(path) as audio:
                identity = identify(audio)
                assert 0 < identity.duration_s < math.inf
                assert 0 <= identity.bit_rate < 2**63
                heard = [read_third(audio, identity.duration_s, i) for i in range(3)]
        except DecodeError:
            return "refused"
    return "heard" if any(heard) else "silent"


def read_third(audio: AudioFile, duration_s: float, i: int) -> bool:
    length_s = min(15.0, duration_s / 3)
    try:
        signal = audio.read(i * duration_s / 3, length_s)
    except DecodeError:
        return False
    assert signal.samples.dtype == np.float32
    assert np.isfinite(signal.samples).all()
    assert 0 < signal.samples.shape[1] <= max(1, round(length_s * signal.sample_rate))
    return True


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("recordings")
    signal = play(11, seconds=2.0)
    for suffix in ("mp3", "flac", "m4a", "opus", "wav"):
        write_audio(folder / f"song.{suffix}", signal)
    write_vorbis(folder / "song.ogg", signal)
    remux(folder / "song.opus", folder / "song.mkv")
    remux(folder / "song.m4a", folder / "front.m4a", {"movflags": "faststart"})
    remux(folder / "song.m4a", folder / "pieces.m4a", {"movflags": "frag_keyframe+empty_moov"})
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# listed as: a file with any other damage
@pytest.mark.slow
def test_injured_files_are_heard_or_refused(recordings: dict[str, bytes]) -> None:
    outcomes: Counter[str] = Counter()
    # spawn: as the product does it
    with ProcessPool(max_workers=2, context=multiprocessing.get_context("spawn")) as pool:
        for name, content in recordings.items():
            futures = [
                pool.schedule(
                    hear, args=(mutate(content, np.random.default_rng(seed)), name), timeout=PATIENCE_S
                )
                for seed in range(INJURED_COPIES)
            ]
            for seed, future in enumerate(futures):
                try:
                    outcomes[future.result()] += 1
                except Exception as error:  # noqa: BLE001 - a crash, a hang, a bug: all are what is looked for
                    pytest.fail(f"{name}, mutation {seed}: {type(error).__name__}: {error}")
    assert outcomes.total() == INJURED_COPIES * len(recordings)
    # an injury that kills every file would test nothing
    assert outcomes["heard"] > outcomes.total() // 2
