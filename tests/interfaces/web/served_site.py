"""What tests of pages know of the server they visit."""

from dataclasses import dataclass
from pathlib import Path

from tunescape.library.store import Library

__all__ = ["Site"]


@dataclass(frozen=True)
class Site:
    """A server that runs.

    Attributes
    ----------
    url : str
        Its address, without a slash at the end.
    library_path, music : Path
        Made for this server alone: tests may change them.
    """

    url: str
    library_path: Path
    music: Path

    @property
    def library(self) -> Library:
        return Library(self.library_path)
