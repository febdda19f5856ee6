"""How a playlist is grown, as the page asks and the library keeps it: seeds, what to avoid, options."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.discovery.neighbours import Match
from tunescape.discovery.next_best import next_best
from tunescape.discovery.own_spaces import find_space
from tunescape.discovery.playlist import Playlist, playlist_query
from tunescape.discovery.rhythm_dial import turn_rhythm
from tunescape.discovery.sound import Sound
from tunescape.discovery.space import Space, space_matrix
from tunescape.errors import DiscoveryError, QueryError
from tunescape.interfaces.web.services.alike import grown_playlist
from tunescape.interfaces.web.services.known_tracks import known_sound
from tunescape.interfaces.web.services.track_rows import tracks_by_id
from tunescape.library.settled import settled
from tunescape.library.store import Library

__all__ = ["LONGEST", "Recipe", "grow", "is_track_id", "replacement", "similarities"]

LONGEST = 300
"""Tracks that one playlist may be asked to grow to; what is added by hand may be more."""

_MOST_SEEDS = 50


def is_track_id(text: str) -> bool:
    """Whether a text is a track id in full: no path, no title, which other questions would look for."""
    return re.fullmatch("[0-9a-f]{32}", text) is not None


@dataclass(frozen=True)
class Recipe:
    """What a playlist grows from.

    Attributes
    ----------
    seeds, minus : tuple of str
        Track ids: what it should sound like, and what not.
    to : str or None
        The track it should lead to, in small steps; ``minus`` and ``diversity`` then do not count.
    n : int
        Length, seeds included.
    max_per_artist : int
        0 for no limit.
    diversity : float, 0 to 1
    space : str
    rhythm : float, 0 to 2
        What the weight of rhythm is multiplied by.
    """

    seeds: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    to: str | None = None
    n: int = 25
    max_per_artist: int = 2
    diversity: float = 0.0
    space: str = "default"
    rhythm: float = 1.0

    @property
    def track_ids(self) -> tuple[str, ...]:
        """Every track it names."""
        return (*self.seeds, *self.minus, *((self.to,) if self.to else ()))

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {**asdict(self), "seeds": list(self.seeds), "minus": list(self.minus)}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """Read what :meth:`document` wrote, or another hand: what makes no sense is left out."""
        kept = cls(seeds=_ids(document.get("seeds")), minus=_ids(document.get("minus")))
        to, space = document.get("to"), document.get("space")
        return replace(
            kept,
            to=to if isinstance(to, str) and is_track_id(to) else None,
            n=int(_number(document.get("n"), kept.n, 1, LONGEST)),
            max_per_artist=int(_number(document.get("max_per_artist"), kept.max_per_artist, 0, LONGEST)),
            diversity=_number(document.get("diversity"), kept.diversity, 0, 1),
            space=space if isinstance(space, str) and space else kept.space,
            rhythm=_number(document.get("rhythm"), kept.rhythm, 0, 2),
        )


def grow(library: Library, recipe: Recipe) -> Playlist:
    """Grow the playlist of a recipe.

    Raises
    ------
    QueryError
        If it has no seed, or a track of it is not in the library.
    DiscoveryError
        As :func:`~tunescape.interfaces.web.services.alike.grown_playlist`.
    """
    if not recipe.seeds:
        raise QueryError("a playlist needs a track to start from", hint="choose one")
    _sounds(library, recipe.track_ids)
    # the page adds seeds one by one, and should not have to be told that the length is now too small
    n = max(recipe.n, len(recipe.seeds) + (recipe.to is not None))
    leads = recipe.to is not None
    return grown_playlist(
        library,
        recipe.seeds,
        minus=() if leads else recipe.minus,
        to=recipe.to,
        n=n,
        max_per_artist=recipe.max_per_artist or None,
        diversity=0.0 if leads else recipe.diversity,
        space=recipe.space,
        rhythm=recipe.rhythm,
    )


def replacement(
    library: Library, recipe: Recipe, track_ids: Sequence[str], position: int, *, rejected: Sequence[str] = ()
) -> Match | None:
    """Find the next best track for a place in a playlist.

    Of a path it is what goes with the tracks around the place; else what goes with the seeds, or, where
    there are none, with the whole playlist.

    Parameters
    ----------
    library : Library
    recipe : Recipe
    track_ids : sequence of str
        The playlist.
    position : int
        Of the track that has to go.
    rejected : sequence of str
        Tracks that had to go before.

    Raises
    ------
    QueryError
        If all that it could be compared with is gone.
    DiscoveryError
        If that has no place in the space.
    """
    library = settled(library)
    space = _space(library, recipe)
    others = [*track_ids[:position], *track_ids[position + 1 :]]
    around = [*track_ids[max(0, position - 1) : position], *track_ids[position + 1 : position + 2]]
    models = (around if recipe.to else list(recipe.seeds)) or others or [track_ids[position]]
    wanted = _sounds(library, models[:_MOST_SEEDS], gone_is_told=False)
    if not wanted:
        raise QueryError("none of the tracks this grew from is left", hint="choose another one to start from")
    return next_best(
        library,
        wanted,
        members=tracks_by_id(library, others),
        minus=[] if recipe.to else _sounds(library, recipe.minus, gone_is_told=False),
        excluded={track_ids[position], *rejected},
        max_per_artist=recipe.max_per_artist or None,
        space=space,
    )


def similarities(
    library: Library, recipe: Recipe, track_ids: Sequence[str], start: int = 0, end: int | None = None
) -> list[float | None]:
    """Say how well tracks of a playlist go with what it grew from.

    Parameters
    ----------
    library : Library
    recipe : Recipe
        Of a path, the similarity is that to the track before; without seeds, that to the whole playlist.
    track_ids : sequence of str
        The playlist.
    start, end : int
        Only of these places, ``end`` excluded.

    Returns
    -------
    list of float or None
        Cosines; None where a track, or what it is compared with, has no place in the space.
    """
    end = len(track_ids) if end is None else end
    library = settled(library)
    try:
        space = _space(library, recipe)
        matrix = space_matrix(library, space)
        row_of = {track_id: row for row, track_id in enumerate(matrix.track_ids)}
        query = None if recipe.to else _query(library, recipe, track_ids, space)
    except DiscoveryError:
        return [None] * (end - start)
    known = {
        one: matrix.take([row_of[one]])[0] for one in track_ids[max(0, start - 1) : end] if one in row_of
    }
    found: list[float | None] = []
    for position in range(start, end):
        vector = known.get(track_ids[position])
        model = query if not recipe.to else known.get(track_ids[position - 1]) if position else None
        found.append(None if vector is None or model is None else float(vector @ model))
    return found


def _query(library: Library, recipe: Recipe, track_ids: Sequence[str], space: Space) -> FloatArray | None:
    wanted = _sounds(library, (recipe.seeds or track_ids)[:_MOST_SEEDS], gone_is_told=False)
    if not wanted:
        return None
    minus = _sounds(library, recipe.minus, gone_is_told=False)
    vectors = np.stack([space.embed(sound.described) for sound in wanted])
    return playlist_query(vectors, [space.embed(sound.described) for sound in minus])


def _space(library: Library, recipe: Recipe) -> Space:
    return turn_rhythm(find_space(library, recipe.space), recipe.rhythm)


def _sounds(library: Library, track_ids: Sequence[str], *, gone_is_told: bool = True) -> list[Sound]:
    present = {track.track_id for track in tracks_by_id(library, track_ids)}
    if gone_is_told and len(present) < len(set(track_ids)):
        raise QueryError("a track this starts from is gone", hint="take it out, and choose another one")
    wanted = [track_id for track_id in track_ids if track_id in present]
    return [known_sound(library, track_id) for track_id in wanted]


def _ids(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        return ()
    texts = [one for one in value if isinstance(one, str) and is_track_id(one)]
    return tuple(dict.fromkeys(texts))[:_MOST_SEEDS]


def _number(value: object, default: float, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return default
    return min(most, max(least, value))
