"""Grow a playlist from seeds, away from other tracks, as varied as wanted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.discovery.candidates import Candidates, Choice
from tunescape.discovery.neighbours import Match
from tunescape.discovery.sound import Sound
from tunescape.discovery.space import SPACES, Space
from tunescape.errors import DiscoveryError
from tunescape.library.records import Track
from tunescape.library.store import Library

__all__ = ["Playlist", "grow_playlist", "playlist_query", "unique_sounds"]

MINUS_WEIGHT = 0.5
"""How strongly a playlist is pushed away from unwanted tracks, beside the pull of its seeds."""

_POOL_PER_TRACK = 20
"""Candidates looked at for each wanted track: enough for variety, few enough to stay near the seeds."""


@dataclass(frozen=True)
class Playlist:
    """Tracks in playing order.

    Attributes
    ----------
    tracks : tuple of Match
        Seeds first. The similarity is the cosine to what the playlist was grown from; in a path, to the
        track before.
    seeds : tuple of Track
    """

    tracks: tuple[Match, ...]
    seeds: tuple[Track, ...]


def grow_playlist(
    library: Library,
    seeds: Sequence[Sound],
    *,
    minus: Sequence[Sound] = (),
    n: int = 25,
    max_per_artist: int | None = 2,
    diversity: float = 0.0,
    space: Space = SPACES["default"],
) -> Playlist:
    """Grow a playlist: the seeds, then what sounds like all of them together.

    The query is the mean of the seeds less ``MINUS_WEIGHT`` times the mean of the unwanted [1]_; tracks
    join one by one by maximal marginal relevance [2]_.

    Parameters
    ----------
    library : Library
    seeds : sequence of Sound
        At least one; need not be stored. They count as tracks of the playlist.
    minus : sequence of Sound
        What it should not sound like.
    n : int > 0
        Length, seeds included.
    max_per_artist : int > 0, optional
        Most tracks of one artist; seeds count, but always stay. None for no limit.
    diversity : float, 0 to 1
        0 takes the nearest; 1 looks only for what differs from the tracks already chosen.
    space : Space

    Returns
    -------
    Playlist
        Shorter than n where the library holds no more that may join.

    Raises
    ------
    DiscoveryError
        If there is no seed, there are more than n, one of them is unwanted too, or no track has a place in
        the space.

    References
    ----------
    .. [1] J. Rocchio, "Relevance feedback in information retrieval", in The SMART Retrieval System, 1971.
    .. [2] J. Carbonell and J. Goldstein, "The use of MMR, diversity-based reranking", SIGIR 1998.
    """
    if not seeds:
        raise DiscoveryError("a playlist needs at least one seed")
    unwanted = {sound.track.track_id for sound in minus}
    both = [seed.track.title for seed in seeds if seed.track.track_id in unwanted]
    if both:
        raise DiscoveryError(f"{both[0]!r} cannot be wanted and unwanted", hint="take it from one of the two")
    space = space.bound(library)
    seed_vectors = np.stack([space.embed(seed.described) for seed in seeds])
    starts = unique_sounds(seeds, seed_vectors)
    if len(starts) > n:
        raise DiscoveryError(f"{len(starts)} seeds are more than the {n} tracks asked for", hint="raise -n")
    query = playlist_query(seed_vectors, [space.embed(sound.described) for sound in minus])
    candidates = Candidates(library, space)
    choice = Choice(candidates, max_per_artist=max_per_artist)
    matches = []
    for rank, (seed, vector) in enumerate(starts, 1):
        choice.add_sound(seed)
        matches.append(Match(rank, seed.track, float(vector @ query)))
    wanted = (found for found in candidates.nearest(query) if found[1].track_id not in unwanted)
    pool = list(islice(wanted, _POOL_PER_TRACK * n))
    for track, relevance in _marginally_relevant(candidates, choice, pool, diversity):
        if len(matches) >= n:
            break
        matches.append(Match(len(matches) + 1, track, relevance))
        choice.add(track)
    return Playlist(tuple(matches), tuple(seed.track for seed in seeds))


def playlist_query(wanted: FloatArray, unwanted: Sequence[FloatArray]) -> FloatArray:
    """Return the unit vector between what is wanted and away from what is not.

    Parameters
    ----------
    wanted : np.ndarray [shape=(n, n_dimensions)]
        Unit vectors, n >= 1.
    unwanted : sequence of np.ndarray [shape=(n_dimensions,)]
        Likewise; perhaps none.

    Returns
    -------
    np.ndarray [shape=(n_dimensions,), dtype=float32]
    """
    query = wanted.mean(axis=0)
    if unwanted:
        query = query - MINUS_WEIGHT * np.mean(unwanted, axis=0)
    unit: FloatArray = (query / max(float(np.linalg.norm(query)), 1e-12)).astype(np.float32)
    return unit


def unique_sounds(sounds: Sequence[Sound], vectors: FloatArray) -> list[tuple[Sound, FloatArray]]:
    """Pair sounds with their vectors, each track once, in the order given."""
    pairs = {sound.track.track_id: (sound, vector) for sound, vector in zip(sounds, vectors, strict=True)}
    return list(pairs.values())


def _marginally_relevant(
    candidates: Candidates,
    choice: Choice,
    pool: list[tuple[int, Track, float]],
    diversity: float,
) -> Iterator[tuple[Track, float]]:
    """Yield the pool's admissible tracks in the order of maximal marginal relevance."""
    vectors = candidates.take([row for row, _, _ in pool])
    relevance = np.array([cosine for _, _, cosine in pool])
    # the seeds do not count as chosen: whatever is relevant is like them, and variety would flee them
    redundancy = np.full(len(pool), -1.0)
    open_ = np.ones(len(pool), dtype=bool)
    while open_.any():
        score = np.where(open_, (1 - diversity) * relevance - diversity * redundancy, -np.inf)
        best = int(np.argmax(score))
        open_[best] = False
        _, track, cosine = pool[best]
        if choice.admits(track):
            yield track, cosine
            redundancy = np.maximum(redundancy, vectors @ vectors[best])
