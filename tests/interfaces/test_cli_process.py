"""The command line as a process: what a shell, a pipe, a full disk and Ctrl-C see of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import pytest
from patience import PATIENCE_S, until
from shelf import Shelf

from tunescape.library.store import Library


def subprocess_of(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "tunescape", *map(str, arguments)]


@pytest.fixture
def environment(shelf: Shelf) -> dict[str, str]:
    return {**os.environ, "TUNESCAPE_LIBRARY": str(shelf.library_path), "PYTHONIOENCODING": "ascii"}


def test_stdout_holds_the_document_in_utf_8_and_stderr_nothing(environment: dict[str, str]) -> None:
    ran = subprocess.run(
        subprocess_of("list", "--where", 'title contains "夜"', "--json"),
        env=environment,
        capture_output=True,
        check=True,
    )
    assert ran.stderr == b""
    assert '"title": "夜曲"' in ran.stdout.decode("utf-8")
    assert len(json.loads(ran.stdout)) == 1


def test_a_reader_that_has_had_enough_is_no_error(environment: dict[str, str]) -> None:
    with subprocess.Popen(
        subprocess_of("list", "--json"), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_is_a_sentence(environment: dict[str, str]) -> None:
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            subprocess_of("list", "--json"), env=environment, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"tunescape: standard output cannot be written")
    assert ran.stderr.count(b"\n") == 1


def is_open(path: Path) -> bool:
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.readlink(link) == str(path):
                return True
        except OSError:  # a process that has ended, or is not ours
            continue
    return False


def write_endless_silence(path: Path) -> None:
    """Write five hours of silence that take a while to read and no room on the disk."""
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 44_100, 0, "NONE", ""))
        file.setnframes(800_000_000)
        file.writeframesraw(b"")
    os.truncate(path, 3_200_000_044)


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="no /proc here")
@pytest.mark.parametrize("command", ["analyze", "demo"])
def test_ctrl_c_keeps_what_was_heard(shelf: Shelf, tmp_path: Path, command: str) -> None:
    music = tmp_path / "music"
    music.mkdir()
    shutil.copy(shelf.path("01 夜曲.flac"), music)
    write_endless_silence(music / "z.wav")
    library = tmp_path / "here" / "library"
    options = (
        ["--jobs", "1", "--json", "--library", library] if command == "analyze" else ["-o", library.parent]
    )
    process = subprocess.Popen(
        subprocess_of(command, music, *options),
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    until(lambda: is_open(music / "z.wav") or process.poll() is not None)
    assert process.poll() is None
    time.sleep(1)  # what the worker found out before is on its way to the parent
    # as a terminal does it: to the workers, too
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert out == ""
    # in the end: a second worker that has only begun to start may have had its say
    assert err.endswith("Stopped. What was heard so far is stored; run the same command again to go on.\n")
    assert not is_open(music / "z.wav")
    if command == "analyze":
        assert [track.title for track in Library(library).tracks()] == ["夜曲"]
    (music / "z.wav").unlink()
    again = subprocess.run(
        subprocess_of("analyze", music, "--library", library, "--json"), capture_output=True, check=True
    )
    report = json.loads(again.stdout)
    assert report["analyzed"] + report["unchanged"] == report["found"] == 1
