"""Fit a genre model to a labelled collection, and to what was labelled by hand."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from tunescape.errors import SettingsError
from tunescape.interfaces.web.jobs.folders import allowed_place
from tunescape.interfaces.web.jobs.kind import JobKind, Parameters, Work
from tunescape.interfaces.web.jobs.told import told_progress
from tunescape.interfaces.web.services.models import model_path
from tunescape.interfaces.web.settings import WebSettings
from tunescape.library.store import Library

if TYPE_CHECKING:
    from tunescape.discovery.genres.cnn_training import CnnOptions
    from tunescape.features.embeddings.genre_network_training import GenreEpoch
    from tunescape.interfaces.web.jobs.told import OnProgress

__all__ = ["KIND", "TrainGenreParameters"]


class TrainGenreParameters(Parameters):
    """What to train on, and which kind of model."""

    name: Annotated[str, Field(min_length=1, max_length=64, description="Of the model, in the library.")]
    labelled: Annotated[
        str | None,
        Field(
            max_length=4096,
            description="A folder with a folder per genre, or a CSV; by default what was labelled by hand.",
        ),
    ] = None
    model: Literal["probe", "hmm", "cnn"] = "probe"
    space: Annotated[str, Field(max_length=500, description="That a probe hears.")] = "default"
    folds: Annotated[int, Field(ge=2, le=100)] = 5
    seed: Annotated[int, Field(ge=0, le=2**31)] = 0
    splits: Annotated[
        float | None, Field(ge=1, le=30, description="cnn: train on parts of so many seconds, too.")
    ] = None
    epochs: Annotated[int | None, Field(ge=1, le=10_000, description="cnn: at most so many.")] = None
    patience: Annotated[int | None, Field(ge=1, le=10_000, description="cnn: without progress.")] = None
    device: Annotated[Literal["auto", "cpu", "cuda"] | None, Field(description="cnn: where.")] = None


def _check(library: Library, settings: WebSettings, parameters: TrainGenreParameters) -> None:
    from tunescape.discovery.own_spaces import find_space

    model_path(library, parameters.name)
    find_space(library, parameters.space)
    if parameters.labelled is not None:
        allowed_place(library, settings, parameters.labelled)
    given = parameters.model_dump(include={"splits", "epochs", "patience", "device"})
    if parameters.model != "cnn" and any(value is not None for value in given.values()):
        names = ", ".join(name for name, value in given.items() if value is not None)
        raise SettingsError(f"{names} means nothing to a {parameters.model}", hint="leave it out")


def _run(work: Work, parameters: TrainGenreParameters) -> dict[str, Any]:
    from tunescape.datasets.detect import load_labelled
    from tunescape.discovery.genres.genre_model import save_model
    from tunescape.discovery.genres.training import train_genre
    from tunescape.interfaces.training_documents import training_document

    collection = load_labelled(parameters.labelled) if parameters.labelled else None

    @contextmanager
    def progress() -> "Iterator[OnProgress]":
        yield told_progress(work, "hear")

    trained = train_genre(
        collection,
        library=work.library,
        kind=parameters.model,
        space=parameters.space,
        seed=parameters.seed,
        folds=parameters.folds,
        progress=progress,
        on_fold=lambda done, total: work.report({"phase": "folds", "done": done, "total": total}),
        cnn=_cnn_options(work, parameters),
    )
    path = model_path(work.library, parameters.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_model(trained.model, path)
    shutil.rmtree(work.folder / "checkpoints", ignore_errors=True)
    return training_document(trained) | {"name": parameters.name}


def _cnn_options(work: Work, parameters: TrainGenreParameters) -> "CnnOptions":
    from tunescape.discovery.genres.cnn_training import CnnOptions

    def on_epoch(done: int, total: int, epoch: "GenreEpoch") -> None:
        work.report(
            {
                "phase": "train",
                "done": done,
                "total": total,
                "epoch": epoch.number,
                "loss": round(epoch.loss, 6),
                "held_back_loss": round(epoch.held_back_loss, 6),
            }
        )

    return CnnOptions(
        epochs=parameters.epochs or CnnOptions.epochs,
        patience=parameters.patience or CnnOptions.patience,
        device=parameters.device or CnnOptions.device,
        split_s=parameters.splits,
        checkpoints=work.folder / "checkpoints",
        on_epoch=on_epoch,
    )


KIND = JobKind("train_genre", "other", TrainGenreParameters, _check, _run)
