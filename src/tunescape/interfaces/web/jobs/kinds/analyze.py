"""Hear folders; go on where an earlier analysis stopped, or try again what failed."""

import os
import time
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field

from tunescape.errors import QueryError
from tunescape.interfaces.web.jobs.folders import allowed_folder
from tunescape.interfaces.web.jobs.kind import JobKind, Parameters, Work
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.folders import list_folders
from tunescape.library.ingest import Progress, analyze
from tunescape.library.schema import failures, tracks
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

__all__ = ["KIND", "AnalyzeParameters"]

_COUNT_EVERY_S = 3.0
_MOST_FAILURES = 200
"""So many stand in the result; the ledger has them all."""


class AnalyzeParameters(Parameters):
    """What to hear."""

    paths: Annotated[
        tuple[str, ...] | None,
        Field(max_length=100, description="Folders; by default all that the library has."),
    ] = None
    features: Annotated[
        str, Field(max_length=1000, description="Feature sets: default, all, or names joined by commas.")
    ] = "default"
    retry: Annotated[
        bool, Field(description="Try again what failed; without paths, nothing but what failed.")
    ] = False
    workers: Annotated[int | None, Field(ge=1, le=256, description="Processes; by default one per core.")] = (
        None
    )


def _check(library: Library, settings: WebSettings, parameters: AnalyzeParameters) -> None:
    _settings(parameters)
    for path in parameters.paths or ():
        allowed_folder(library, settings, path)
    if parameters.paths is not None and not parameters.paths:
        raise QueryError("no folder is named", hint="name one that holds music")
    if parameters.paths is None and not _places(library, parameters):
        if parameters.retry:
            raise QueryError("there is nothing to try again: no file has failed")
        raise QueryError("the library has no folders yet", hint="add one that holds music")


def _settings(parameters: AnalyzeParameters) -> AnalysisSettings:
    from tunescape.features.registry import resolve_feature_sets

    resolve_feature_sets(parameters.features)
    return AnalysisSettings(features=parameters.features, jobs=parameters.workers)


def _places(library: Library, parameters: AnalyzeParameters) -> list[str]:
    if parameters.paths is not None:
        return list(parameters.paths)
    if parameters.retry:
        return [os.fsdecode(failure.file.path) for failure in library.failures()]
    return [os.fsdecode(path) for path in list_folders(library)]


def _run(work: Work, parameters: AnalyzeParameters) -> dict[str, Any]:
    from tunescape.interfaces.documents import report_document

    work.report({"phase": "scan"})
    told = _Told(work)
    found = analyze(
        work.library,
        _places(work.library, parameters),
        _settings(parameters),
        retry=parameters.retry,
        on_start=lambda workload: told.start(len(workload.files), workload.unchanged),
        on_progress=told.step,
    )
    document = report_document(found)
    return document | {"failures": document["failures"][:_MOST_FAILURES]}


class _Told:
    """Tells how far an analysis is: counted, with its rate, what is left, and how much music was heard."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._began = self._counted_at = time.monotonic()
        self._began_at = time.time()
        self._unchanged = 0
        self._heard: dict[str, float] = {"audio_seconds": 0.0, "failed": 0}

    def start(self, total: int, unchanged: int) -> None:
        self._began, self._began_at, self._unchanged = time.monotonic(), time.time(), unchanged
        self._report(0, total)

    def step(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._counted_at > _COUNT_EVERY_S:
            self._counted_at = now
            self._heard = self._count()
        self._report(progress.done, progress.total)

    def _report(self, done: int, total: int) -> None:
        elapsed = time.monotonic() - self._began
        rate = done / elapsed if done else None
        self._work.report(
            {
                "phase": "hear",
                "done": done,
                "total": total,
                "unchanged": self._unchanged,
                "rate": None if rate is None else round(rate, 3),
                "eta_s": None if rate is None else round((total - done) / rate, 1),
                "seconds": round(elapsed, 1),
                **self._heard,
            }
        )

    def _count(self) -> dict[str, float]:
        """Ask the library: an analysis itself tells how much it heard only when it ends."""
        length = sa.select(sa.func.sum(tracks.c.duration_s)).where(tracks.c.analyzed_at >= self._began_at)
        failed = sa.select(sa.func.count()).where(failures.c.failed_at >= self._began_at)
        with self._work.library.connect() as connection:
            seconds = connection.scalar(length) or 0.0
            return {"audio_seconds": round(seconds, 1), "failed": connection.scalar(failed) or 0}


KIND = JobKind("analyze", "analysis", AnalyzeParameters, _check, _run)
