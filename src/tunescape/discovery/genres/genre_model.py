"""A trained genre model: what it hears, what it says of a track, and how it is kept."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from hmmlearn.hmm import GaussianHMM
from threadpoolctl import threadpool_limits

from tunescape.discovery.genres.calibration import Calibration, calibrate
from tunescape.discovery.genres.cnn import GenreCNN
from tunescape.discovery.genres.hmm import GenreHMM
from tunescape.discovery.genres.probe import GenreProbe
from tunescape.discovery.genres.validation import CrossValidation, cross_validate
from tunescape.errors import ModelError, WeightsError
from tunescape.features.embeddings.genre_network import GenreNetwork
from tunescape.model_file import GENRE_MODEL, read_model_file, write_model_file

__all__ = ["UNKNOWN", "GenreModel", "Guess", "load_model", "save_model", "train_model"]

UNKNOWN = "unknown"
"""The genre of a track of which the model is not sure enough."""


@dataclass(frozen=True)
class Guess:
    """What a model says of a track.

    Attributes
    ----------
    genre : str
        The likeliest, or :data:`UNKNOWN`.
    scores : dict of str to float
        Probability of each genre, likeliest first.
    """

    genre: str
    scores: dict[str, float]


@dataclass(frozen=True)
class GenreModel:
    """A fitted classifier with its calibration.

    Attributes
    ----------
    kind : {"probe", "hmm", "cnn"}
    hears : str
        Recipe of what it takes: of a space, of frames, or of pictures. A model must not be given anything
        else.
    space : str
        Name of the space for a probe; empty for others.
    learner : GenreProbe, GenreHMM or GenreCNN
    calibration : Calibration
    accuracy : float
        Cross-validated, at training.
    n_tracks : int
        It was trained on.
    """

    kind: str
    hears: str
    space: str
    learner: GenreProbe | GenreHMM | GenreCNN
    calibration: Calibration
    accuracy: float
    n_tracks: int

    @property
    def classes(self) -> tuple[str, ...]:
        """The genres it knows, sorted."""
        return tuple(str(name) for name in self.learner.classes_)

    def classify(self, tracks: Sequence[Any] | npt.NDArray[Any]) -> list[Guess]:
        """Say the genre of each track.

        Parameters
        ----------
        tracks : np.ndarray [shape=(n, n_dimensions)], or list of np.ndarray
            Vectors for a probe; MFCC frames [shape=(n_frames, n_mfcc)] for an hmm; views [shape=(n_views, 7,
            10, 512)] for a cnn.
        """
        if not len(tracks):
            return []
        with threadpool_limits(limits=1):
            probabilities = self.calibration.probabilities(self.learner.logits(tracks))
        return [self._guess(row) for row in probabilities]

    def _guess(self, probabilities: npt.NDArray[np.float64]) -> Guess:
        order = np.argsort(-probabilities, kind="stable")
        scores = {self.classes[i]: float(probabilities[i]) for i in order}
        sure = probabilities[order[0]] >= self.calibration.threshold
        return Guess(self.classes[order[0]] if sure else UNKNOWN, scores)


def train_model(
    kind: str,
    tracks: Sequence[Any] | npt.NDArray[Any],
    genres: Sequence[str],
    *,
    hears: str,
    space: str = "",
    seed: int = 0,
    folds: int = 5,
    on_fold: Callable[[int, int], None] | None = None,
    make: Callable[[], GenreProbe | GenreHMM | GenreCNN] | None = None,
) -> tuple[GenreModel, CrossValidation]:
    """Cross-validate a model, calibrate it on the held-out predictions, and fit it to all tracks.

    Parameters
    ----------
    kind : {"probe", "hmm", "cnn"}
    tracks : as :meth:`GenreModel.classify` takes them
    genres : sequence of str
    hears, space : str
        See :class:`GenreModel`.
    seed : int
    folds : int >= 2
    on_fold : callable, optional
        Called with the number of finished folds and of all.
    make : callable, optional
        Makes a learner of that kind with options of its own.

    Raises
    ------
    ModelError
        If there are not two genres, or no genre has two tracks.
    """
    makers: dict[str, Callable[[], GenreProbe | GenreHMM | GenreCNN]] = {
        "probe": GenreProbe,
        "hmm": lambda: GenreHMM(random_state=seed),
        "cnn": lambda: GenreCNN(random_state=seed),
    }
    make = make or makers[kind]

    # these are many small products: more threads take longer, and their sums end in other digits
    with threadpool_limits(limits=1):
        validation = cross_validate(make, tracks, genres, folds=folds, seed=seed, on_fold=on_fold)
        calibration = calibrate(validation.logits[validation.tested], validation.truth[validation.tested])
        learner = make().fit(tracks, list(genres))
    model = GenreModel(kind, hears, space, learner, calibration, validation.accuracy, len(genres))
    return model, validation


def save_model(model: GenreModel, path: str | os.PathLike[str]) -> None:
    """Write a model to a file; see :mod:`~tunescape.model_file`.

    Raises
    ------
    ModelError
        If it cannot be written.
    """
    header = {
        "kind": model.kind,
        "hears": model.hears,
        "space": model.space,
        "classes": list(model.classes),
        "temperature": model.calibration.temperature,
        "threshold": model.calibration.threshold,
        "accuracy": model.accuracy,
        "n_tracks": model.n_tracks,
    }
    learner = model.learner
    arrays: dict[str, npt.NDArray[Any]] = {}
    if isinstance(learner, GenreCNN):
        arrays = {f"{_WEIGHTS}{name}": array for name, array in learner.network_.weights.items()}
    elif isinstance(learner, GenreProbe):
        arrays = {"mean": learner.mean_, "scale": learner.scale_}
        arrays |= {"coef": learner.coef_, "intercept": learner.intercept_}
    else:
        arrays = {"mean": learner.mean_, "scale": learner.scale_}
        header |= {"not_converged": list(learner.not_converged_)}
        for i, hmm in enumerate(learner.models_):
            arrays |= {
                f"{i:03d}.startprob": hmm.startprob_,
                f"{i:03d}.transmat": hmm.transmat_,
                f"{i:03d}.means": hmm.means_,
                f"{i:03d}.variances": np.array([np.diag(covariance) for covariance in hmm.covars_]),
            }
    write_model_file(path, header, arrays, kind=GENRE_MODEL)


def load_model(path: str | os.PathLike[str]) -> GenreModel:
    """Read a model from a file.

    Raises
    ------
    ModelError
        If it is missing, damaged, no model, or made by a newer tunescape.
    """
    file = read_model_file(path, kind=GENRE_MODEL)
    header, arrays = file.header, file.arrays
    try:
        learner = _READERS[header["kind"]](header, arrays)
        return GenreModel(
            kind=header["kind"],
            hears=header["hears"],
            space=header["space"],
            learner=learner,
            calibration=Calibration(float(header["temperature"]), float(header["threshold"])),
            accuracy=float(header["accuracy"]),
            n_tracks=int(header["n_tracks"]),
        )
    except (KeyError, TypeError, ValueError, IndexError, WeightsError) as error:
        raise ModelError("is no genre model, or a damaged one", path=path, hint="train it again") from error


def _probe(header: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> GenreProbe:
    learner = GenreProbe()
    learner.classes_ = np.array(header["classes"])
    learner.mean_, learner.scale_ = arrays["mean"], arrays["scale"]
    learner.coef_, learner.intercept_ = arrays["coef"], arrays["intercept"]
    learner.n_features_in_ = len(learner.mean_)
    if learner.coef_.shape != (len(learner.classes_), len(learner.mean_)):
        raise ValueError("arrays do not fit each other")
    return learner


def _hmm(header: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> GenreHMM:
    learner = GenreHMM()
    learner.classes_ = np.array(header["classes"])
    learner.mean_, learner.scale_ = arrays["mean"], arrays["scale"]
    learner.not_converged_ = tuple(header["not_converged"])
    learner.models_ = []
    for i in range(len(learner.classes_)):
        start = arrays[f"{i:03d}.startprob"]
        hmm = GaussianHMM(len(start), covariance_type="diag")
        hmm.startprob_, hmm.transmat_ = start, arrays[f"{i:03d}.transmat"]
        hmm.means_ = arrays[f"{i:03d}.means"]
        hmm.n_features = hmm.means_.shape[1]
        hmm.covars_ = arrays[f"{i:03d}.variances"]
        learner.models_.append(hmm)
    return learner


def _cnn(header: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> GenreCNN:
    learner = GenreCNN()
    learner.classes_ = np.array(header["classes"])
    weights = {n.removeprefix(_WEIGHTS): array for n, array in arrays.items() if n.startswith(_WEIGHTS)}
    if weights["genres.bias"].shape != learner.classes_.shape:
        raise ValueError("arrays do not fit each other")
    learner.network_ = GenreNetwork(weights)
    return learner


_WEIGHTS = "weights."
"""What the names of a network's arrays begin with."""

_READERS: dict[str, Callable[[dict[str, Any], dict[str, npt.NDArray[Any]]], Any]] = {
    "probe": _probe,
    "hmm": _hmm,
    "cnn": _cnn,
}
