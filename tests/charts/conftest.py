"""A server that misbehaves, and the command line."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from loopback import Loopback

from tunescape.interfaces.cli.app import main
from tunescape.interfaces.cli.console import console


@pytest.fixture
def server() -> Iterator[Loopback]:
    loopback = Loopback()
    yield loopback
    loopback.close()


@pytest.fixture
def other() -> Iterator[Loopback]:
    """A second server, for redirects."""
    loopback = Loopback()
    yield loopback
    loopback.close()


@dataclass(frozen=True)
class Run:
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        import json

        return json.loads(self.out)


@pytest.fixture
def tunescape(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """The command line as a function from its arguments to what it leaves behind."""

    def run(*arguments: object) -> Run:
        console.cache_clear()  # it holds the stderr of the test before
        monkeypatch.setattr(sys, "argv", ["tunescape", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Run(int(ended.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def chart(tunescape: Callable[..., Run]) -> Callable[..., Run]:
    """``tunescape chart`` as a function from its arguments."""
    return partial(tunescape, "chart")
