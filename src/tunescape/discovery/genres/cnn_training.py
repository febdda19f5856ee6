"""Train a genre network on what VGG16 sees in labelled tracks, and in parts of them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from tunescape.datasets.labelled import Problem
from tunescape.discovery.genres.cnn import GenreCNN
from tunescape.discovery.genres.examples import Examples, Shown
from tunescape.discovery.genres.genre_model import GenreModel, train_model
from tunescape.discovery.genres.pictures import PICTURES, hear_splits, stored_views
from tunescape.discovery.genres.validation import CrossValidation, cross_validate
from tunescape.features.embeddings.genre_network_training import CnnRecipe, GenreEpoch
from tunescape.features.embeddings.torch_device import pick_device
from tunescape.settings import AnalysisSettings

__all__ = ["CnnOptions", "train_cnn"]


@dataclass(frozen=True)
class CnnOptions:
    """How a genre network is trained.

    Attributes
    ----------
    epochs, patience : int > 0
    device : {"auto", "cpu", "cuda"}
    split_s : float > 0, optional
        Parts of so many seconds are examples, too.
    checkpoints : Path, optional
        A folder: an interrupted training goes on from there.
    on_epoch : callable, optional
        Called with the number of the training, of all trainings, and the epoch.
    """

    epochs: int = CnnRecipe.epochs
    patience: int = CnnRecipe.patience
    device: str = "auto"
    split_s: float | None = None
    checkpoints: Path | None = None
    on_epoch: Callable[[int, int, GenreEpoch], None] | None = None


def train_cnn(
    examples: Examples,
    options: CnnOptions,
    settings: AnalysisSettings,
    *,
    seed: int,
    folds: int,
    progress: Shown,
    on_fold: Callable[[int, int], None] | None = None,
) -> tuple[GenreModel, CrossValidation, CrossValidation | None]:
    """Cross-validate a genre network, and fit it to all tracks.

    Returns
    -------
    model : GenreModel
    validation : CrossValidation
    without_splits : CrossValidation or None
        Of the same folds, where splits are trained on: what they are good for.

    Raises
    ------
    ModelError
        If there are not two genres, or no genre has two tracks.
    FeatureError
        If torch is not installed, or the device not there.
    """
    device = pick_device(options.device).type
    views = _views(examples)
    kept = sorted(views)
    genres = [examples.genres[track_id] for track_id in kept]
    whole = [views[track_id] for track_id in kept]
    n_fits = folds + 1 if options.split_s is None else 2 * folds + 1
    fits = iter(range(1, n_fits + 1))

    def make() -> GenreCNN:
        number, report = next(fits, n_fits), options.on_epoch
        return GenreCNN(
            epochs=options.epochs,
            patience=options.patience,
            random_state=seed,
            device=device,
            checkpoints=options.checkpoints,
            on_epoch=None if report is None else lambda epoch: report(number, n_fits, epoch),
        )

    without = None
    if options.split_s is not None:
        with threadpool_limits(limits=1):
            without = cross_validate(make, whole, genres, folds=folds, seed=seed)
        whole = _with_splits(examples, kept, whole, options.split_s, settings, progress)
    model, validation = train_model(
        "cnn", whole, genres, hears=PICTURES, seed=seed, folds=folds, on_fold=on_fold, make=make
    )
    return model, validation, without


def _views(examples: Examples) -> dict[str, npt.NDArray[Any]]:
    views: dict[str, npt.NDArray[Any]] = {}
    for library, tracks in examples.by_library():
        views |= stored_views(library, tracks)
    for track_id in sorted(examples.genres.keys() - views.keys()):
        reason = f"lacks {PICTURES.partition(':')[0]}, what the network hears"
        examples.problems.append(Problem(examples.paths[track_id], reason))
    return views


def _with_splits(
    examples: Examples,
    kept: list[str],
    whole: list[npt.NDArray[Any]],
    split_s: float,
    settings: AnalysisSettings,
    progress: Shown,
) -> list[npt.NDArray[Any]]:
    """Add the parts of tracks to their views; one part alone is the track again, and adds nothing."""
    splits: dict[str, npt.NDArray[Any]] = {}
    for library, tracks in examples.by_library():
        paths = {track_id: examples.paths[track_id] for track_id in tracks & set(kept)}
        with progress() as on_progress:
            heard, failures = hear_splits(
                library, paths, split_s, settings.resolved({}), on_progress=on_progress
            )
        splits |= heard
        examples.problems += [Problem(os.fsdecode(fault.file.path), fault.reason) for fault in failures]
    parts = [splits.get(track_id) for track_id in kept]
    return [
        views if part is None or len(part) < 2 else np.concatenate([views, part])
        for views, part in zip(whole, parts, strict=True)
    ]
