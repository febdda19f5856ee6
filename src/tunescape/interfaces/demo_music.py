"""The demo tracks as files."""

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.music.demo import DemoTrack, demo_tracks
from tunescape.music.synth import SAMPLE_RATE

__all__ = ["write_demo_music"]


def write_demo_music(folder: Path, *, seed: int = 0, jobs: int | None = None) -> Iterator[tuple[int, int]]:
    """Synthesise the demo tracks into a folder; those already there are left alone.

    Parameters
    ----------
    folder : Path
    seed : int
    jobs : int, optional
        Processes; by default one per core.

    Yields
    ------
    tuple of int
        How many tracks of how many are there.

    Raises
    ------
    EncodeError
        If a file cannot be written.
    """
    tracks = demo_tracks(seed=seed)
    missing = [i for i, track in enumerate(tracks) if not (folder / track.file_name).exists()]
    done = len(tracks) - len(missing)
    yield done, len(tracks)
    if not missing:
        return
    write = partial(_write, folder, seed)
    with ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),
        # Ctrl-C reaches the whole process group: the parent alone decides what it means
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    ) as pool:
        for _ in pool.map(write, missing):
            done += 1
            yield done, len(tracks)


def _write(folder: Path, seed: int, index: int) -> None:
    track: DemoTrack = demo_tracks(seed=seed)[index]
    path = folder / track.file_name
    path.parent.mkdir(parents=True, exist_ok=True)
    tags = {"title": track.title, "artist": track.artist, "album": track.album}
    tags |= {"genre": track.genre, "date": str(track.year)}
    write_audio(path, Signal(track.render(), SAMPLE_RATE), tags=tags)
