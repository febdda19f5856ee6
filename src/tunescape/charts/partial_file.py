"""A download that is not whole yet, and by what the server will know it again."""

import json
import os
from contextlib import suppress
from pathlib import Path

from tunescape.charts.file_names import safe_id

__all__ = ["PartialFile"]


class PartialFile:
    """What has come so far of one piece, kept from one run to the next.

    Parameters
    ----------
    folder : str or PathLike
    music_id : str
    source : str
        Another source may have a piece of the same id, and send it at the same time.
    """

    def __init__(self, folder: str | os.PathLike[str], music_id: str, source: str = "") -> None:
        names = [safe_id(name) for name in (music_id, source) if name]
        self.path = Path(folder) / f".{'.'.join(names)}.part"
        self._note = self.path.with_suffix(".part.json")

    @property
    def size(self) -> int:
        """Bytes so far."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    @property
    def validator(self) -> str | None:
        """An entity tag or a date that the server compares, so that halves of two files never meet."""
        try:
            told = json.loads(self._note.read_bytes())
        except (OSError, ValueError):
            return None
        validator = told.get("validator") if isinstance(told, dict) else None
        sendable = isinstance(validator, str) and validator.isascii() and validator.isprintable()
        return validator if sendable else None

    @property
    def resumable(self) -> bool:
        """Whether a server can be asked for the rest."""
        return self.size > 0 and self.validator is not None

    def begin(self, validator: str | None) -> None:
        """Start from nothing."""
        self.path.write_bytes(b"")
        if validator is None:
            self._note.unlink(missing_ok=True)
        else:
            self._note.write_text(json.dumps({"validator": validator}), encoding="utf-8")

    def head(self, size: int) -> bytes:
        """Return the first bytes."""
        with self.path.open("rb") as file:
            return file.read(size)

    def discard(self) -> None:
        """Remove all that has come."""
        for path in (self.path, self._note):
            with suppress(FileNotFoundError):
                path.unlink()

    def finish(self, target: Path) -> None:
        """Give the whole file its name."""
        self.path.replace(target)
        self._note.unlink(missing_ok=True)
