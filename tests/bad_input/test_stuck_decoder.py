"""A decoder that hangs, dies or eats all memory costs one failure, and the others are heard."""

import os
import shutil
import signal
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from patience import PATIENCE_S
from recordings import wave_file

from tunescape.library import ingest
from tunescape.library.ingest import AnalysisReport, analyze
from tunescape.library.scan import scan
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings


def only_failure(report: AnalysisReport) -> tuple[bytes, str, str]:
    (failure,) = report.failures
    return os.path.basename(failure.file.path), failure.stage, failure.reason


@pytest.fixture
def trap(songs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three songs, one of which turns into a pipe once it is listed: who opens it waits for ever."""
    music = Path(shutil.copytree(songs, tmp_path / "music"))

    def scan_then_trap(*arguments: Any, **options: Any) -> Any:
        found = scan(*arguments, **options)
        (music / "1.mp3").unlink()
        os.mkfifo(music / "1.mp3")
        return found

    monkeypatch.setattr(ingest, "scan", scan_then_trap)
    return music / "1.mp3"


# listed as: a file on which a decoder hangs
@pytest.mark.slow
def test_a_decoder_that_hangs_is_stopped(trap: Path, tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    settings = AnalysisSettings(jobs=1, features="statistical", timeout=20.0)
    report = analyze(library, [trap.parent], settings)
    assert (report.analyzed, report.failed) == (2, 1)
    assert only_failure(report) == (b"1.mp3", "worker", "took longer than 20 s")


def kill_whoever_opens(pipe: Path) -> None:
    """Give a reader its pipe, find out by that who it is, and kill it as the kernel kills the greedy."""
    writer = os.open(pipe, os.O_WRONLY)  # returns when there is a reader
    while True:
        for link in Path("/proc").glob("[0-9]*/fd/*"):
            try:
                if os.readlink(link) == str(pipe) and link.parts[2] != str(os.getpid()):
                    os.kill(int(link.parts[2]), signal.SIGKILL)
                    os.close(writer)
                    return
            except OSError:  # ended meanwhile, or not ours
                continue
        time.sleep(0.01)


# listed as: a file that crashes a decoder
@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="no /proc here")
def test_a_decoder_that_is_killed_is_replaced(trap: Path, tmp_path: Path) -> None:
    library = Library(tmp_path / "library", create=True)
    settings = AnalysisSettings(jobs=1, features="statistical", timeout=PATIENCE_S)

    def wait_and_kill() -> None:
        while not trap.is_fifo():
            time.sleep(0.01)
        kill_whoever_opens(trap)

    killer = threading.Thread(target=wait_and_kill, daemon=True)
    killer.start()
    report = analyze(library, [trap.parent], settings)
    killer.join(timeout=PATIENCE_S)
    assert (report.analyzed, report.failed) == (2, 1)
    name, stage, reason = only_failure(report)
    assert (name, stage) == (b"1.mp3", "worker")
    assert reason.startswith("crashed the decoder")


# listed as: a file that needs more memory than --memory allows
@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no limit of memory here")
def test_a_file_that_needs_too_much_memory(songs: Path, tmp_path: Path) -> None:
    music = Path(shutil.copytree(songs, tmp_path / "music"))
    # 15 s of 64 channels at 192 kHz are 740 MB of float32; on the disk they are a hole
    size = 16 * 192_000 * 64 * 2 + 44
    header = wave_file(np.zeros((0, 64), np.int16), sample_rate=192_000, sizes=(size - 8, size - 44))
    (music / "wide.wav").write_bytes(header)
    os.truncate(music / "wide.wav", size)
    library = Library(tmp_path / "library", create=True)
    settings = AnalysisSettings(jobs=1, features="statistical", segments="hook", memory=1.0)
    report = analyze(library, [music], settings)
    assert report.analyzed == 3
    assert only_failure(report) == (b"wide.wav", "worker", "needs more than 1 GiB of memory")
