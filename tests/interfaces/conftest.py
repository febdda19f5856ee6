"""A small library made by really hearing files, and the command line run on it."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from shelf import TRACKS, Outcome, Shelf

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.interfaces.cli.app import main
from tunescape.library.ingest import analyze
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Shelf:
    """Music in several formats, with one duplicate, one rubbish file and one text. Not to be changed."""
    music = tmp_path_factory.mktemp("music")
    for seed, (name, seconds, tags) in enumerate(TRACKS):
        path = Path(os.path.join(music, os.fsdecode(name)))
        path.parent.mkdir(parents=True, exist_ok=True)
        write_audio(path, play(seed, seconds=seconds), tags=tags)
    shutil.copy(music / "01 夜曲.flac", music / "deep" / "a copy.flac")
    (music / "rubbish.mp3").write_bytes(bytes(range(256)) * 50)
    (music / "notes.txt").write_text("to do: listen")
    library = Library(tmp_path_factory.mktemp("library"), create=True)
    return Shelf(music, library.path, analyze(library, [music], AnalysisSettings(jobs=1)))


@pytest.fixture
def copied(shelf: Shelf, tmp_path: Path) -> Shelf:
    """The same library to be changed; the music is not copied."""
    target = tmp_path / "library"
    shutil.copytree(shelf.library_path, target)
    return Shelf(shelf.music, target, shelf.report)


@pytest.fixture
def tunescape(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """The command line as a function from its arguments to what it leaves behind, on the shelf's library."""
    monkeypatch.setenv("TUNESCAPE_LIBRARY", str(shelf.library_path))

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["tunescape", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Outcome(ended.value.code or 0, captured.out, captured.err)  # type: ignore[arg-type]

    return run
