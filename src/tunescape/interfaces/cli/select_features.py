"""``tunescape select-features``: which features tell tracks apart, found by a genetic algorithm."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tunescape.errors import PictureError
from tunescape.interfaces.cli.console import counted, print_document, say
from tunescape.interfaces.cli.counted_progress import show_counted
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, SeedOption, open_library

if TYPE_CHECKING:
    from tunescape.discovery.selection.held_out import FeatureSelection

NAME = "select-features"


def command(
    features: Annotated[
        str, typer.Option("--features", metavar="NAME", help="The feature set to select from.")
    ] = "statistical",
    population: Annotated[
        int, typer.Option("--population", metavar="N", min=4, max=100_000, help="Subsets in a generation.")
    ] = 200,
    generations: Annotated[
        int, typer.Option("--generations", metavar="N", min=1, max=100_000, help="How many generations.")
    ] = 100,
    patience: Annotated[
        int | None,
        typer.Option(
            "--patience",
            metavar="N",
            min=1,
            help="Stop after so many generations without progress; by default never.",
            show_default=False,
        ),
    ] = None,
    seed: SeedOption = 0,
    name: Annotated[
        str,
        typer.Option("--name", metavar="NAME", help="Store the result as a space of this name."),
    ] = "selected",
    curve: Annotated[
        Path | None, typer.Option("--curve", metavar="FILE", help="Draw the convergence: a .png.")
    ] = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Select the features that tell tracks apart.

    A genetic algorithm makes those excerpts few whose nearest neighbour is not of their own track. Selecting
    is repeated on halves of the tracks and judged on the others: the held-out error. The result becomes a
    space of your own; one you had under the same name is replaced.
    """
    from tunescape.discovery.own_spaces import check_space_name, selection_recipe
    from tunescape.discovery.selection.excerpts import stored_excerpts
    from tunescape.discovery.selection.held_out import select_features
    from tunescape.interfaces.selection_documents import selection_document
    from tunescape.library.space_store import store_space

    check_space_name(name)
    if curve is not None and curve.suffix.lower() != ".png":
        raise PictureError("the curve is drawn as PNG", path=curve, hint="give it the extension .png")
    opened = open_library(library)
    excerpts = stored_excerpts(opened, features)
    with opened.transaction():
        pass  # a library that cannot be written says so now, not after the work
    with show_counted("Breeding") as update:
        selection = select_features(
            excerpts,
            population=population,
            generations=generations,
            patience=patience,
            seed=seed,
            on_progress=lambda now: update(now.done, now.total, f"{now.best} errors"),
        )
    replaced = store_space(opened, name, selection_recipe(selection))
    if curve is not None:
        from tunescape.report.convergence import save_convergence

        save_convergence(selection, curve)
    if json:
        print_document(selection_document(selection, space=name, curve=curve))
    else:
        _tell(selection, name, replaced=replaced, curve=curve)


def _tell(selection: "FeatureSelection", name: str, *, replaced: bool, curve: Path | None) -> None:
    """Say what was found, in sentences."""
    fit = (selection.error_all, selection.error_selected)
    held_out = (selection.held_out_error_all, selection.held_out_error_selected)
    say(f"Selected {counted(len(selection.selected), 'dimension')} of {selection.feature_set}:")
    say(f"  {' '.join(selection.selected)}")
    say(
        f"Of {selection.n_excerpts} excerpts, {fit[0]} miss their twin with all dimensions, {fit[1]} with "
        f"those selected{_change(*fit)}."
    )
    say(
        f"On tracks held out, {held_out[0]:.1f} miss it with all, {held_out[1]:.1f} with those selected"
        f"{_change(*held_out)}: expect that of new music."
    )
    if selection.left_out:
        say(f"Left out {counted(len(selection.left_out), 'track')} of which only one segment was heard.")
    done = "Replaced" if replaced else "Made"
    say(f"{done} the space {name}: try `tunescape similar TRACK --space {name}`.")
    if curve is not None:
        say(f"Wrote {curve}")


def _change(before: float, after: float) -> str:
    return f" ({100 * (after - before) / before:+.0f} %)" if before else ""
