"""The pulse of a job at work: writes how far it is, and notices that it shall stop."""

import os
import signal
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from tunescape.errors import LibraryError
from tunescape.library.jobs import end_job, job_progress
from tunescape.library.store import Library

__all__ = ["Pulse"]

_BEAT_S = 0.4
_PATIENCE_S = 30.0


class Pulse:
    """Tells a library how far a job is, at most three times a second, from a thread of its own.

    When the job is cancelled, the main thread is interrupted as by Ctrl-C; where that does not end it, its
    processes are killed after half a minute.

    Parameters
    ----------
    library : Library
    job_id : str
    restarts : int
        How often the job began again; stands in its progress.

    Attributes
    ----------
    cancelled : bool
    """

    def __init__(self, library: Library, job_id: str, *, restarts: int = 0) -> None:
        self.cancelled = False
        self._library, self._job_id, self._restarts = library, job_id, restarts
        self._latest: Mapping[str, Any] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def start(self) -> None:
        """Write the first progress, and go on by itself."""
        self._write()
        self._thread.start()

    def report(self, progress: Mapping[str, Any]) -> None:
        """Take what is to be written next."""
        self._latest = dict(progress)

    def stop(self) -> None:
        """Write what was reported last, and end."""
        self._over.set()
        self._thread.join()
        with suppress(LibraryError):
            self._write()

    def _write(self) -> bool:
        restarts = {"restarts": self._restarts} if self._restarts else {}
        return job_progress(self._library, self._job_id, {**self._latest, **restarts})

    def _beat(self) -> None:
        while not self._over.wait(_BEAT_S):
            try:
                go_on = self._write()
            except LibraryError:
                continue  # locked for a minute, or the disk is full: perhaps the next time
            if not go_on:
                self.cancelled = True
                self._interrupt()
                return

    def _interrupt(self) -> None:
        main = threading.main_thread().ident
        if main is not None:
            # to that thread: it may wait for a lock, which only a signal of its own ends
            signal.pthread_kill(main, signal.SIGINT)
        began = time.monotonic()
        while not self._over.wait(0.5):
            if time.monotonic() - began > _PATIENCE_S:
                with suppress(LibraryError):
                    end_job(self._library, self._job_id, "cancelled")
                _kill_all()


def _kill_all() -> None:
    if os.getsid(0) == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)
