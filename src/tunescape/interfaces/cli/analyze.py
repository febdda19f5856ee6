"""``tunescape analyze``: hear files and remember what they sound like."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tunescape.interfaces.cli.console import (
    INTERRUPTED,
    NOTHING_DONE,
    SOME_FAILED,
    counted,
    minutes,
    print_document,
    say,
)
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, MemoryOption, TimeoutOption
from tunescape.interfaces.cli.progress import show_progress
from tunescape.settings import SETTINGS

if TYPE_CHECKING:
    from tunescape.library.ingest import AnalysisReport
    from tunescape.library.workload import Workload

NAME = "analyze"
_SHOWN_FAILURES = 20


def command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Folders and files.")],
    segments: Annotated[
        str | None,
        typer.Option("--segments", metavar="4|all|hook", help=SETTINGS["segments"].help, show_default=False),
    ] = None,
    segment_length: Annotated[
        float | None,
        typer.Option(
            "--segment-length", metavar="SECONDS", help=SETTINGS["segment_length"].help, show_default=False
        ),
    ] = None,
    channels: Annotated[
        str | None,
        typer.Option("--channels", metavar="mean|left", help=SETTINGS["channels"].help, show_default=False),
    ] = None,
    features: Annotated[
        str, typer.Option("--features", metavar="NAMES", help=SETTINGS["features"].help)
    ] = SETTINGS["features"].default,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", help=SETTINGS["jobs"].help, show_default=False)
    ] = SETTINGS["jobs"].default,
    engine: Annotated[str, typer.Option("--engine", metavar="NAME", help=SETTINGS["engine"].help)] = SETTINGS[
        "engine"
    ].default,
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", metavar="GLOB", help=SETTINGS["exclude"].help)
    ] = None,
    include: Annotated[
        list[str] | None, typer.Option("--include", metavar="GLOB", help=SETTINGS["include"].help)
    ] = None,
    timeout: TimeoutOption = SETTINGS["timeout"].default,
    memory: MemoryOption = SETTINGS["memory"].default,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Hear files and folders, and store what they sound like.

    Files already known are not heard again; run it as often as you like. Interrupted, it goes on where it
    stopped when you run it again. Files that are gone are marked missing and kept. What a file named
    .tunescapeignore lists, in the manner of .gitignore, is left out.
    """
    from tunescape.interfaces.documents import report_document
    from tunescape.library.ingest import analyze
    from tunescape.library.store import Library
    from tunescape.settings import AnalysisSettings

    # texts, which the settings check
    texts: dict[str, Any] = {"segments": segments, "channels": channels}
    settings = AnalysisSettings(
        **texts,
        segment_length=segment_length,
        features=features,
        jobs=jobs,
        engine=engine,
        exclude=tuple(exclude or ()),
        include=tuple(include or ()),
        timeout=timeout,
        memory=memory,
    )
    opened = Library(library, create=True)
    try:
        with show_progress() as on_progress:
            report = analyze(opened, paths, settings, on_start=_say_workload, on_progress=on_progress)
    except KeyboardInterrupt:
        say("Stopped. What was heard so far is stored; run the same command again to go on.")
        raise typer.Exit(INTERRUPTED) from None
    if json:
        print_document(report_document(report))
    _say_report(report, opened.path)
    raise typer.Exit(_exit_code(report))


def _say_workload(workload: "Workload") -> None:
    if workload.files:
        parts = [f"{counted(len(workload.new), 'file')} to hear"] if workload.new else []
        if workload.incomplete:
            parts.append(f"{counted(len(workload.incomplete), 'known file')} to hear again for what is new")
        say(f"{' and '.join(parts)}, {workload.unchanged} unchanged")


def _exit_code(report: "AnalysisReport") -> int:
    heard = report.analyzed + report.unchanged + report.duplicates
    if not heard:
        return NOTHING_DONE
    return SOME_FAILED if report.failed else 0


def _say_report(report: "AnalysisReport", library: Path) -> None:
    from tunescape.interfaces.documents import shown

    known = sum(failure.failed_at > 0 for failure in report.failures)
    for failure in report.failures[:_SHOWN_FAILURES]:
        say(f"failed: {shown(failure.file.path)}: {failure.reason}")
    if len(report.failures) > _SHOWN_FAILURES:
        say(f"... and {len(report.failures) - _SHOWN_FAILURES} more: `tunescape failures` lists them")
    if not report.found:
        say("tunescape: found no audio files there; name a folder that holds some, or the files themselves")
        return
    say(
        f"{counted(report.found, 'file')}: {report.analyzed} analyzed, {report.unchanged} unchanged, "
        f"{counted(report.duplicates, 'duplicate')}, {report.failed} failed"
    )
    if report.audio_seconds:
        say(f"{minutes(report.audio_seconds)} of music in {minutes(report.seconds)}")
    if report.charted:
        say(f"Charts say something new of {counted(report.charted, 'track')}")
    for warning in report.warnings:
        say(f"warning: {shown(warning.file.path)}: {warning.reason}")
    say(f"Library: {library}")
    if report.missing:
        missing = counted(report.missing, "file")
        say(f"{missing} missing: kept, and back when they return; `tunescape prune` drops them")
    if known:
        are, them = ("is", "it") if known == 1 else ("are", "them")
        again = f"`tunescape failures --retry` tries {them} again"
        say(f"{known} of the failed {are} known and unchanged: {again}")
    if report.failed == report.found:
        say("tunescape: nothing could be analysed; the reasons are above")
