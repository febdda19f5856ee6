"""Which genre a track has, who says so, and what models guess."""

from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from tunescape.errors import TunescapeError
from tunescape.interfaces.web.services.known_tracks import known_sound, known_track
from tunescape.interfaces.web.services.models import list_models, model_path
from tunescape.library.schema import labels
from tunescape.library.store import Library

__all__ = ["Genre", "genre_guesses", "genre_of"]

_MOST_MODELS = 5
_SHOWN = 5


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
        ``by`` (name of the model; null: tags), ``genre``, ``scores`` (likeliest first). A model that cannot
        judge the track, or was trained on another version of what it hears, is left out.

    Raises
    ------
    NotThereError
        If there is no such track.
    """
    from tunescape.discovery.genres.classify import classify
    from tunescape.discovery.genres.genre_model import load_model

    library = Library(Path(library_path))
    sound = known_sound(library, track_id)
    guesses = []
    for name in (*list_models(library)[:_MOST_MODELS], None):
        try:
            model = None if name is None else load_model(model_path(library, name))
            if model is not None and model.kind == "hmm":
                continue  # it would decode the whole track
            genres, _ = classify(library, model, sounds=[sound])
        except TunescapeError:
            continue
        for found in genres:
            scores = dict(list(found.guess.scores.items())[:_SHOWN])
            if scores:
                guesses.append(
                    {"by": name, "genre": max(scores, key=lambda one: scores[one]), "scores": scores}
                )
    return guesses
