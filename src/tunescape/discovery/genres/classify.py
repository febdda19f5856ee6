"""Genres of tracks: by hand where a person said so, else by a model, else by the tags of musicnn."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.discovery.genres.frames import FRAMES, hear_frames
from tunescape.discovery.genres.genre_model import UNKNOWN, GenreModel, Guess
from tunescape.discovery.genres.pictures import PICTURES, stored_views
from tunescape.discovery.genres.tag_genres import MIN_PROBABILITY, tag_genre_scores
from tunescape.discovery.own_spaces import find_space
from tunescape.discovery.sound import Sound
from tunescape.discovery.space import Space, space_matrix
from tunescape.errors import ModelError
from tunescape.features.embeddings.genre_network import INPUT_SHAPE
from tunescape.features.embeddings.vgg16_features import GENRE_INPUT
from tunescape.features.registry import FEATURE_SETS
from tunescape.library.ingest import Progress
from tunescape.library.labels import labels_by_hand
from tunescape.library.matrices import mean_over_segments
from tunescape.library.records import Failure, Track
from tunescape.library.store import Library
from tunescape.settings import AnalysisSettings

__all__ = ["TrackGenre", "classify", "model_feature_sets", "model_space", "space_fingerprint"]


@dataclass(frozen=True)
class TrackGenre:
    """A track and its genre.

    Attributes
    ----------
    track : Track
    guess : Guess
        What the model or the tags say; of a track with a label by hand, its genre is that label.
    source : {"label", "model", "tags"}
        Who says so.
    """

    track: Track
    guess: Guess
    source: Literal["label", "model", "tags"]


def space_fingerprint(space: Space) -> str:
    """Return what tells a recipe from all others; a model must hear what it was trained on."""
    return f"{space.name}#{hashlib.blake2b(space.recipe.encode(), digest_size=8).hexdigest()}"


def model_space(library: Library, model: GenreModel) -> Space:
    """Return the space that a probe was trained in.

    Raises
    ------
    ModelError
        If it is another one now, or gone.
    """
    space = find_space(library, model.space)
    if space_fingerprint(space) != model.hears:
        raise ModelError(
            f"the model was trained on another version of the space {model.space}", hint="train it again"
        )
    return space


def model_feature_sets(library: Library, model: GenreModel) -> tuple[str, ...]:
    """Return the names of the feature sets that a model hears; none for an hmm, which hears files.

    Raises
    ------
    ModelError
        If a probe's space is another one now, or gone.
    """
    if model.kind == "probe":
        return model_space(library, model).feature_sets
    return (GENRE_INPUT.name,) if model.kind == "cnn" else ()


def classify(
    library: Library,
    model: GenreModel | None = None,
    *,
    sounds: Sequence[Sound] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[list[TrackGenre], list[Failure]]:
    """Say the genre of tracks.

    Parameters
    ----------
    library : Library
    model : GenreModel, optional
        By default musicnn's tags that are genres decide; see
        :mod:`~tunescape.discovery.genres.tag_genres`.
    sounds : sequence of Sound, optional
        By default all tracks of the library.
    on_progress : callable, optional
        Called after every file that has to be opened, which only an hmm wants.

    Returns
    -------
    genres : list of TrackGenre
        In the order of the tracks.
    failures : list of Failure
        Files that an hmm could not hear.

    Raises
    ------
    ModelError
        If a track lacks what the model hears, or the model fits this library no longer.
    """
    tracks = library.tracks() if sounds is None else [sound.track for sound in sounds]
    failures: list[Failure] = []
    if model is None:
        guesses = _by_tags(library, sounds)
    elif model.kind == "hmm":
        guesses, failures = _by_frames(library, model, tracks, on_progress)
    elif model.kind == "cnn":
        guesses = _by_pictures(library, model, sounds)
    else:
        guesses = _by_vectors(library, model, sounds)
    if tracks and not guesses and not failures:
        names = ",".join(("musicnn",) if model is None else model_feature_sets(library, model))
        raise ModelError(
            f"no track has the feature sets {names} in their current versions",
            hint=f"`tunescape analyze FOLDER --features {names}` computes them",
        )
    said = labels_by_hand(library)
    source: Literal["model", "tags"] = "tags" if model is None else "model"
    genres = []
    for track in tracks:
        guess = guesses.get(track.track_id)
        if track.track_id in said:
            scores = guess.scores if guess else {}
            genres.append(TrackGenre(track, Guess(said[track.track_id], scores), "label"))
        elif guess:
            genres.append(TrackGenre(track, guess, source))
    return genres, failures


def _by_tags(library: Library, sounds: Sequence[Sound] | None) -> dict[str, Guess]:
    if sounds is not None:
        means = {s.track.track_id: s.features["musicnn"] for s in sounds if "musicnn" in s.features}
    else:
        declared = FEATURE_SETS["musicnn"]
        rows = mean_over_segments(
            library, "musicnn", version=declared.version, n_dimensions=len(declared.dimensions)
        )
        means = {track: row[np.newaxis] for track, row in zip(rows.track_ids, rows.rows, strict=True)}
    return {track: _tag_guess(tag_genre_scores(matrix)) for track, matrix in means.items()}


def _tag_guess(scores: Mapping[str, float]) -> Guess:
    genre, probability = next(iter(scores.items()))
    return Guess(genre if probability >= MIN_PROBABILITY else UNKNOWN, dict(scores))


def _by_vectors(library: Library, model: GenreModel, sounds: Sequence[Sound] | None) -> dict[str, Guess]:
    space = model_space(library, model)
    if sounds is None:
        matrix = space_matrix(library, space)
        track_ids, vectors = list(matrix.track_ids), matrix.take()
    else:
        track_ids = [sound.track.track_id for sound in sounds]
        embedded = [space.embed(sound.described) for sound in sounds]
        vectors = np.stack(embedded) if embedded else np.zeros((0, len(space.dimensions)), np.float32)
    return dict(zip(track_ids, model.classify(vectors), strict=True))


def _by_pictures(library: Library, model: GenreModel, sounds: Sequence[Sound] | None) -> dict[str, Guess]:
    if model.hears != PICTURES:
        raise ModelError("the model was trained on pictures of another kind", hint="train it again")
    if sounds is None:
        views = stored_views(library)
    else:
        heard = {s.track.track_id: s.features.get(GENRE_INPUT.name) for s in sounds}
        views = {track: maps.reshape(-1, *INPUT_SHAPE) for track, maps in heard.items() if maps is not None}
    return dict(zip(views, model.classify(list(views.values())), strict=True))


def _by_frames(
    library: Library,
    model: GenreModel,
    tracks: Sequence[Track],
    on_progress: Callable[[Progress], None] | None,
) -> tuple[dict[str, Guess], list[Failure]]:
    if model.hears != FRAMES:
        raise ModelError("the model was trained on frames of another kind", hint="train it again")
    settings = AnalysisSettings().resolved(library.analysis_options())
    frames, failures = hear_frames([track.path for track in tracks], settings, on_progress=on_progress)
    heard = [track for track in tracks if track.path in frames]
    sequences: list[FloatArray] = [frames[track.path] for track in heard]
    guesses = model.classify(sequences)
    return {track.track_id: guess for track, guess in zip(heard, guesses, strict=True)}, failures
