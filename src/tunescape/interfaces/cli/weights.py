"""``tunescape weights``: model files that do not ship."""

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tunescape.interfaces.cli.console import INTERRUPTED, print_document, say, table
from tunescape.interfaces.cli.counted_progress import show_counted
from tunescape.interfaces.cli.options import JsonOption

if TYPE_CHECKING:
    from tunescape.weights.catalogue import WeightFile

NAME = "weights"
group = typer.Typer(no_args_is_help=True, help="Model files that do not ship, and how to get them.")

_MIB = 2**20


@group.command("list")
def list_weights(json: JsonOption = False) -> None:
    """List the model files that some spaces need, and whether they are there.

    They lie in the folder that $TUNESCAPE_WEIGHTS names, else in the platform's data folder. To put one there
    by hand, give it the name that is shown.
    """
    from tunescape.interfaces.documents import shown
    from tunescape.weights.catalogue import CATALOGUE, weights_folder

    rows = [_document(file) for file in CATALOGUE.values()]
    if json:
        print_document(rows)
        return
    table(
        ("name", "is", "MiB", "what it is"),
        [(row["name"], row["state"], round(row["bytes"] / _MIB), row["summary"]) for row in rows],
        wrapped="what it is",
    )
    for row in rows:
        say(f"{row['name']}: {row['file_name']}")
        for what in ("source", "licence", "url", "sha256", "md5"):
            if row[what]:
                say(f"  {what}: {row[what]}")
    say(f"Folder: {shown(str(weights_folder()))}")


@group.command("fetch")
def fetch(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `tunescape weights list` calls it.")],
    json: JsonOption = False,
) -> None:
    """Download a model file and check it; what was cut off goes on where it stopped.

    Without a network, it says what to put where.
    """
    from tunescape.errors import WeightsError
    from tunescape.interfaces.documents import shown
    from tunescape.weights.catalogue import CATALOGUE
    from tunescape.weights.fetch import fetch_weights

    if name not in CATALOGUE:
        raise WeightsError(f"there are no weights {name!r}", hint=f"choose from {', '.join(CATALOGUE)}")
    try:
        with ExitStack() as stack:
            update = stack.enter_context(show_counted("Downloading"))
            path = fetch_weights(
                CATALOGUE[name],
                on_progress=lambda there, total: update(there // _MIB, total // _MIB, "MiB"),
            )
    except KeyboardInterrupt:
        say("Stopped. What has come is kept; run the same command again to go on.")
        raise typer.Exit(INTERRUPTED) from None
    if json:
        print_document({"name": name, "file": str(path), "bytes": path.stat().st_size})
    say(f"{name}: {shown(str(path))}")


def _document(file: "WeightFile") -> dict[str, Any]:
    from tunescape.weights.fetch import check_file

    wrong = check_file(file.path, file) if file.path.is_file() else "missing"
    state = {None: "there", "missing": "missing"}.get(wrong, "another file")
    return {
        "name": file.name,
        "state": state,
        "path": str(file.path),
        "file_name": file.file_name,
        "summary": file.summary,
        "source": file.source,
        "licence": file.licence,
        "url": file.url,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "md5": file.md5,
    }
