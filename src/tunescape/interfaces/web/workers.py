"""Work that would keep the page waiting: done in a process of its own, within limits of time and memory."""

import asyncio
import multiprocessing
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from tunescape.errors import TunescapeError, WorkerError
from tunescape.library.engines.worker import prepare_worker

__all__ = ["Workers"]

_Result = TypeVar("_Result")

_NICE = 5
"""After the server itself, before an analysis: somebody waits for this."""

_MEMORY_GIB = 6.0
_TIMEOUT_S = 120.0
_MOST_WAITING = 64
"""More than so many questions at a time are refused: whoever asks hundreds has long left."""

_TASKS_PER_PROCESS = 200
"""A process is replaced after so many: what a decoder leaks does not grow."""


class Workers:
    """A pool of processes, started with the first task.

    Parameters
    ----------
    n_processes : int
        With two, a long question does not hold up the short ones behind it.
    """

    def __init__(self, n_processes: int = 2) -> None:
        self._n_processes = n_processes
        self._pool: ProcessPool | None = None
        self._stopped = False
        self._waiting = 0
        self._lock = threading.Lock()

    async def compute(
        self, function: Callable[..., _Result], *args: Any, timeout_s: float = _TIMEOUT_S
    ) -> _Result:
        """Call a function of a module in another process, and await what it returns.

        Parameters
        ----------
        function : callable
            Sent by its name; its arguments and its result are pickled.
        timeout_s : float > 0
            From when it begins.

        Raises
        ------
        TunescapeError
            What the function raised.
        WorkerError
            If it took too long or too much memory, its process died, or too many are waiting.
        """
        future = self._schedule(function, args, timeout_s)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            future.cancel()
            raise
        except Exception as error:
            raise _explained(error, timeout_s) from error

    def stop(self) -> None:
        """End the processes, whatever they do."""
        with self._lock:
            self._stopped = True
            pool = self._pool
        if pool is not None:
            _bury(pool)

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._n_processes,
            max_tasks=_TASKS_PER_PROCESS,
            initializer=_prepare,
            # of now: where the process that asks puts its temporary files
            initargs=(tempfile.gettempdir(),),
            # spawn: a fork of a process with threads may inherit their locks
            context=multiprocessing.get_context("spawn"),
        )

    def _schedule(
        self, function: Callable[..., _Result], args: tuple[Any, ...], timeout_s: float
    ) -> Future[_Result]:
        with self._lock:
            if self._waiting >= _MOST_WAITING:
                raise WorkerError("the server has more to do than it can", hint="try again in a minute")
            self._waiting += 1
        try:
            future: Future[_Result] = self._living_pool().schedule(function, args=args, timeout=timeout_s)
        except RuntimeError as error:
            self._done(None)
            raise WorkerError("the server is being stopped") from error
        future.add_done_callback(self._done)
        return future

    def _living_pool(self) -> ProcessPool:
        with self._lock:
            # a process that was killed while it had nothing to do breaks a pool for good
            if self._pool is not None and not self._stopped and not self._pool.active:
                threading.Thread(target=_bury, args=(self._pool,), daemon=True).start()
                self._pool = None
            if self._pool is None and self._stopped:
                raise RuntimeError("stopped before it began")
            self._pool = self._pool or self._new_pool()
            return self._pool

    def _done(self, _future: object) -> None:
        with self._lock:
            self._waiting -= 1


def _prepare(temporary: str) -> None:
    prepare_worker(_MEMORY_GIB, _NICE)
    tempfile.tempdir = temporary


def _bury(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _explained(error: Exception, timeout_s: float) -> Exception:
    """Return the error that tells a person what became of a task."""
    if isinstance(error, TunescapeError):
        return error
    if isinstance(error, TimeoutError):
        return WorkerError(f"took longer than {timeout_s:g} s")
    if isinstance(error, MemoryError):
        return WorkerError(f"needs more than {_MEMORY_GIB:g} GiB of memory")
    if isinstance(error, ProcessExpired | BrokenProcessPool):
        return WorkerError("the process that was at work ended before it was done", hint="try again")
    return error  # a mistake of ours: told as one
