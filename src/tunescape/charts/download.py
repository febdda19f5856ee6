"""Download what a chart names."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial

from tunescape.charts.addresses import AddressPolicy
from tunescape.charts.audio_address import find_audio_url, lookups_for
from tunescape.charts.chart import Chart, ChartItem
from tunescape.charts.download_folder import DownloadFolder
from tunescape.charts.manners import Manners
from tunescape.charts.partial_file import PartialFile
from tunescape.charts.profile import ChartProfile
from tunescape.charts.transfer import Received, receive
from tunescape.charts.web import Web
from tunescape.errors import ChartError

__all__ = ["DownloadFailure", "DownloadProgress", "DownloadReport", "download_chart"]

MAX_BYTES = 200 * 2**20
CONNECTIONS = 4

_PROGRESS_EVERY_S = 0.25


@dataclass(frozen=True)
class DownloadFailure:
    """A piece that could not be downloaded, and why."""

    music_id: str | None
    title: str
    reason: str


@dataclass(frozen=True)
class DownloadProgress:
    """How far a download is."""

    done: int
    total: int
    bytes: int


@dataclass(frozen=True)
class DownloadReport:
    """What a download did."""

    downloaded: int
    unchanged: int
    failures: tuple[DownloadFailure, ...]
    bytes: int
    seconds: float


def download_chart(
    chart: Chart,
    folder: str | os.PathLike[str],
    *,
    profile: ChartProfile | None = None,
    base: str | None = None,
    allow_private: bool = False,
    manners: Manners | None = None,
    connections: int = CONNECTIONS,
    max_bytes: int = MAX_BYTES,
    on_progress: Callable[[DownloadProgress], None] | None = None,
) -> DownloadReport:
    """Download the audio of a chart, and note in a manifest beside it what is what.

    What the manifest says is there is not asked for again; what was cut is resumed. Interrupted, it goes on
    where it was when it is run again.

    Parameters
    ----------
    chart : Chart
    folder : str or PathLike
        Made if it is not there.
    profile : ChartProfile, optional
        Where to ask for the audio of pieces that have no address; by default the shipped one they name.
    base : str, optional
        Where that source is.
    allow_private : bool
        Connect to addresses outside the public internet, too.
    manners : Manners, optional
    connections : int >= 1
        At the same time.
    max_bytes : int
        Of one file.
    on_progress : callable, optional

    Returns
    -------
    DownloadReport

    Raises
    ------
    ChartError
        If nothing can be done: the folder cannot be written, another download is writing there, or where the
        source is, is not known.
    """
    started = time.monotonic()
    lost = [DownloadFailure(None, "", f"row {position} has no music_id") for position in chart.without_id]
    stop, received = threading.Event(), _Counter()
    with DownloadFolder(folder) as target:
        pending = [item for item in chart.items if not target.holds(item)]
        unchanged = len(chart.items) - len(pending)
        lookups = lookups_for(pending, profile=profile, base=base)

        def show(done: int) -> None:
            if on_progress:
                on_progress(DownloadProgress(unchanged + done, len(chart.items), received.total))

        with Web(AddressPolicy(allow_private), manners or Manners(), stop=stop) as web:

            def fetch(item: ChartItem) -> Received:
                url = find_audio_url(web, item, lookups)
                kept = PartialFile(target.path, item.music_id, item.source)
                return receive(web, url, kept, max_bytes=max_bytes, on_bytes=received.add)

            failures = _work(pending, fetch, target, connections, stop, show)
    return DownloadReport(
        downloaded=len(pending) - len(failures),
        unchanged=unchanged,
        failures=(*lost, *failures),
        bytes=received.total,
        seconds=time.monotonic() - started,
    )


class _Counter:
    def __init__(self) -> None:
        self.total = 0
        self._lock = threading.Lock()

    def add(self, n: int) -> None:
        with self._lock:
            self.total += n


def _work(
    items: Sequence[ChartItem],
    fetch: Callable[[ChartItem], Received],
    target: DownloadFolder,
    connections: int,
    stop: threading.Event,
    show: Callable[[int], None],
) -> list[DownloadFailure]:
    failures: dict[int, DownloadFailure] = {}
    executor = ThreadPoolExecutor(connections, thread_name_prefix="download")
    try:
        running: dict[Future[Received], int] = {
            executor.submit(partial(fetch, item)): i for i, item in enumerate(items)
        }
        done = 0
        while running:
            finished, _ = wait(running, timeout=_PROGRESS_EVERY_S, return_when=FIRST_COMPLETED)
            for future in finished:
                i = running.pop(future)
                try:
                    received = future.result()
                except ChartError as error:
                    failures[i] = DownloadFailure(items[i].music_id, items[i].title, str(error))
                else:
                    target.add(items[i], received)
            done += len(finished)
            show(done)
    except OSError as error:
        place = error.filename or target.path
        raise ChartError(f"cannot be written ({error.strerror})", path=place) from error
    finally:
        # whatever ended it: no thread goes on to ask servers for anything
        stop.set()
        executor.shutdown(cancel_futures=True)
    return [failures[i] for i in sorted(failures)]
