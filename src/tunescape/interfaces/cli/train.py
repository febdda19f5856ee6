"""``tunescape train``: fit models to labelled music."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tunescape.interfaces.cli import train_autoencoder
from tunescape.interfaces.cli.console import INTERRUPTED, SOME_FAILED, counted, print_document, say, table
from tunescape.interfaces.cli.counted_progress import show_counted
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, SpaceOption
from tunescape.interfaces.cli.progress import show_progress
from tunescape.interfaces.cli.train_autoencoder import Device
from tunescape.settings import SETTINGS

if TYPE_CHECKING:
    from tunescape.discovery.genres.training import GenreTraining
    from tunescape.features.embeddings.genre_network_training import GenreEpoch

NAME = "train"
group = typer.Typer(no_args_is_help=True, help="Fit models to music.")
group.command("autoencoder")(train_autoencoder.command)
_SHOWN_PROBLEMS = 20


class Kind(StrEnum):
    """Which kind of model."""

    PROBE = "probe"
    HMM = "hmm"
    CNN = "cnn"


@group.command()
def genre(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="MODEL", help="The file to write.")],
    labelled: Annotated[
        Path | None,
        typer.Argument(
            metavar="LABELLED",
            help="A folder with a folder per genre, GTZAN, FMA, or a CSV of path,label; by default only what "
            "was labelled by hand.",
        ),
    ] = None,
    model: Annotated[
        Kind,
        typer.Option(
            "--model",
            help="Logistic regression in a space, a Markov model per genre, or a network on what VGG16 sees.",
        ),
    ] = Kind.PROBE,
    space: SpaceOption = "default",
    folds: Annotated[int, typer.Option("--folds", metavar="N", min=2, help="Of the cross-validation.")] = 5,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", help=SETTINGS["jobs"].help, show_default=False)
    ] = SETTINGS["jobs"].default,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, max=2**31, help="Of the folds, and of a network.")
    ] = 0,
    splits: Annotated[
        float | None,
        typer.Option(
            "--splits",
            metavar="SECONDS",
            min=1,
            max=30,
            help="cnn: train on parts of so many seconds, too, and compare.",
            show_default=False,
        ),
    ] = None,
    epochs: Annotated[
        int | None,
        typer.Option(
            "--epochs", metavar="N", min=1, help="cnn: at most so many; by default 120.", show_default=False
        ),
    ] = None,
    patience: Annotated[
        int | None,
        typer.Option(
            "--patience",
            metavar="N",
            min=1,
            help="cnn: epochs without progress after which it ends; by default 20.",
            show_default=False,
        ),
    ] = None,
    device: Annotated[
        Device | None,
        typer.Option(
            "--device", help="cnn: what to train on; by default a GPU, if there is one.", show_default=False
        ),
    ] = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Fit a genre model, and say how well it does on tracks it has not heard.

    Tracks that were labelled by hand (`tunescape label`) in the library take part, and win over LABELLED.
    A network needs the extra `deep` and the weights of VGG16; interrupted, it goes on when you run it again.
    """
    from tunescape.datasets.detect import load_labelled
    from tunescape.discovery.genres.cnn_training import CnnOptions
    from tunescape.discovery.genres.genre_model import save_model
    from tunescape.discovery.genres.training import train_genre
    from tunescape.errors import SettingsError
    from tunescape.interfaces.training_documents import training_document
    from tunescape.library.store import Library, default_library_path

    given = {"--splits": splits, "--epochs": epochs, "--patience": patience, "--device": device}
    if model is not Kind.CNN and any(value is not None for value in given.values()):
        names = ", ".join(name for name, value in given.items() if value is not None)
        raise SettingsError(f"{names} means nothing to a {model.value}", hint="--model cnn")
    collection = load_labelled(labelled) if labelled else None
    path = library or default_library_path()
    # an explicit library must exist; the default one may well not
    opened = Library(path) if library or collection is None or (path / "library.db").is_file() else None
    checkpoints = output.with_name(f".{output.name}.training")
    try:
        with _show_epochs() as on_epoch:
            trained = train_genre(
                collection,
                library=opened,
                kind=model.value,
                space=space,
                jobs=jobs,
                seed=seed,
                folds=folds,
                progress=show_progress,
                cnn=CnnOptions(
                    epochs=epochs or CnnOptions.epochs,
                    patience=patience or CnnOptions.patience,
                    device=device.value if device else CnnOptions.device,
                    split_s=splits,
                    checkpoints=checkpoints,
                    on_epoch=on_epoch,
                ),
            )
    except KeyboardInterrupt:
        say("Stopped. What was heard and trained so far is kept; run the same command again to go on.")
        raise typer.Exit(INTERRUPTED) from None
    save_model(trained.model, output)
    shutil.rmtree(checkpoints, ignore_errors=True)
    if json:
        print_document(training_document(trained))
    _say_result(trained, output)
    raise typer.Exit(SOME_FAILED if any(not problem.known for problem in trained.problems) else 0)


@contextmanager
def _show_epochs() -> "Iterator[Callable[[int, int, GenreEpoch], None]]":
    """Yield a callback that shows how far the training of networks is, from its first epoch on."""
    with ExitStack() as stack:
        shown: list[Callable[[int, int, str], None]] = []

        def on_epoch(number: int, n_networks: int, epoch: "GenreEpoch") -> None:
            if not shown:  # not before the music was heard, which has a bar of its own
                shown.append(stack.enter_context(show_counted("Training")))
            accuracy = "" if epoch.held_back_accuracy is None else f" ({epoch.held_back_accuracy:.0%} right)"
            losses = f"loss {epoch.loss:.3f}, held back {epoch.held_back_loss:.3f}{accuracy}"
            shown[0](number, n_networks, f"epoch {epoch.number}, best {epoch.best}: {losses}")

        yield on_epoch


def _say_result(trained: "GenreTraining", output: Path) -> None:
    from tunescape.interfaces.documents import shown

    validation, model = trained.validation, trained.model
    rows = [
        [name, *(count or "·" for count in row), f"{row[i] / max(1, sum(row)):.0%}"]
        for i, (name, row) in enumerate(zip(validation.classes, validation.confusion.tolist(), strict=True))
    ]
    say("Taken for (columns) what they are labelled (rows), by models that had not heard them:")
    table(["", *(_short(name) for name in validation.classes), "right"], rows)
    untested = int((~validation.tested).sum())
    if untested:
        say(f"Note: {counted(untested, 'genre')} with one track only: trained on, but not tested.")
    not_converged = getattr(model.learner, "not_converged_", ())
    if not_converged:
        say(f"Note: still improving after the last iteration: {', '.join(not_converged)}.")
    for problem in trained.problems[:_SHOWN_PROBLEMS]:
        say(f"{'left out' if problem.known else 'failed'}: {shown(problem.path)}: {problem.reason}")
    if len(trained.problems) > _SHOWN_PROBLEMS:
        say(f"... and {len(trained.problems) - _SHOWN_PROBLEMS} more files that took no part")
    if trained.n_corrections:
        say(f"{counted(trained.n_corrections, 'track')} labelled by hand took part")
    low, high = min(validation.fold_accuracies), max(validation.fold_accuracies)
    say(
        f"{counted(model.n_tracks, 'track')}, {len(model.classes)} genres: {validation.accuracy:.1%} right "
        f"in {validation.folds}-fold cross-validation ({low:.0%} to {high:.0%} by fold)"
    )
    if trained.without_splits:
        say(f"Without the splits: {trained.without_splits.accuracy:.1%}")
    say(f"A track of which it is less than {model.calibration.threshold:.0%} sure is called unknown")
    say(f"Model: {shown(str(output))}")


def _short(name: str) -> str:
    return name if len(name) <= 8 else f"{name[:7]}…"
