"""``tunescape tags``: what files say about themselves."""

import os
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
    from tunescape.interfaces.tag_plan import TagPlan, TagReport
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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change; write nothing.")
    ] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Write tempo and key into the tags of files.

    Shows first what changes. Only the tags change, never the sound: every file is checked to be the same
    track before it is replaced, whole, by its new version. Files that already say so are not touched.
    """
    from tunescape.interfaces.tag_plan import TagReport, plan_tags, write_plan

    opened = open_library(library)
    plan = plan_tags(opened, _chosen(opened, tracks or [], where), genre=genre)
    _say_changes(plan)
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
    done = plan.unchanged + (len(plan.files) if dry_run else report.written)
    raise typer.Exit((SOME_FAILED if done else NOTHING_DONE) if report.failures else 0)


def _chosen(library: "Library", queries: list[str], where: str | None) -> "list[Track]":
    from tunescape.discovery.sound import find_sound
    from tunescape.library.where import parse_where

    if queries and where:
        raise QueryError("name tracks, or give a condition (--where), not both")
    if not queries:
        return library.tracks(parse_where(where) if where else None)
    found = [find_sound(library, query).track for query in queries]
    return list({track.track_id: track for track in found}.values())


def _document(plan: "TagPlan", report: "TagReport", *, dry_run: bool) -> dict[str, Any]:
    from tunescape.interfaces.documents import failure_document

    return {
        "dry_run": dry_run,
        "changes": [
            {"path": os.fsdecode(file.path), "field": change.field, "old": change.old, "new": change.new}
            for file in plan.files
            for change in file.changes
        ],
        "written": report.written,
        "unchanged": plan.unchanged,
        "failed": len(report.failures),
        "failures": [failure_document(failure) for failure in report.failures],
    }


def _say_changes(plan: "TagPlan") -> None:
    from tunescape.interfaces.documents import shown

    rows = [
        (change.field, change.old, change.new, shown(file.path))
        for file in plan.files
        for change in file.changes
    ]
    if rows:
        table(("tag", "old", "new", "file"), rows, wrapped="file")


def _say_result(plan: "TagPlan", report: "TagReport", *, dry_run: bool) -> None:
    from tunescape.interfaces.documents import shown

    for failure in report.failures[:_SHOWN_FAILURES]:
        say(f"failed: {shown(failure.file.path)}: {failure.reason}")
    if len(report.failures) > _SHOWN_FAILURES:
        say(f"... and {len(report.failures) - _SHOWN_FAILURES} more: --json lists them all")
    changed = len(plan.files) if dry_run else report.written
    what = "would change" if dry_run else "written"
    say(f"{counted(changed, 'file')} {what}, {plan.unchanged} unchanged, {len(report.failures)} failed")
