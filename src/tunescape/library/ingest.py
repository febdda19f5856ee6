"""Analyse files into a library: scan, skip what is known, describe the rest, store in batches."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import sqlalchemy as sa

from tunescape.audio.segments import Segmentation
from tunescape.errors import ScanError, TunescapeError
from tunescape.features.registry import FEATURE_SETS, resolve_feature_sets
from tunescape.library.describe import AnalysisPlan
from tunescape.library.engines.local import run_local
from tunescape.library.records import Description, Failure, FileStamp
from tunescape.library.scan import scan
from tunescape.library.schema import features, files
from tunescape.library.store import Library
from tunescape.library.writer import write_batch
from tunescape.settings import AnalysisSettings

__all__ = ["AnalysisReport", "Progress", "analyze", "describe_path"]

_BATCH_FILES = 64
_BATCH_S = 2.0
"""A batch is written when it has so many files, or is so old: at most this much work is ever repeated."""


@dataclass(frozen=True)
class Progress:
    """How far an analysis is."""

    done: int
    total: int


@dataclass
class AnalysisReport:
    """What an analysis did: found = analyzed + unchanged + duplicates + failed.

    Attributes
    ----------
    audio_seconds : float
        Length of the tracks whose feature sets were computed.
    """

    found: int = 0
    analyzed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failed: int = 0
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0
    audio_seconds: float = 0.0


def analyze(
    library: Library,
    paths: Iterable[str | bytes | os.PathLike[str]],
    settings: AnalysisSettings | None = None,
    *,
    on_progress: Callable[[Progress], None] | None = None,
) -> AnalysisReport:
    """Analyse the audio files that paths name or contain.

    Safe to interrupt and to repeat: what was stored stays, and is not analysed again.

    Parameters
    ----------
    library : Library
    paths : iterable of path
    settings : AnalysisSettings, optional
    on_progress : callable, optional
        Called after every file that had to be opened.

    Returns
    -------
    AnalysisReport

    Raises
    ------
    SettingsError
        If a feature set is unknown.
    LibraryError
        If another analysis is running, or the library cannot be written.
    KeyboardInterrupt
        If interrupted, after everything that was ready has been stored.
    """
    settings = settings or AnalysisSettings()
    started = time.monotonic()
    plan = _plan(settings, library.path)
    with library.analysis_lock():
        found = scan(paths)
        report = AnalysisReport(found=len(found.files) + len(found.failures))
        waiting = _skip_known(library, found.files, plan, report)
        run = _Run(library, plan, report, total=len(waiting), on_progress=on_progress)
        try:
            for failure in found.failures:
                run.add(failure)
            if waiting:
                for outcome in run_local(waiting, plan, settings):
                    run.add(outcome)
        finally:
            run.flush()
    report.failures.sort(key=lambda failure: failure.file.path)
    report.seconds = time.monotonic() - started
    return report


def describe_path(path: str | os.PathLike[str], settings: AnalysisSettings | None = None) -> Description:
    """Describe one file without a library.

    Raises
    ------
    TunescapeError
        If it does not exist or cannot be analysed.
    """
    settings = replace(settings or AnalysisSettings(), jobs=1)
    if os.path.isdir(path):
        raise ScanError("is a folder", path=path, hint="name one file")
    found = scan([path])
    outcomes: list[Description | Failure] = list(found.failures)
    if found.files:
        outcomes += run_local(found.files[:1], _plan(settings, None), settings)
    outcome = outcomes[0]
    if isinstance(outcome, Failure):
        raise TunescapeError(outcome.reason, path=path)
    return outcome


def _plan(settings: AnalysisSettings, library_path: Path | None) -> AnalysisPlan:
    segmentation = Segmentation(settings.segments, settings.segment_length)  # type: ignore[arg-type]
    return AnalysisPlan(segmentation, resolve_feature_sets(settings.features), library_path)


class _Run:
    """Collects outcomes and writes them in batches."""

    def __init__(
        self,
        library: Library,
        plan: AnalysisPlan,
        report: AnalysisReport,
        *,
        total: int,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self._library, self._report, self._total, self._on_progress = library, report, total, on_progress
        self._segmentation = str(plan.segmentation)
        self._batch: list[Description | Failure] = []
        self._batch_began = time.monotonic()
        self._done = 0

    def add(self, outcome: Description | Failure) -> None:
        if not self._batch:
            self._batch_began = time.monotonic()
        self._batch.append(outcome)
        if isinstance(outcome, Failure):
            self._report.failures.append(outcome)
        if len(self._batch) >= _BATCH_FILES or time.monotonic() - self._batch_began > _BATCH_S:
            self.flush()
        if not (isinstance(outcome, Failure) and outcome.stage == "scan"):
            self._done += 1
            if self._on_progress:
                self._on_progress(Progress(self._done, self._total))

    def flush(self) -> None:
        if not self._batch:
            return
        written = write_batch(self._library, self._batch, segmentation=self._segmentation)
        self._batch = []
        for kind, count in asdict(written).items():
            setattr(self._report, kind, getattr(self._report, kind) + count)


def _skip_known(
    library: Library, found: tuple[FileStamp, ...], plan: AnalysisPlan, report: AnalysisReport
) -> list[FileStamp]:
    """Count what needs no look at the file: unchanged ones, and those known to fail as they are."""
    with library.connect() as connection:
        complete = _complete_tracks(connection, plan)
        stamps = {
            row.path: (row.size, row.mtime_ns)
            for row in connection.execute(sa.select(*files.c["path", "size", "mtime_ns", "track_id"]))
            if row.track_id in complete
        }
    known_failures = {
        (failure.file.path, failure.file.size, failure.file.mtime_ns): failure
        for failure in library.failures()
    }
    waiting = []
    for file in found:
        failure = known_failures.get((file.path, file.size, file.mtime_ns))
        if failure:
            report.failed += 1
            report.failures.append(failure)
        elif stamps.get(file.path) == (file.size, file.mtime_ns):
            report.unchanged += 1
        else:
            waiting.append(file)
    return waiting


def _complete_tracks(connection: sa.Connection, plan: AnalysisPlan) -> set[str]:
    """Ids of tracks that have every feature set of the plan, in its version and segmentation."""
    current = sa.or_(
        *(
            sa.and_(features.c.name == name, features.c.version == FEATURE_SETS[name].version)
            for name in plan.features
        )
    )
    statement = (
        sa.select(features.c.track_id)
        .where(current, features.c.segmentation == str(plan.segmentation))
        .group_by(features.c.track_id)
        .having(sa.func.count() == len(plan.features))
    )
    return set(connection.execute(statement).scalars())
