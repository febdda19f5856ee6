"""``tunescape train autoencoder``: fit the space ``mfcc-ae`` to a library."""

from collections.abc import Callable
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tunescape.interfaces.cli.console import INTERRUPTED, SOME_FAILED, counted, print_document, say
from tunescape.interfaces.cli.counted_progress import show_counted
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, SeedOption
from tunescape.interfaces.cli.progress import show_progress
from tunescape.settings import SETTINGS

if TYPE_CHECKING:
    from tunescape.discovery.library_code_training import AutoencoderTraining

_LITTLE = 0.02
"""Share of the variance below which nothing was learnt that holds for other tracks."""


class Device(StrEnum):
    """What to compute on."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


def command(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="LABELLED",
            help="Labelled music, as `evaluate` takes it, whose labels do not count; by default the library.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="MODEL",
            help="The file to write; by default where the space mfcc-ae looks for it.",
            show_default=False,
        ),
    ] = None,
    dimensions: Annotated[
        int, typer.Option("--dimensions", metavar="N", min=2, max=1024, help="Of the code.")
    ] = 64,
    epochs: Annotated[int, typer.Option("--epochs", metavar="N", min=1, help="At most so many.")] = 200,
    patience: Annotated[
        int,
        typer.Option("--patience", metavar="N", min=1, help="Epochs without progress after which it ends."),
    ] = 20,
    device: Annotated[Device, typer.Option("--device", help="What to compute on.")] = Device.AUTO,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", help=SETTINGS["jobs"].help, show_default=False)
    ] = SETTINGS["jobs"].default,
    seed: SeedOption = 0,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Fit an auto-encoder to the sound of the library: the space mfcc-ae. Needs the extra `deep`.

    Stop it at any time: run again, it goes on from its last epoch.
    """
    from tunescape.datasets.detect import load_labelled
    from tunescape.discovery.library_code_training import train_on_library
    from tunescape.features.embeddings.autoencoder_training import AutoencoderRecipe, Epoch
    from tunescape.library.store import Library

    collection = load_labelled(folder) if folder else None
    opened = Library(library) if library or collection is None else None
    recipe = AutoencoderRecipe(dimensions=dimensions, epochs=epochs, patience=patience, seed=seed)
    try:
        with ExitStack() as stack:
            shown: list[Callable[[int, int, str], None]] = []

            def on_epoch(epoch: Epoch) -> None:
                if not shown:  # not before the music was heard, which has a bar of its own
                    shown.append(stack.enter_context(show_counted("Training")))
                amount = f"error {epoch.error:.4f}, held back {epoch.held_back_error:.4f}, best {epoch.best}"
                shown[0](epoch.number, epochs, amount)

            trained = train_on_library(
                opened,
                collection,
                recipe=recipe,
                output=output,
                device=device.value,
                jobs=jobs,
                progress=show_progress,
                on_epoch=on_epoch,
            )
    except KeyboardInterrupt:
        say("Stopped. What was learnt so far is kept; run the same command again to go on.")
        raise typer.Exit(INTERRUPTED) from None
    if json:
        print_document(_document(trained))
    _say_result(trained)
    raise typer.Exit(SOME_FAILED if trained.heard.failed else 0)


def _document(trained: "AutoencoderTraining") -> dict[str, object]:
    facts = trained.model.facts
    return {
        "dimensions": trained.model.dimensions,
        "tracks": facts["tracks"],
        "epochs": facts["epochs"],
        "best_epoch": facts["best_epoch"],
        "error": round(facts["error"], 6),
        "held_back_error": round(facts["held_back_error"], 6),
        "failed": trained.heard.failed,
        "file": str(trained.path),
        "in_use": trained.in_use,
    }


def _say_result(trained: "AutoencoderTraining") -> None:
    from tunescape.interfaces.documents import shown

    facts = trained.model.facts
    for failure in trained.heard.failures:
        say(f"failed: {shown(failure.file.path)}: {failure.reason}")
    say(f"{counted(facts['tracks'], 'track')}, {counted(facts['epochs'], 'epoch')}")
    survives = max(0.0, 1 - facts["held_back_error"])
    if survives < _LITTLE:
        say("Note: next to nothing of what was learnt holds for other tracks; more music would help.")
    say(f"Of the variance of tracks held back, {survives:.1%} survives {trained.model.dimensions} numbers")
    say(f"Model: {shown(str(trained.path))}")
    if not trained.in_use:
        say("The space mfcc-ae takes it from models/mfcc-ae.model in the folder of a library")
