"""The track that would come next: for a place in a playlist whose track is not liked."""

from collections.abc import Collection, Sequence

import numpy as np

from tunescape.discovery.candidates import Candidates, Choice
from tunescape.discovery.neighbours import Match
from tunescape.discovery.playlist import playlist_query
from tunescape.discovery.sound import Sound
from tunescape.discovery.space import SPACES, Space
from tunescape.library.records import Track
from tunescape.library.store import Library

__all__ = ["next_best"]


def next_best(
    library: Library,
    wanted: Sequence[Sound],
    *,
    members: Sequence[Track],
    minus: Sequence[Sound] = (),
    excluded: Collection[str] = (),
    max_per_artist: int | None = 2,
    space: Space = SPACES["default"],
) -> Match | None:
    """Find the nearest track that may join a playlist and is not in it.

    Parameters
    ----------
    library : Library
    wanted : sequence of Sound
        What it should sound like, at least one: the seeds, or the tracks around the place.
    members : sequence of Track
        The tracks that stay: none of them, and no other encoding of one, is found again.
    minus : sequence of Sound
        What it should not sound like.
    excluded : collection of str
        Ids of tracks that may not join either.
    max_per_artist : int > 0, optional
        Most tracks of one artist, members included. None for no limit.
    space : Space

    Returns
    -------
    Match or None
        Its similarity is the cosine to what is wanted. None where the library holds no more that may join.

    Raises
    ------
    DiscoveryError
        If no track of the library, or not one of these, has a place in the space.
    """
    space = space.bound(library)
    vectors = np.stack([space.embed(sound.described) for sound in wanted])
    query = playlist_query(vectors, [space.embed(sound.described) for sound in minus])
    candidates = Candidates(library, space)
    choice = Choice(candidates, max_per_artist=max_per_artist)
    for track in members:
        choice.add(track)
    closed = {*excluded, *(track.track_id for track in members), *(sound.track.track_id for sound in minus)}
    for _, track, cosine in candidates.nearest(query):
        if track.track_id not in closed and choice.admits(track):
            return Match(len(members) + 1, track, cosine)
    return None
