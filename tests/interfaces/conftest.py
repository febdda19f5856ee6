"""A small library made by really hearing files, and the command line run on it."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tunescape.audio.encode import write_audio
from tunescape.audio.signal import Signal
from tunescape.interfaces.cli.app import main
from tunescape.library.ingest import AnalysisReport, analyze
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

# file name, seconds, tags; two of the names are no gift to anybody who quotes or decodes
TRACKS: tuple[tuple[bytes, float, dict[str, str]], ...] = (
    ("01 夜曲.flac".encode(), 4.0, {"title": "夜曲", "artist": "周杰倫", "genre": "流行", "date": "2005"}),
    ("🎵.mp3".encode(), 5.0, {"title": "Blue 🎵", "artist": "The Sines", "album": "[bold]Sines[/bold]"}),
    (b"moon.m4a", 3.0, {"title": "Blue Moon", "artist": "The Sines"}),
    ("Été.opus".encode(), 6.0, {"title": "Été", "artist": "Кино"}),
    (b'deep/er/100% <odd> & "quoted" #1.wav', 2.0, {}),
    (b"caf\xe9.flac", 3.5, {"title": "Café", "artist": "THE SINES"}),
)


@dataclass(frozen=True)
class Shelf:
    """A folder of music, and the library that heard it: 6 tracks, 7 files, 1 failure."""

    music: Path
    library_path: Path
    report: AnalysisReport

    @property
    def library(self) -> Library:
        return Library(self.library_path)

    def path(self, name: str | bytes) -> str:
        return os.path.join(self.music, os.fsdecode(name))


@dataclass(frozen=True)
class Outcome:
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one document on stdout; fails if anything else is there."""
        return json.loads(self.out)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, play: Callable[..., Signal]) -> Shelf:
    """Music in several formats, with one duplicate, one rubbish file and one text. Not to be changed."""
    music = tmp_path_factory.mktemp("music")
    for seed, (name, seconds, tags) in enumerate(TRACKS):
        path = Path(os.path.join(music, os.fsdecode(name)))
        path.parent.mkdir(parents=True, exist_ok=True)
        # FFmpeg takes no names that are not UTF-8: written beside, then renamed
        made = path.with_name(f"made{path.suffix}")
        write_audio(made, play(seed, seconds=seconds), tags=tags)
        made.rename(path)
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
