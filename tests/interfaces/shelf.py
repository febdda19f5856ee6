"""A small library to test on, and what a run of the command line leaves behind."""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tunescape.library.ingest import AnalysisReport
from tunescape.library.store import Library

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

    def refused(self, *words: str) -> bool:
        """Assert that nothing was done, and that one sentence with these words says why."""
        assert (self.code, self.out) == (2, "")
        # a slow machine says before how far it is
        said = re.sub(r"\A(\d+ of \d+, .*\n)*", "", self.err)
        assert said.startswith("tunescape: ")
        assert "Traceback" not in self.err
        assert [word for word in words if word not in self.err] == []
        return True
