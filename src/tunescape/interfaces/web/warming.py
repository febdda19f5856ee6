"""Makes what is derived from all tracks of a large library before somebody asks, in a process of its own."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from multiprocessing.process import BaseProcess

from tunescape.errors import TunescapeError
from tunescape.library.jobs import list_jobs
from tunescape.library.settled import MANY_TRACKS, Settled, as_of, last_settled, settle
from tunescape.library.store import Library

__all__ = ["Warmer", "warm"]

_LOOK_EVERY_S = 2.0
_QUIET_S = 6.0
"""Only when the library has not changed for so long: another analysis may be writing to it."""

_WHILE_BUSY_S = 600.0
"""During an analysis of hours, what it heard shows up in answers after so long."""

_NICE = 15


def warm(library_path: str) -> None:
    """Make the matrices, the map and the words of reasons of a library as it is, and settle it.

    Parameters
    ----------
    library_path : str
    """
    from threadpoolctl import threadpool_limits

    from tunescape.discovery.space import SPACES, space_matrix
    from tunescape.discovery.topics import dimension_topics
    from tunescape.interfaces.web.services.kept_map import write_points

    now = Library(library_path)
    library = as_of(now, now.revision())
    space = SPACES["default"]
    with threadpool_limits(1):
        matrix = space_matrix(library, space)
        space_matrix(library, SPACES["musicnn"])  # by which recordings are recognised
        dimension_topics(library, space)
        write_points(library, "pca")
        settle(library, Settled(library.revision(), len(matrix.track_ids)))


class Warmer:
    """Looks, in a thread, whether a library has changed, and lets :func:`warm` run when it is quiet.

    Parameters
    ----------
    library : Library
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._process: BaseProcess | None = None
        self._seen, self._changed_at = -1, 0.0
        # at the start the first visitors go first
        self._warmed, self._warmed_at = -1, time.monotonic() + _QUIET_S - _WHILE_BUSY_S

    def start(self) -> None:
        """Begin to look."""
        self._thread = threading.Thread(target=self._look, name="warming", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no longer, and end what is being made."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
            self._process.join()

    def _look(self) -> None:
        while not self._over.is_set():
            with suppress(TunescapeError, OSError):  # a locked database, a full disk: look again later
                self.look_once()
            self._over.wait(_LOOK_EVERY_S)

    def look_once(self) -> None:
        """Begin to make what is outdated, if the library is large, and now is the time."""
        if self._process is not None and self._process.is_alive():
            return
        revision, now = self._library.revision(), time.monotonic()
        if revision != self._seen:
            self._seen, self._changed_at = revision, now
        if revision == self._warmed or not self._is_time(now):
            return
        self._warmed, self._warmed_at = revision, now
        last = last_settled(self._library)
        if (last is None or last.revision != revision) and len(self._library.track_ids()) >= MANY_TRACKS:
            self._begin()

    def _is_time(self, now: float) -> bool:
        if now - self._warmed_at >= _WHILE_BUSY_S:
            return True
        busy = any(job.kind == "analyze" for job in list_jobs(self._library, states=("running",)))
        return not busy and now - self._changed_at >= _QUIET_S

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(
            target=_warm_in_background, args=(str(self._library.path),), name="warming", daemon=True
        )
        self._process.start()


def _warm_in_background(library_path: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # an exception: half-written files are taken away
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    if hasattr(os, "nice"):
        os.nice(_NICE)
    # too few tracks, no room: whoever asks is told
    with suppress(TunescapeError, OSError):
        warm(library_path)
