"""A real server in a process of its own, on this machine."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from patience import PATIENCE_S

__all__ = ["Server", "environment", "serve"]


@dataclass(frozen=True)
class Server:
    """A server that runs.

    Attributes
    ----------
    process : Popen
    url : str
        Its address, without a slash at the end.
    """

    process: subprocess.Popen[str]
    url: str

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop it, and return how it ended; fails if it goes on."""
        self.process.send_signal(how)
        try:
            self.process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            pytest.fail("the server did not stop")
        return self.process.returncode

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.communicate()


def serve(
    library_path: Path,
    *options: str,
    port: int = 0,
    log: Path | None = None,
    variables: Mapping[str, str] | None = None,
) -> Server:
    """Start a server, and wait until it answers.

    Parameters
    ----------
    library_path : Path
    *options : str
        Further ones of ``tunescape serve``.
    port : int
        0 takes a free one.
    log : Path, optional
        Where its stderr goes.
    variables : mapping of str to str, optional
        Of its environment, beside those of this process.
    """
    command = [sys.executable, "-m", "tunescape", "serve", "--json", "--port", str(port)]
    command += ["--library", str(library_path), *options]
    with open(log or os.devnull, "ab") as stderr:
        # read as it comes: the address, then whatever the server has to say
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env=environment() | dict(variables or {}),
        )
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        try:
            return Server(process, json.loads(text)["url"].rstrip("/"))
        except json.JSONDecodeError:
            continue
    process.wait(timeout=PATIENCE_S)
    pytest.fail(f"the server did not start: {text}")


def environment() -> dict[str, str]:
    """Return the environment without what a user of this machine has set for tunescape."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TUNESCAPE_")}
