"""Analyse files into a library: scan, skip what is known, describe the rest, store in batches."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tunescape.audio.segments import Segmentation
from tunescape.errors import ScanError, error_of_stage
from tunescape.features.registry import resolve_feature_sets
from tunescape.library.chart_entries import update_chart_entries
from tunescape.library.describe import AnalysisPlan, describe_file
from tunescape.library.engines.local import run_local
from tunescape.library.folders import add_folders
from tunescape.library.presence import note_presence
from tunescape.library.records import Description, Failure
from tunescape.library.scan import scan
from tunescape.library.store import Library
from tunescape.library.workload import Workload, find_workload
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
    missing : int
        Files that were there before, and are newly gone; not among those found.
    audio_seconds : float
        Length of the tracks whose feature sets were computed.
    charted : int
        Tracks of which a chart says something new; see
        :func:`~tunescape.library.chart_entries.update_chart_entries`.
    warnings : list of Failure
        What lies beside the music and could not be read; not among the files found.
    """

    found: int = 0
    analyzed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failed: int = 0
    failures: list[Failure] = field(default_factory=list)
    missing: int = 0
    seconds: float = 0.0
    audio_seconds: float = 0.0
    charted: int = 0
    warnings: list[Failure] = field(default_factory=list)


def analyze(
    library: Library,
    paths: Iterable[str | bytes | os.PathLike[str]],
    settings: AnalysisSettings | None = None,
    *,
    retry: bool = False,
    on_start: Callable[[Workload], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> AnalysisReport:
    """Analyse the audio files that paths name or contain.

    Safe to interrupt and to repeat: what was stored stays, and is not analysed again. Files that are gone are
    marked missing (see :func:`~tunescape.library.presence.note_presence`). Where a chart was downloaded, what
    it says joins the tracks.

    Parameters
    ----------
    library : Library
    paths : iterable of path
    settings : AnalysisSettings, optional
    retry : bool
        Try files again that failed before and have not changed.
    on_start : callable, optional
        Called once, when it is known how much there is to do.
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
    remembered = library.analysis_options()
    settings = (settings or AnalysisSettings()).resolved(remembered)
    started = time.monotonic()
    plan = _plan(settings, library.path)
    roots = [os.path.abspath(os.fsencode(path)) for path in paths]
    with library.analysis_lock():
        found = scan(roots, exclude=settings.exclude, include=settings.include)
        if found.files and settings.sticky() != remembered:
            library.remember_analysis_options(settings.sticky())
        add_folders(library, (root for root in roots if os.path.isdir(root)))
        missing = note_presence(library, roots, found)
        workload = find_workload(library, found.files, plan, retry=retry)
        if on_start:
            on_start(workload)
        report = AnalysisReport(
            found=len(found.files) + len(found.failures),
            unchanged=workload.unchanged,
            failed=len(workload.known_failures),
            failures=list(workload.known_failures),
            missing=missing,
        )
        run = _Run(library, plan, report, total=len(workload.files), on_progress=on_progress)
        try:
            for failure in found.failures:
                run.add(failure)
            if workload.files:
                hear = partial(describe_file, plan=plan)
                for outcome in run_local(workload.files, hear, settings.for_files(len(workload.files))):
                    run.add(outcome)
        finally:
            run.flush()
        charts = update_chart_entries(library, found.files)
        report.charted, report.warnings = charts.charted, list(charts.warnings)
    report.failures.sort(key=lambda failure: failure.file.path)
    report.seconds = time.monotonic() - started
    return report


def describe_path(path: str | os.PathLike[str], settings: AnalysisSettings | None = None) -> Description:
    """Describe one file without a library.

    Raises
    ------
    ScanError, DecodeError, FeatureError, WorkerError
        If it does not exist, or cannot be analysed.
    """
    settings = (settings or AnalysisSettings()).resolved({}).for_files(1)
    if os.path.isdir(path):
        raise ScanError("is a folder", path=path, hint="name one file")
    found = scan([path])
    outcomes: list[Description | Failure] = list(found.failures)
    if found.files:
        outcomes += run_local(found.files[:1], partial(describe_file, plan=_plan(settings, None)), settings)
    outcome = outcomes[0]
    if isinstance(outcome, Failure):
        raise error_of_stage(outcome.stage)(outcome.reason, path=path, hint=outcome.hint)
    return outcome


def _plan(settings: AnalysisSettings, library_path: Path | None) -> AnalysisPlan:
    names = resolve_feature_sets(settings.features)
    return AnalysisPlan(Segmentation.from_settings(settings), names, library_path)


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
        self._report.analyzed += written.analyzed
        self._report.unchanged += written.unchanged
        self._report.duplicates += written.duplicates
        self._report.failed += written.failed
        self._report.audio_seconds += written.audio_seconds
