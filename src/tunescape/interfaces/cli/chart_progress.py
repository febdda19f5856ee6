"""Progress of a chart: bars on a terminal, plain lines in a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tunescape.interfaces.cli.counted_progress import show_counted

if TYPE_CHECKING:
    from tunescape.charts.download import DownloadProgress

__all__ = ["show_download", "show_pages"]

_MIB = 2**20


@contextmanager
def show_pages(wanted: int) -> Iterator[Callable[[int], None]]:
    """Yield a callback that shows how many pieces of a chart have been fetched."""
    with show_counted("Fetching") as update:
        yield lambda pieces: update(pieces, wanted, f"{pieces} pieces")


@contextmanager
def show_download() -> Iterator[Callable[["DownloadProgress"], None]]:
    """Yield a callback that shows how far a download is."""
    with show_counted("Downloading") as update:
        yield lambda progress: update(progress.done, progress.total, f"{progress.bytes / _MIB:.1f} MiB")
