"""``tunescape tags``: what files say about themselves."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tunescape.errors import QueryError
from tunescape.interfaces.cli.console import (
    INTERRUPTED,
    NOTHING_DONE,
    SOME_FAILED,
    counted,
    print_document,
    say,
    table,
)
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, open_library

if TYPE_CHECKING:
    from tunescape.interfaces.tag_plan import Features, FileChanges, TagPlan, TagReport
    from tunescape.library.records import Track
    from tunescape.library.store import Library

NAME = "tags"
group = typer.Typer(no_args_is_help=True, help="Put what was heard into the tags of files.")
_SHOWN_FAILURES = 20


@group.command()
def write(
    tracks: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TRACK", help="Paths, track ids, or parts of titles; by default the whole library."
        ),
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(
            "--where", metavar="EXPR", help="Those of the library that match; see `tunescape list`."
        ),
    ] = None,
    genre: Annotated[
        bool, typer.Option("--genre", help="Also the genre, as `tunescape list` shows it.")
    ] = False,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Also where a file's tags say something else already."),
    ] = False,
    min_confidence: Annotated[
        float,
        typer.Option(
            "--min-confidence",
            metavar="0..1",
            min=0.0,
            max=1.0,
            help="Leave out tempi and keys that were heard less clearly; `tunescape show` tells how clearly.",
        ),
    ] = 0.3,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change, and what not; write nothing.")
    ] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Write tempo and key into the tags of files.

    Shows first what changes. What a file's tags say already is kept, unless you say --replace. Only the tags
    change, never the sound: every file is checked to be the same track before it is replaced, whole, by its
    new version. Files where nothing changes are not touched.
    """
    from tunescape.interfaces.tag_plan import TagReport, plan_tags, write_plan

    opened = open_library(library)
    chosen, just_heard = _chosen(opened, tracks or [], where)
    plan = plan_tags(
        opened, chosen, genre=genre, replace=replace, min_confidence=min_confidence, just_heard=just_heard
    )
    _say_changes(plan, dry_run=dry_run)
    try:
        report = TagReport(0, plan.failures) if dry_run else write_plan(opened, plan)
    except KeyboardInterrupt:
        say(
            "Stopped. Every file is either as it was or as it should be; run the same command again to go on."
        )
        raise typer.Exit(INTERRUPTED) from None
    if json:
        print_document(_document(plan, report, dry_run=dry_run))
    _say_result(plan, report, dry_run=dry_run)
    _say_left_out(plan, min_confidence)
    done = plan.unchanged + (len(plan.files) if dry_run else report.written)
    raise typer.Exit((SOME_FAILED if done else NOTHING_DONE) if report.failures else 0)


def _chosen(
    library: "Library", queries: list[str], where: str | None
) -> "tuple[list[Track], dict[str, Features]]":
    """Return the tracks, and what was heard of those that the library does not hold."""
    from tunescape.discovery.sound import find_sound
    from tunescape.library.where import parse_where

    if queries and where is not None:
        raise QueryError("name tracks, or give a condition (--where), not both")
    if not queries:
        return library.tracks(None if where is None else parse_where(where)), {}
    found = {sound.track.track_id: sound for sound in (find_sound(library, query) for query in queries)}
    just_heard = {track_id: sound.features for track_id, sound in found.items() if not sound.stored}
    return [sound.track for sound in found.values()], just_heard


def _document(plan: "TagPlan", report: "TagReport", *, dry_run: bool) -> dict[str, Any]:
    from tunescape.interfaces.documents import failure_document

    return {
        "dry_run": dry_run,
        "changes": _changes(plan.files),
        "kept": _changes(plan.kept),
        "unsure": _changes(plan.unsure),
        "written": report.written,
        "unchanged": plan.unchanged,
        "failed": len(report.failures),
        "failures": [failure_document(failure) for failure in report.failures],
    }


def _changes(files: "Iterable[FileChanges]") -> list[dict[str, Any]]:
    return [
        {"path": os.fsdecode(file.path), "field": change.field, "old": change.old, "new": change.new}
        for file in files
        for change in file.changes
    ]


def _say_changes(plan: "TagPlan", *, dry_run: bool) -> None:
    _show(plan.files, ("tag", "old", "new", "file"))
    if dry_run:
        _show(plan.kept, ("tag", "kept", "heard", "file"))
        _show(plan.unsure, ("tag", "old", "not sure", "file"))


def _show(files: "Iterable[FileChanges]", heads: tuple[str, ...]) -> None:
    from tunescape.interfaces.documents import shown

    rows = [
        (change.field, change.old, change.new, shown(file.path)) for file in files for change in file.changes
    ]
    if rows:
        table(heads, rows, wrapped="file")


def _say_result(plan: "TagPlan", report: "TagReport", *, dry_run: bool) -> None:
    from tunescape.interfaces.documents import shown

    for failure in report.failures[:_SHOWN_FAILURES]:
        say(f"failed: {shown(failure.file.path)}: {failure.reason}")
    if len(report.failures) > _SHOWN_FAILURES:
        say(f"... and {len(report.failures) - _SHOWN_FAILURES} more: --json lists them all")
    changed = len(plan.files) if dry_run else report.written
    what = "would change" if dry_run else "written"
    say(f"{counted(changed, 'file')} {what}, {plan.unchanged} unchanged, {len(report.failures)} failed")


def _say_left_out(plan: "TagPlan", min_confidence: float) -> None:
    kept = sum(len(file.changes) for file in plan.kept)
    if kept:
        say(
            f"{counted(kept, 'tag')} kept that {'says' if kept == 1 else 'say'} something else: "
            "--replace writes what was heard instead"
        )
    unsure = sum(len(file.changes) for file in plan.unsure)
    if unsure:
        say(
            f"{counted(unsure, 'tag')} left out: heard with less confidence than {min_confidence:g} "
            "(--min-confidence)"
        )
