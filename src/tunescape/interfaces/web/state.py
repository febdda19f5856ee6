"""What all requests and pages of one server share."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

from tunescape import __version__
from tunescape.interfaces.web.jobs.runner import JobRunner
from tunescape.interfaces.web.settings import WebSettings
from tunescape.interfaces.web.spool import spool
from tunescape.interfaces.web.warming import Warmer
from tunescape.interfaces.web.workers import Workers
from tunescape.library.store import Library

__all__ = ["WebState"]

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class WebState:
    """An open library, the jobs on it, and processes for heavy work.

    Parameters
    ----------
    settings : WebSettings

    Attributes
    ----------
    settings : WebSettings
    library : Library
        Made where there was none.
    jobs : JobRunner
    workers : Workers
    warmer : Warmer
    version : str
        Of tunescape.

    Raises
    ------
    LibraryError
        If the library cannot be opened or made.
    """

    def __init__(self, settings: WebSettings) -> None:
        self.settings = settings
        self.library = Library(settings.library, create=True)
        self.jobs = JobRunner(self.library, settings)
        self.workers = Workers()
        self.warmer = Warmer(self.library)
        self.version = __version__

    @asynccontextmanager
    async def lifespan(self, _app: object) -> AsyncIterator[None]:
        """Look after jobs and what is derived while the server runs; jobs at work go on after it."""
        with spool():
            self.jobs.start()
            self.warmer.start()
            try:
                yield
            finally:
                self.warmer.stop()
                self.jobs.stop()
                self.workers.stop()

    async def compute(
        self, function: Callable[..., _Result], *args: Any, timeout_s: float = 120.0
    ) -> _Result:
        """Call a function of a module in another process; see :meth:`Workers.compute`."""
        return await self.workers.compute(function, *args, timeout_s=timeout_s)

    async def read(
        self, function: Callable[_Given, _Result], *args: _Given.args, **kwargs: _Given.kwargs
    ) -> _Result:
        """Call a function that waits for the disk or the library, in a thread."""
        return await run_in_threadpool(function, *args, **kwargs)
