"""Joins the commands, and turns errors into sentences and exit codes."""

import sys
import traceback

import typer

from tunescape.errors import TunescapeError
from tunescape.interfaces.cli import (
    analyze,
    backup,
    chart,
    check,
    demo,
    export,
    failures,
    list_tracks,
    playlist,
    prune,
    restore,
    show,
    similar,
    spaces,
    status,
    tags,
)
from tunescape.interfaces.cli.console import NOTHING_DONE, say

__all__ = ["app", "main"]

_HELP = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="tunescape",
    help="Hears a music library: describe, sort and play tracks by their sound alone.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=_HELP,
)


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"tunescape {version('tunescape')}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", help="Show the version and exit.", callback=_version, is_eager=True
    ),
) -> None:
    pass


for _module in (
    analyze,
    status,
    failures,
    list_tracks,
    show,
    similar,
    playlist,
    spaces,
    export,
    check,
    prune,
    backup,
    restore,
    demo,
):
    app.command(name=_module.NAME, context_settings=_HELP)(_module.command)

for _group in (chart, tags):
    app.add_typer(_group.group, name=_group.NAME, context_settings=_HELP)


def main() -> None:
    """Run the command line; the entry point of ``tunescape``."""
    try:
        app()
    except TunescapeError as error:
        say(f"tunescape: {error}")
        sys.exit(NOTHING_DONE)
    except Exception:  # noqa: BLE001 - the last one to know; 1, Python's own code, would mean "some inputs failed"
        traceback.print_exc()
        say("tunescape: this is a mistake in tunescape, not yours; please report it with the lines above")
        sys.exit(NOTHING_DONE)
