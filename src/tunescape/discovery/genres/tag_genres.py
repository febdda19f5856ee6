"""Genres from musicnn's tags: an answer for those who have not trained a model."""

from typing import Any

import numpy.typing as npt

from tunescape.features.embeddings.musicnn import TAGS

__all__ = ["GENRE_OF_TAG", "MIN_PROBABILITY", "tag_genre_scores"]

GENRE_OF_TAG = {
    "rock": "rock",
    "classic rock": "rock",
    "hard rock": "rock",
    "Progressive rock": "rock",
    "alternative": "alternative",
    "alternative rock": "alternative",
    "indie": "indie",
    "indie rock": "indie",
    "indie pop": "indie",
    "pop": "pop",
    "electronic": "electronic",
    "electronica": "electronic",
    "electro": "electronic",
    "House": "house",
    "dance": "dance",
    "ambient": "ambient",
    "jazz": "jazz",
    "blues": "blues",
    "soul": "soul",
    "rnb": "r&b",
    "funk": "funk",
    "Hip-Hop": "hip-hop",
    "metal": "metal",
    "heavy metal": "metal",
    "punk": "punk",
    "folk": "folk",
    "country": "country",
}
"""Which genre a tag stands for; moods, voices, instruments and decades stand for none.

The tags know no classical music and no reggae: a model trained on labelled music does."""

MIN_PROBABILITY = 0.1
"""The network was trained on sparse tags: one in ten is already a clear statement, less is none."""

_GENRES = tuple(dict.fromkeys(GENRE_OF_TAG.values()))
_COLUMNS = [[TAGS.index(tag) for tag, genre in GENRE_OF_TAG.items() if genre == name] for name in _GENRES]


def tag_genre_scores(matrix: npt.NDArray[Any]) -> dict[str, float]:
    """Score genres by the tags of a track.

    Parameters
    ----------
    matrix : np.ndarray [shape=(n_segments, 250)]
        The feature set ``musicnn@1``.

    Returns
    -------
    dict of str to float
        For each genre the probability of its likeliest tag, likeliest genre first. They do not add up to 1:
        a track may well be rock and indie.
    """
    tags = matrix[:, : len(TAGS)].mean(axis=0)
    scores = {genre: float(tags[columns].max()) for genre, columns in zip(_GENRES, _COLUMNS, strict=True)}
    return dict(sorted(scores.items(), key=lambda item: -item[1]))
