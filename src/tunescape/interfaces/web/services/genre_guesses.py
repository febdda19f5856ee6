"""Which genre a track has, who says so, and what models guess."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from tunescape.errors import DecodeError, TunescapeError, WorkerError
from tunescape.interfaces.web.services.known_tracks import known_sound, known_track
from tunescape.interfaces.web.services.models import list_models, model_path
from tunescape.library.schema import labels
from tunescape.library.store import Library

__all__ = ["Genre", "genre_guesses", "genre_of", "heard_guess"]

_MOST_MODELS = 5
_SHOWN = 5

_HEARING = threading.BoundedSemaphore(1)
"""Each hearing has processes of its own, beside the workers of the server: one at a time."""

_PATIENCE_S = 60.0


class Genre(NamedTuple):
    """The genre of a track; ``by_hand``: somebody said so, else its file does."""

    name: str | None
    by_hand: bool


def genre_of(library: Library, track_id: str) -> Genre:
    """Return the genre of a track.

    Raises
    ------
    NotThereError
        If there is no such track.
    """
    track = known_track(library, track_id)
    statement = sa.select(labels.c.genre).where(labels.c.track_id == track_id)
    with library.connect() as connection:
        said = connection.scalar(statement)
    return Genre(track.genre, said is not None)


def genre_guesses(library_path: str, track_id: str) -> list[dict[str, Any]]:
    """Return what the models of a library, and the tags, guess: for another process, as models load slowly.

    Returns
    -------
    list of dict
        ``by`` (name of the model; null: tags), ``genre``, ``scores`` (likeliest first; none of a model that
        has to hear the file, which :func:`heard_guess` asks). A model that cannot judge the track, or was
        trained on another version of what it hears, is left out.

    Raises
    ------
    NotThereError
        If there is no such track.
    """
    from tunescape.discovery.genres.classify import classify
    from tunescape.discovery.genres.genre_model import load_model

    library = Library(Path(library_path))
    sound = known_sound(library, track_id)
    guesses: list[dict[str, Any]] = []
    for name in (*list_models(library)[:_MOST_MODELS], None):
        try:
            model = None if name is None else load_model(model_path(library, name))
            if model is not None and model.kind == "hmm":
                guesses.append({"by": name, "genre": None, "scores": {}})  # it would open the file
                continue
            genres, _ = classify(library, model, sounds=[sound])
        except TunescapeError:
            continue
        guesses += [_guess(name, found.guess.scores) for found in genres if found.guess.scores]
    return guesses


def heard_guess(library: Library, track_id: str, name: str) -> dict[str, Any]:
    """Let a model hear the file of a track; a process of its own does it, while the calling thread waits.

    Returns
    -------
    dict
        As :func:`genre_guesses` has it.

    Raises
    ------
    NotThereError
        If there is no such track.
    ModelError
        If the model is gone, or fits no longer.
    DecodeError
        If the file cannot be heard.
    WorkerError
        If others have asked before, and it takes too long.
    """
    from tunescape.discovery.genres.classify import classify
    from tunescape.discovery.genres.genre_model import load_model

    model = load_model(model_path(library, name))
    if not _HEARING.acquire(timeout=_PATIENCE_S):
        raise WorkerError("the server has more to do than it can", hint="try again in a minute")
    try:
        genres, failures = classify(library, model, sounds=[known_sound(library, track_id)])
    finally:
        _HEARING.release()
    if not genres:
        raise DecodeError(failures[0].reason if failures else "no audio could be decoded")
    return _guess(name, genres[0].guess.scores)


def _guess(by: str | None, scores: Mapping[str, float]) -> dict[str, Any]:
    likeliest = dict(sorted(scores.items(), key=lambda one: -one[1])[:_SHOWN])
    return {"by": by, "genre": next(iter(likeliest)), "scores": likeliest}
