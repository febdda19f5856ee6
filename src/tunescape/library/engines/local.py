"""Analyse files in worker processes of this machine."""

import itertools
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Future,
    TimeoutError,
    wait,
)

from pebble import ProcessExpired, ProcessPool

from tunescape.errors import LibraryError, TunescapeError, WeightsError, WorkerError
from tunescape.library.engines.worker import prepare_worker
from tunescape.library.records import Description, Failure, FileStamp
from tunescape.settings import AnalysisSettings

__all__ = ["run_local"]

_TASKS_IN_FLIGHT_PER_WORKER = 4
"""Enough that no worker waits for the writer, few enough that memory does not grow with the library."""


def run_local(
    files: Iterable[FileStamp], describe: Callable[[FileStamp], Description], settings: AnalysisSettings
) -> Iterator[Description | Failure]:
    """Describe files in parallel, each within limits of time and memory.

    Parameters
    ----------
    files : iterable of FileStamp
        Consumed as workers become free.
    describe : callable
        What a worker does with a file. It is sent to other processes: a function of a module, or a
        :func:`functools.partial` of one.
    settings : AnalysisSettings
        ``jobs``, ``timeout`` and ``memory`` count.

    Yields
    ------
    Description or Failure
        One per file, in the order in which they are ready. A worker that hangs, runs out of memory or
        crashes costs one failure, and is replaced. Closing the iterator ends the workers.

    Raises
    ------
    WorkerError
        If workers cannot even start.
    LibraryError, WeightsError
        If a worker cannot read the library or a model file.
    """
    jobs = settings.jobs or 1
    waiting = iter(files)
    running: dict[Future[Description], FileStamp] = {}
    pool = ProcessPool(
        max_workers=jobs,
        initializer=prepare_worker,
        initargs=(settings.memory,),
        # spawn: a fork of a process with threads (FFmpeg, BLAS) may inherit their locks
        context=multiprocessing.get_context("spawn"),
    )
    try:
        while True:
            for file in itertools.islice(waiting, jobs * _TASKS_IN_FLIGHT_PER_WORKER - len(running)):
                future = pool.schedule(describe, args=(file,), timeout=settings.timeout)
                running[future] = file
            if not running:
                break
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                yield _outcome(done, running.pop(done), settings)
        pool.close()  # type: ignore[no-untyped-call]
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _outcome(
    future: Future[Description], file: FileStamp, settings: AnalysisSettings
) -> Description | Failure:
    try:
        return future.result()
    except (LibraryError, WeightsError):
        raise  # no fault of the file: it must not stand in the ledger, and no other would fare better
    except TunescapeError as error:
        return Failure(file, error.stage, error.reason, hint=error.hint)
    except TimeoutError:
        return Failure(file, "worker", f"took longer than {settings.timeout:g} s")
    except MemoryError:
        return Failure(file, "worker", f"needs more than {settings.memory:g} GiB of memory")
    except BrokenExecutor as error:
        # no fault of the file: no worker lives long enough to take it
        raise WorkerError(
            "the worker processes cannot start",
            hint='a script that analyses needs the guard: if __name__ == "__main__":',
        ) from error
    except (ProcessExpired, CancelledError) as error:
        return Failure(file, "worker", f"crashed the decoder ({error})")
    except Exception as error:  # noqa: BLE001 - whatever one file provokes is one failure, named as a bug of ours
        return Failure(file, "worker", f"unexpected {type(error).__name__}: {error}")
