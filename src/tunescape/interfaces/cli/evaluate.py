"""``tunescape evaluate``: how well each space finds music of the same label."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tunescape.interfaces.cli.console import (
    INTERRUPTED,
    SOME_FAILED,
    counted,
    print_document,
    say,
    table,
)
from tunescape.interfaces.cli.options import JsonOption
from tunescape.interfaces.cli.progress import show_progress
from tunescape.settings import SETTINGS

if TYPE_CHECKING:
    from tunescape.discovery.space import Space
    from tunescape.evaluation.protocol import Evaluation
    from tunescape.library.store import Library

NAME = "evaluate"
_SHOWN_PROBLEMS = 20


class Format(StrEnum):
    """How the table is written."""

    TABLE = "table"
    MARKDOWN = "md"
    JSON = "json"


def command(
    labelled: Annotated[
        Path,
        typer.Argument(
            metavar="LABELLED",
            help="A folder with a folder per label, GTZAN, FMA, or a CSV of path,label[,artist].",
        ),
    ],
    space: Annotated[
        str,
        typer.Option(
            "--space", metavar="NAME,...|all", help="Spaces, sums of them too; see `tunescape spaces`."
        ),
    ] = "all",
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", help=SETTINGS["jobs"].help, show_default=False)
    ] = SETTINGS["jobs"].default,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, max=2**20, help="Of folds and bootstraps.")
    ] = 0,
    artist_filter: Annotated[
        bool,
        typer.Option("--artist-filter", help="No track answers to one by the same artist."),
    ] = False,
    form: Annotated[
        Format,
        typer.Option("--format", help="A table for the eye, or Markdown or JSON on stdout."),
    ] = Format.TABLE,
    library: Annotated[
        Path | None,
        typer.Option(
            "--library",
            metavar="DIR",
            help="Keep what is heard in this library; by default in one of its own in the user's cache.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Measure how well spaces find music of the same label.

    1-NN, P@5, P@10 and MAP: leave-one-out, ranked by cosine, the 95 % interval of MAP by bootstrap over
    queries. probe: accuracy of a logistic regression, 5-fold, five times. pair errors: excerpts of 15 s that
    do not find the other one of their track. CPU s: seconds to hear a track. docs/representations.md holds
    the protocol.
    """
    from tunescape.datasets.detect import load_labelled
    from tunescape.evaluation.protocol import evaluate_spaces
    from tunescape.evaluation.table import COLUMNS, markdown, row_cells, row_document
    from tunescape.library.heard_collection import cached_library
    from tunescape.library.store import Library

    collection = load_labelled(labelled)
    opened = Library(library, create=True) if library else cached_library(collection)
    spaces = _spaces(space, opened if library else None)
    try:
        found = evaluate_spaces(
            opened,
            collection,
            spaces,
            jobs=jobs,
            seed=seed,
            artist_filter=artist_filter,
            progress=show_progress,
        )
    except KeyboardInterrupt:
        say("Stopped. What was heard so far is kept; run the same command again to go on.")
        raise typer.Exit(INTERRUPTED) from None
    if json or form is Format.JSON:
        print_document([row_document(row) for row in found.rows])
    elif form is Format.MARKDOWN:
        typer.echo(markdown([*found.rows, *found.bounds]), nl=False)
    else:
        table(list(COLUMNS), [row_cells(row) for row in (*found.rows, *found.bounds)], wrapped="space")
    _say_rest(found)
    raise typer.Exit(SOME_FAILED if any(not problem.known for problem in found.heard.problems) else 0)


def _spaces(names: str, library: "Library | None") -> "Sequence[Space]":
    """Find the spaces that were asked for, each once; those of one's own in the library that is in use."""
    from tunescape.discovery.own_spaces import parse_own_space
    from tunescape.discovery.space import SPACES, parse_space
    from tunescape.errors import DiscoveryError
    from tunescape.library.store import Library, default_library_path

    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if not wanted:
        raise DiscoveryError("no space is named", hint="`tunescape spaces` lists them")
    if library is None and (default_library_path() / "library.db").is_file():
        library = Library()
    found: dict[str, Space] = {}
    for name in wanted:
        if name == "all":
            found |= SPACES
        else:
            space = parse_space(name) if library is None else parse_own_space(library, name)
            found[space.name] = space
    return list(found.values())


def _say_rest(found: "Evaluation") -> None:
    from tunescape.interfaces.documents import shown

    for row in found.rows:
        if row.not_measured:
            say(f"{row.space}: not measured: {row.not_measured}")
    for note in found.notes:
        say(f"Note: {note}.")
    labels = counted(len(set(found.heard.labels)), "label")
    say(f"{counted(len(found.heard.track_ids), 'track')}, {labels}")
    problems = found.heard.problems
    for problem in problems[:_SHOWN_PROBLEMS]:
        say(f"{'left out' if problem.known else 'failed'}: {shown(problem.path)}: {problem.reason}")
    if len(problems) > _SHOWN_PROBLEMS:
        say(f"... and {len(problems) - _SHOWN_PROBLEMS} more files that do not count")
