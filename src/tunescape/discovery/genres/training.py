"""Train a genre model on a labelled collection and on what was labelled by hand."""

import os
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.datasets.labelled import LabelledCollection, Problem
from tunescape.discovery.genres.classify import space_fingerprint
from tunescape.discovery.genres.cnn_training import CnnOptions, train_cnn
from tunescape.discovery.genres.examples import Examples, Shown
from tunescape.discovery.genres.frames import FRAMES, hear_frames
from tunescape.discovery.genres.genre_model import GenreModel, train_model
from tunescape.discovery.genres.validation import CrossValidation
from tunescape.discovery.own_spaces import find_space
from tunescape.discovery.space import Space, parse_space, space_matrix
from tunescape.errors import DiscoveryError, ModelError
from tunescape.features.embeddings.torch_device import pick_device
from tunescape.features.embeddings.vgg16_features import GENRE_INPUT
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

__all__ = ["GenreTraining", "train_genre"]

OnFold = Callable[[int, int], None] | None


@dataclass(frozen=True)
class GenreTraining:
    """A trained model, and how well it did on tracks it had not heard.

    Attributes
    ----------
    model : GenreModel
    validation : CrossValidation
    n_corrections : int
        Tracks labelled by hand that took part.
    problems : tuple of Problem
        Files that took no part.
    without_splits : CrossValidation, optional
        How well it would have done without the splits that were trained on, too.
    """

    model: GenreModel
    validation: CrossValidation
    n_corrections: int
    problems: tuple[Problem, ...]
    without_splits: CrossValidation | None = None


def train_genre(
    collection: LabelledCollection | None,
    *,
    library: Library | None = None,
    kind: str = "probe",
    space: str = "default",
    jobs: int | None = None,
    seed: int = 0,
    folds: int = 5,
    progress: Shown = lambda: nullcontext(None),
    on_fold: OnFold = None,
    cnn: CnnOptions | None = None,
) -> GenreTraining:
    """Hear labelled music, and fit a genre model to it.

    Parameters
    ----------
    collection : LabelledCollection, optional
        What it holds is heard into a library of its own, in the user's cache.
    library : Library, optional
        Whose tracks labelled by hand are taken too; where they are in the collection, the hand decides.
    kind : {"probe", "hmm", "cnn"}
    space : str
        That a probe hears.
    jobs : int, optional
        Worker processes; changes nothing but the time it takes.
    seed : int >= 0
    folds : int >= 2
    progress : callable, optional
        Returns a context manager that yields a callback for files heard.
    on_fold : callable, optional
        Called with the number of finished folds and of all.
    cnn : CnnOptions, optional
        For a cnn.

    Raises
    ------
    ModelError
        If there are not two genres with tracks, or no genre has two.
    DiscoveryError
        If there is no such space, or it depends on a library and none is given.
    TunescapeError
        If what the model hears needs something that is not installed.
    """
    recipe = find_space(library, space) if library else parse_space(space)
    if library is None and recipe.is_open:
        # settled by the collection, it would be a space that nobody can ask a library for
        raise DiscoveryError(f"the space {recipe.name} depends on the library: name one")
    # an hmm hears files; what is stored of them only tells which can be heard
    wanted = {"probe": recipe.feature_sets, "hmm": ("statistical",), "cnn": (GENRE_INPUT.name,)}[kind]
    settings = AnalysisSettings(features=",".join(wanted), jobs=jobs)
    if kind == "cnn":
        pick_device((cnn or CnnOptions()).device)  # before anything is heard for it
    examples = Examples()
    if collection is not None:
        examples.add_collection(collection, settings, progress)
    if library is not None:
        examples.add_labels(library)
    if not examples.genres:
        raise ModelError("nothing is labelled", hint="name a folder per genre, or use `tunescape label`")
    without_splits = None
    if kind == "probe":
        model, validation = _train_probe(examples, recipe, seed=seed, folds=folds, on_fold=on_fold)
    elif kind == "cnn":
        model, validation, without_splits = train_cnn(
            examples,
            cnn or CnnOptions(),
            settings,
            seed=seed,
            folds=folds,
            progress=progress,
            on_fold=on_fold,
        )
    else:
        with progress() as on_progress:
            frames, failures = hear_frames(examples.paths.values(), settings, on_progress=on_progress)
        examples.problems += [Problem(os.fsdecode(fault.file.path), fault.reason) for fault in failures]
        model, validation = _train_hmm(examples, frames, seed=seed, folds=folds, on_fold=on_fold)
    return GenreTraining(model, validation, examples.n_corrections, tuple(examples.problems), without_splits)


def _train_hmm(
    examples: Examples, frames: dict[str, FloatArray], *, seed: int, folds: int, on_fold: OnFold
) -> tuple[GenreModel, CrossValidation]:
    kept = sorted(track_id for track_id, path in examples.paths.items() if path in frames)
    return train_model(
        "hmm",
        [frames[examples.paths[track_id]] for track_id in kept],
        [examples.genres[track_id] for track_id in kept],
        hears=FRAMES,
        seed=seed,
        folds=folds,
        on_fold=on_fold,
    )


def _train_probe(
    examples: Examples, recipe: Space, *, seed: int, folds: int, on_fold: OnFold
) -> tuple[GenreModel, CrossValidation]:
    vectors: dict[str, np.ndarray] = {}
    for library, tracks in examples.by_library():
        matrix = space_matrix(library, recipe)
        rows = zip(matrix.track_ids, matrix.rows, strict=True)
        vectors |= {track: row for track, row in rows if track in tracks}
    for track_id in sorted(examples.genres.keys() - vectors.keys()):
        examples.problems.append(
            Problem(examples.paths[track_id], f"lacks feature sets of the space {recipe.name}")
        )
    kept = sorted(vectors)
    return train_model(
        "probe",
        np.array([vectors[track_id] for track_id in kept]).reshape(len(kept), -1),
        [examples.genres[track_id] for track_id in kept],
        hears=space_fingerprint(recipe),
        space=recipe.name,
        seed=seed,
        folds=folds,
        on_fold=on_fold,
    )
