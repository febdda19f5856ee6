"""The command line as people run it, on folders that no tidy person would have."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from outcome import Outcome

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.interfaces.cli.app import main
from tunescape.interfaces.cli.console import console


@pytest.fixture(scope="session")
def songs(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Path:
    """Three short songs: ``0.flac``, ``1.mp3``, ``2.wav``. Not to be changed."""
    folder = tmp_path_factory.mktemp("songs")
    for seed, suffix in enumerate(["flac", "mp3", "wav"]):
        write_audio(folder / f"{seed}.{suffix}", play(seed, seconds=1.0), tags={"title": f"Song {seed}"})
    return folder


@pytest.fixture
def tunescape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """The command line as a function, within this process, on a library of its own."""
    monkeypatch.setenv("TUNESCAPE_LIBRARY", str(tmp_path / "library"))

    def run(*arguments: object) -> Outcome:
        console.cache_clear()  # it holds the stderr of the test before
        quick = ["--features", "statistical", "--jobs", "1"] if arguments[0] == "analyze" else []
        monkeypatch.setattr(sys, "argv", ["tunescape", *map(_text, arguments), *quick])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Outcome(ended.value.code or 0, captured.out, captured.err)  # type: ignore[arg-type]

    return run


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Outcome]:
    """The command line as a process that permissions bind, even where the tests run as root."""
    closed = tmp_path_factory.mktemp("closed") / "closed"
    closed.touch(0)
    opened = [sys.executable, "-c", f"open({str(closed)!r})"]
    if not subprocess.run(opened, preexec_fn=_heed_permissions, capture_output=True, check=False).returncode:
        pytest.skip("permissions do not bind this user, and the right to ignore them cannot be given up")

    def run(*arguments: object, **environment: str) -> Outcome:
        quick = ["--features", "statistical", "--jobs", "1"] if arguments[0] == "analyze" else []
        ran = subprocess.run(
            [sys.executable, "-m", "tunescape", *map(_text, arguments), *quick],
            env={**os.environ, **environment},
            preexec_fn=_heed_permissions,
            capture_output=True,
            check=False,
        )
        return Outcome(ran.returncode, ran.stdout.decode(), ran.stderr.decode())

    return run


def _text(argument: object) -> str:
    return os.fsdecode(argument) if isinstance(argument, bytes) else str(argument)


def _heed_permissions() -> None:
    """Give up what makes root of Linux root to files; another user has nothing to give up."""
    if os.geteuid() != 0:
        return
    import ctypes

    drop_from_bounding_set, dac_override, dac_read_search = 24, 1, 2  # linux/prctl.h, linux/capability.h
    libc = ctypes.CDLL(None)
    for capability in (dac_override, dac_read_search):
        libc.prctl(drop_from_bounding_set, capability, 0, 0, 0)
