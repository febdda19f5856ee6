"""Joins the commands, and turns errors into sentences and exit codes."""

import sys
import traceback
import warnings
from typing import Any

import typer

from tunescape.errors import PluginWarning, TunescapeError
from tunescape.interfaces.cli import (
    analyze,
    backup,
    beats,
    chart,
    check,
    chords,
    classify,
    cluster,
    compare,
    demo,
    evaluate,
    explain,
    export,
    failures,
    hook,
    label,
    list_tracks,
    map_tracks,
    playlist,
    plot,
    prune,
    report,
    restore,
    select_features,
    serve,
    show,
    similar,
    spaces,
    status,
    tags,
    train,
    transcribe,
    weights,
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
        from tunescape import __version__

        typer.echo(f"tunescape {__version__}")
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
    explain,
    playlist,
    compare,
    plot,
    transcribe,
    beats,
    chords,
    hook,
    report,
    cluster,
    map_tracks,
    spaces,
    select_features,
    export,
    classify,
    label,
    evaluate,
    check,
    prune,
    backup,
    restore,
    serve,
    demo,
):
    app.command(name=_module.NAME, context_settings=_HELP)(_module.command)

for _group in (chart, train, tags, weights):
    app.add_typer(_group.group, name=_group.NAME, context_settings=_HELP)


def main() -> None:
    """Run the command line; the entry point of ``tunescape``."""
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *place: Any) -> None:
            if issubclass(category, PluginWarning):
                say(f"tunescape: {message}")  # where in the code it was noticed is nobody's business
            else:
                usual(message, category, *place)

        warnings.showwarning = show  # type: ignore[assignment]
        _run()


def _run() -> None:
    try:
        app()
    except TunescapeError as error:
        say(f"tunescape: {error}")
        sys.exit(NOTHING_DONE)
    except Exception:  # noqa: BLE001 - the last one to know; 1, Python's own code, would mean "some inputs failed"
        traceback.print_exc()
        say("tunescape: this is a mistake in tunescape, not yours; please report it with the lines above")
        sys.exit(NOTHING_DONE)
