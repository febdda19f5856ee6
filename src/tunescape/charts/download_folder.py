"""The folder that a chart is downloaded into: what is there, and what each file is called."""

import datetime
import os
import time
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from tunescape.charts.chart import ChartItem
from tunescape.charts.file_names import track_file_name
from tunescape.charts.manifest import DownloadedFile, read_manifest, write_manifest
from tunescape.charts.transfer import Received
from tunescape.errors import ChartError

__all__ = ["DownloadFolder"]

_LOCK_NAME = ".tunescape-chart.lock"
_SAVING_SHARE = 0.05


class DownloadFolder:
    """A folder and its manifest, locked for this process; only one thread may use it.

    Parameters
    ----------
    path : str or PathLike
        Made if it is not there.

    Raises
    ------
    ChartError
        If it cannot be written, its manifest is damaged, or another download is writing there.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(os.path.abspath(path))
        self._lock = FileLock(self.path / _LOCK_NAME, timeout=0)
        self._changed = False
        self._save_again_at = 0.0
        self._files: dict[tuple[str, str], DownloadedFile] = {}

    def __enter__(self) -> Self:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout as error:
            hint = "wait for its end"
            raise ChartError("another download is writing there", path=self.path, hint=hint) from error
        except OSError as error:
            raise ChartError(f"cannot be written ({error.strerror})", path=self.path) from error
        try:
            self._files = read_manifest(self.path)
        except ChartError:
            self._lock.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.save()
        finally:
            self._lock.release()

    def holds(self, item: ChartItem) -> bool:
        """Tell whether a piece is there, and if so, note what the chart says of it now."""
        known = self._files.get((item.source, item.music_id))
        # its size may have changed since: a tag edit is no reason to fetch it again
        if known is None or not _is_file_with_bytes(self.path / known.file):
            return False
        self._note(replace(known, item=replace(item, audio_url=None)))
        return True

    def add(self, item: ChartItem, received: Received) -> None:
        """Give a file its name, and note it."""
        key = (item.source, item.music_id)
        taken = {file.file.casefold() for other, file in self._files.items() if other != key}
        name = track_file_name(item.title, item.music_id, received.extension)
        if name.casefold() in taken:
            # another source has a piece of this title and id
            name = track_file_name(item.title, f"{item.music_id} {item.source}", received.extension)
        received.partial.finish(self.path / name)
        self._note(
            DownloadedFile(
                item=replace(item, audio_url=None),
                file=name,
                bytes=received.bytes,
                sha256=received.sha256,
                host=received.host,
                downloaded_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            )
        )
        if time.monotonic() >= self._save_again_at:
            self.save()

    def save(self) -> None:
        """Write the manifest, if anything is new."""
        if not self._changed:
            return
        started = time.monotonic()
        write_manifest(self.path, self._files.values())
        self._changed = False
        # the longer it is, the more rarely it is written
        self._save_again_at = started + (time.monotonic() - started) / _SAVING_SHARE

    def _note(self, file: DownloadedFile) -> None:
        self._changed |= self._files.get(file.key) != file
        self._files[file.key] = file


def _is_file_with_bytes(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
