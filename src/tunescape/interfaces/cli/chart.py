"""``tunescape chart``: charts of hot music, and the download of what they name."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tunescape.errors import ChartError
from tunescape.interfaces.cli.chart_progress import show_download, show_pages
from tunescape.interfaces.cli.console import (
    INTERRUPTED,
    NOTHING_DONE,
    SOME_FAILED,
    counted,
    minutes,
    print_document,
    say,
    table,
)
from tunescape.interfaces.cli.options import JsonOption

if TYPE_CHECKING:
    from tunescape.charts.chart import Chart
    from tunescape.charts.download import DownloadReport
    from tunescape.charts.profile import ChartProfile

NAME = "chart"
_SHOWN_FAILURES = 20
_MIB = 2**20
_DATA_PROFILES = {".csv": "csv", ".json": "json", ".xml": "podcast", ".rss": "podcast", ".atom": "podcast"}

group = typer.Typer(
    name=NAME,
    help="Fetch a chart of hot music, and download what it names.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="ADDRESS",
        help="Where the source is: the address of its service, or a file; else what its variable holds.",
        show_default=False,
    ),
]
PrivateOption = Annotated[
    bool,
    typer.Option("--allow-private", help="Connect to addresses of this machine and its network, too."),
]
RateOption = Annotated[
    float, typer.Option("--rate", metavar="N", min=0.01, max=1000, help="Requests a second, to each host.")
]
TimeoutOption = Annotated[
    float,
    typer.Option("--timeout", metavar="SECONDS", min=0.1, max=3600, help="How long a server may be silent."),
]


@group.command("sources")
def sources(
    source: Annotated[
        str | None, typer.Argument(metavar="SOURCE", help="Print this one's profile, to be changed.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """List the sources of charts.

    With a name, print its profile (TOML): copy it, change it, and give it to `chart fetch`.
    """
    from tunescape.charts.profile import profile_text, shipped_profiles
    from tunescape.interfaces.chart_documents import source_document

    profiles = shipped_profiles()
    if source is not None:
        text = profile_text(_shipped(source).name)
        print_document({"name": source, "profile": text}) if json else typer.echo(text, nl=False)
        return
    if json:
        print_document([source_document(profile) for profile in profiles.values()])
        return
    rows = [(profile.name, profile.base_env, profile.description) for profile in profiles.values()]
    table(("source", "its address, if not --from", "what it is"), rows, wrapped="what it is")


@group.command("fetch")
def fetch(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="A source's name, a profile of yours (.toml), or a .csv, .json or .xml."
        ),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The chart: a .csv.")],
    base: FromOption = None,
    keyword: Annotated[
        str, typer.Option("--keyword", metavar="TEXT", help="Search for this, where the source can.")
    ] = "",
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            metavar="N",
            min=1,
            max=1_000_000,
            help="Wanted number; by default the source's, such as 400.",
            show_default=False,
        ),
    ] = None,
    lang: Annotated[str, typer.Option("--lang", metavar="en|zh", help="The language of the header.")] = "en",
    allow_private: PrivateOption = False,
    rate: RateOption = 4.0,
    timeout: TimeoutOption = 30.0,
    json: JsonOption = False,
) -> None:
    """Fetch a chart and write it as CSV.

    All pages are asked for until the wanted number is there. The file opens in a spreadsheet.
    """
    from tunescape.charts.chart_file import LANGUAGES, write_chart
    from tunescape.charts.fetch import fetch_chart
    from tunescape.charts.manners import Manners
    from tunescape.interfaces.chart_documents import chart_document

    if lang not in LANGUAGES:
        raise ChartError(f"--lang cannot be {lang}", hint=f"give {' or '.join(LANGUAGES)}")
    if output.suffix.lower() != ".csv":
        raise ChartError("a chart is written as CSV", path=output, hint="give it the extension .csv")
    profile, base = _profile_and_base(source, base)
    try:
        with show_pages(limit or profile.paging.wanted) as on_page:
            chart = fetch_chart(
                profile,
                base=base,
                keyword=keyword,
                limit=limit,
                allow_private=allow_private,
                manners=Manners(requests_per_s=rate, timeout_s=timeout),
                on_page=on_page,
            )
    except KeyboardInterrupt:
        say("Stopped. Nothing was written; run the same command again to start anew.")
        raise typer.Exit(INTERRUPTED) from None
    write_chart(chart, output, language=lang)
    if json:
        print_document(chart_document(chart, source=profile.name, file=output))
    _say_chart(chart, output)
    raise typer.Exit(SOME_FAILED if chart.incomplete else 0)


@group.command("download")
def download(
    chart: Annotated[Path, typer.Argument(metavar="CHART", help="A chart (.csv).")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where the audio goes.")],
    allow_private: PrivateOption = False,
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            metavar="SOURCE",
            help="Whom to ask for audio without an address: a name or a .toml; by default as the chart says.",
            show_default=False,
        ),
    ] = None,
    base: FromOption = None,
    connections: Annotated[
        int, typer.Option("--connections", metavar="N", min=1, max=64, help="Downloads at the same time.")
    ] = 4,
    rate: RateOption = 4.0,
    timeout: TimeoutOption = 30.0,
    tries: Annotated[
        int, typer.Option("--tries", metavar="N", min=1, max=20, help="Tries of what meets passing trouble.")
    ] = 4,
    max_size: Annotated[
        float,
        typer.Option("--max-size", metavar="MIB", min=0.001, max=1e6, help="Refuse files larger than this."),
    ] = 200.0,
    json: JsonOption = False,
) -> None:
    """Download the audio of a chart into a folder.

    What is there already is not fetched again, what was cut is resumed: run it as often as you like.
    What you may do with the music is between you and those who own it.
    """
    from tunescape.charts.chart_file import read_chart
    from tunescape.charts.download import download_chart
    from tunescape.charts.manners import Manners
    from tunescape.interfaces.chart_documents import download_document

    wanted = read_chart(chart)
    if not wanted.items:
        raise ChartError("holds no pieces", path=chart, hint="fetch one with `tunescape chart fetch`")
    try:
        with show_download() as on_progress:
            report = download_chart(
                wanted,
                output,
                profile=None if source is None else _profile(source),
                base=base,
                allow_private=allow_private,
                manners=Manners(requests_per_s=rate, timeout_s=timeout, tries=tries),
                connections=connections,
                max_bytes=round(max_size * _MIB),
                on_progress=on_progress,
            )
    except KeyboardInterrupt:
        say("Stopped. What has come so far is kept; run the same command again to go on.")
        raise typer.Exit(INTERRUPTED) from None
    if json:
        print_document(download_document(report))
    if wanted.duplicates:
        say(f"{counted(wanted.duplicates, 'duplicate')} in the chart left out")
    _say_download(report, output)
    raise typer.Exit(_exit_code(report))


def _profile_and_base(source: str, base: str | None) -> "tuple[ChartProfile, str | None]":
    kind = _DATA_PROFILES.get(Path(source.split("?")[0]).suffix.lower())
    if kind is None:
        return _profile(source), base
    if base is not None:
        raise ChartError(f"{source} is itself where the chart is", hint="leave out --from")
    return _shipped(kind), source


def _profile(source: str) -> "ChartProfile":
    from tunescape.charts.profile import load_profile

    return load_profile(source) if source.lower().endswith(".toml") else _shipped(source)


def _shipped(source: str) -> "ChartProfile":
    from tunescape.charts.profile import shipped_profiles

    profiles = shipped_profiles()
    if source not in profiles:
        names = ", ".join(profiles)
        raise ChartError(
            f"there is no source {source}", hint=f"there are {names}, and profiles of yours in .toml files"
        )
    return profiles[source]


def _say_chart(chart: "Chart", output: Path) -> None:
    if chart.duplicates:
        say(f"{counted(chart.duplicates, 'duplicate')} left out")
    if chart.without_id:
        say(f"{counted(len(chart.without_id), 'piece')} without an id left out")
    if chart.incomplete:
        say(f"The chart ends early: {chart.incomplete}")
    say(f"Wrote {counted(len(chart.items), 'piece')} to {output}")


def _say_download(report: "DownloadReport", output: Path) -> None:
    for failure in report.failures[:_SHOWN_FAILURES]:
        name = f"{failure.title} ({failure.music_id}): " if failure.music_id else ""
        say(f"failed: {name}{failure.reason}")
    if len(report.failures) > _SHOWN_FAILURES:
        say(f"... and {len(report.failures) - _SHOWN_FAILURES} more: --json lists them all")
    say(
        f"{report.downloaded} downloaded, {report.unchanged} unchanged, {len(report.failures)} failed; "
        f"{report.bytes / _MIB:.1f} MiB in {minutes(report.seconds)}. Folder: {output}"
    )
    if _exit_code(report) == NOTHING_DONE:
        say("tunescape: nothing could be downloaded; the reasons are above")


def _exit_code(report: "DownloadReport") -> int:
    if not report.downloaded + report.unchanged:
        return NOTHING_DONE
    return SOME_FAILED if report.failures else 0
