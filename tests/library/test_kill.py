"""Killed at any moment, a library opens, whole, and the next run ends like one that was never disturbed."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest
from patience import PATIENCE_S, until

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.discovery.space import SPACES, space_matrix
from tunescape.library.check import check_library
from tunescape.library.ingest import analyze
from tunescape.library.records import Description
from tunescape.library.schema import SCHEMA_VERSION
from tunescape.library.store import Library
from tunescape.library.writer import write_batch
from tunescape.settings import AnalysisSettings

pytestmark = pytest.mark.slow

N_FILES = 60
KILLS = 40


def content(library: Library) -> dict[str, list[tuple[object, ...]]]:
    """Everything that does not depend on the clock."""
    with library.connect() as connection:
        select = connection.exec_driver_sql
        return {
            "tracks": select(
                "SELECT track_id, duration_s, codec, tempo_bpm, key, tags, warnings FROM tracks ORDER BY 1"
            ).all(),
            "files": select("SELECT path, size, track_id, title, artist FROM files ORDER BY path").all(),
            "features": select(
                "SELECT name, track_id, version, segmentation, n_segments, data FROM features ORDER BY 1, 2"
            ).all(),
            "failures": select("SELECT path, stage, reason FROM failures ORDER BY path").all(),
        }


def kill_group(
    code: str, *arguments: object, after_s: float, once: Callable[[], object] = lambda: True
) -> bool:
    """Run code in a process group, kill the whole group, and tell whether it had ended by itself.

    It is killed so many seconds after something has become true.
    """
    command = [sys.executable, "-c", code, *map(str, arguments)]
    child = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
    until(lambda: once() or child.poll() is not None, every_s=0.01)
    try:
        child.wait(timeout=after_s)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return False
    assert child.returncode == 0
    return True


ANALYZE = """
import sys
from tunescape.library import ingest
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings
ingest._BATCH_FILES, ingest._BATCH_S = 4, 0.05  # many commits, so that many kills meet one
if __name__ == "__main__":
    library = Library(sys.argv[1], create=True)
    ingest.analyze(library, [sys.argv[2]], AnalysisSettings(jobs=2))
"""


def seen_now(path: Path) -> list[str]:
    """Return the ids of the tracks that somebody else is adding to a library."""
    if not (path / "library.db").exists():
        return []
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path / "library.db")) as connection:
        return [row[0] for row in connection.execute("SELECT track_id FROM tracks")]
    return []  # its tables are being made


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    folder = tmp_path_factory.mktemp("music")
    for i in range(N_FILES):
        write_audio(folder / f"{i:02d}.flac", play(i, seconds=2.0), tags={"title": f"Tune {i}"})
    (folder / "rubbish.mp3").write_bytes(bytes(range(256)) * 20)
    return folder


def test_an_analysis_killed_forty_times_ends_like_an_undisturbed_one(music: Path, tmp_path: Path) -> None:
    undisturbed = Library(tmp_path / "undisturbed", create=True)
    analyze(undisturbed, [music], AnalysisSettings(jobs=2))
    rng = np.random.default_rng(0)
    seen: set[int] = set()
    killed = kills_since_fresh = 0
    path = tmp_path / "library"
    while killed < KILLS:
        if killed % 2:
            # wherever it is, which on a busy machine is the beginning
            ended = kill_group(ANALYZE, path, music, after_s=float(rng.uniform(0.2, 2.0)))
        else:
            wanted = len(seen_now(path)) + int(rng.integers(1, 12))
            ended = kill_group(
                ANALYZE,
                path,
                music,
                after_s=float(rng.uniform(0, 0.2)),
                once=lambda wanted=wanted: len(seen_now(path)) >= wanted,
            )
        killed += not ended
        kills_since_fresh += 1
        if (path / "library.db").exists():
            library = Library(path, create=True)
            assert check_library(library) == []
            tracks = content(library)["tracks"]
            seen.add(len(tracks))
            assert len(content(library)["features"]) % max(1, len(tracks)) == 0
        if ended or kills_since_fresh == 8:
            # now and then the whole way, and from the beginning again
            analyze(Library(path, create=True), [music], AnalysisSettings(jobs=2))
            assert content(Library(path)) == content(undisturbed)
            shutil.rmtree(path)
            kills_since_fresh = 0
    assert len(seen) > 5, "the kills did not meet the analysis at work"


MIGRATE = """
import sys
from tunescape.library.store import Library
Library(sys.argv[1])
"""


def test_a_migration_killed_is_done_or_not_done(tmp_path: Path, invent: Callable[..., Description]) -> None:
    dump = (Path(__file__).parent / "data" / "schema_1.sql").read_text(encoding="utf-8")
    rng = np.random.default_rng(1)
    states = set()
    for i in range(15):
        folder = tmp_path / str(i)
        folder.mkdir()
        connection = sqlite3.connect(folder / "library.db")
        connection.executescript(dump)
        connection.close()
        kill_group(MIGRATE, folder, after_s=float(rng.uniform(0.2, 0.5)))
        connection = sqlite3.connect(folder / "library.db")
        states.add(connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()[0])
        connection.close()
        library = Library(folder)
        assert len(library.tracks()) == 2
        assert check_library(library) == []
    assert states <= {"1", str(SCHEMA_VERSION)}


BUILD = """
import sys
from tunescape.discovery.space import SPACES, space_matrix
from tunescape.library.store import Library
space_matrix(Library(sys.argv[1]), SPACES["default"])
"""


def test_a_cache_killed_while_being_built_is_never_read(
    tmp_path: Path, invent: Callable[..., Description]
) -> None:
    library = Library(tmp_path, create=True)
    write_batch(library, [invent(i, f"/m/{i}.flac") for i in range(1500)], segmentation="4x15")
    started = time.monotonic()
    assert kill_group(BUILD, tmp_path, after_s=PATIENCE_S)
    took = time.monotonic() - started
    expected = np.array(space_matrix(library, SPACES["default"]).rows)
    rng = np.random.default_rng(2)
    for _ in range(15):
        shutil.rmtree(library.cache_path)
        kill_group(BUILD, tmp_path, after_s=float(rng.uniform(0.5 * took, 1.1 * took)))
        np.testing.assert_array_equal(space_matrix(library, SPACES["default"]).rows, expected)
        problems = check_library(library, repair=True)
        assert all(problem.kind.startswith("stale") for problem in problems)
        assert check_library(library) == []
