"""``tunescape report``: the whole analysis as one page."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from tunescape.interfaces.cli.console import console, print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, SeedOption, open_library

NAME = "report"

_MIB = 2**20


def command(
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Where it goes: .html, .md or .pdf; replaced if it is there.",
        ),
    ],
    lang: Annotated[Literal["en", "zh"], typer.Option("--lang", help="Language of the report.")] = "en",
    where: Annotated[
        str | None, typer.Option("--where", metavar="EXPR", help="Look only at tracks that meet a condition.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="GROUP",
            help="Compare them with a folder, an .m3u8 playlist or a condition; by default a chart with the "
            "tracks that are on none, and a selection with the rest.",
            show_default=False,
        ),
    ] = None,
    tracks: Annotated[
        list[str] | None,
        typer.Option(
            "--tracks",
            metavar="TRACK",
            help="Look closely at this one; repeatable. By default the top of the chart, or typical tracks.",
            show_default=False,
        ),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Title of the report.")] = None,
    kind: Annotated[
        Literal["html", "md", "pdf"] | None,
        typer.Option("--format", help="By default what the name of the file says.", show_default=False),
    ] = None,
    seed: SeedOption = 0,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Write the whole analysis as one page to share.

    One page that needs nothing else and asks nobody: summary, chart, what makes it hot, map, clusters,
    distributions, and some tracks up close, with a player where the audio lies below the report's folder. A
    PDF is printed by an installed Chromium; a Markdown report has its pictures in a folder beside it.
    """
    from rich.status import Status

    from tunescape.report.contents import ReportRequest
    from tunescape.report.write import write_report

    request = ReportRequest(
        lang=lang, title=title, where=where, against=against, tracks=tuple(tracks or ()), seed=seed
    )
    opened = open_library(library)
    with Status("Writing the report", console=console()):
        written = write_report(opened, request, output, kind=kind)
    if json:
        print_document(
            {
                "file": str(written.path),
                "bytes": written.n_bytes,
                "tracks": written.n_tracks,
                "lang": lang,
                "pictures": None if written.pictures is None else str(written.pictures),
            }
        )
        return
    beside = "" if written.pictures is None else f", and its pictures to {written.pictures}"
    say(f"Wrote {written.path} ({written.n_bytes / _MIB:.1f} MiB){beside}")
