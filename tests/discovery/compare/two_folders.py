"""What tests of comparisons share."""

from pathlib import Path
from typing import NamedTuple

from tunescape.library.store import Library

__all__ = ["Folders"]


class Folders(NamedTuple):
    """A folder with the folders ``hot`` and ``cold``, 12 tracks each, and the library that knows them."""

    music: Path
    library: Library

    def path(self, name: str) -> str:
        return str(self.music / name)
