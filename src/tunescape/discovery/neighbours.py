"""What sounds most like a track."""

from dataclasses import dataclass

from tunescape.discovery.candidates import Candidates, Choice
from tunescape.discovery.sound import Sound
from tunescape.discovery.space import SPACES, Space
from tunescape.library.records import Track
from tunescape.library.store import Library

__all__ = ["Match", "similar"]


@dataclass(frozen=True)
class Match:
    """A track in a ranked list.

    Attributes
    ----------
    rank : int
        From 1.
    track : Track
    similarity : float
        Cosine, -1 to 1.
    """

    rank: int
    track: Track
    similarity: float


def similar(library: Library, sound: Sound, *, n: int = 20, space: Space = SPACES["default"]) -> list[Match]:
    """Find the tracks nearest to one by sound.

    Parameters
    ----------
    library : Library
    sound : Sound
        As :func:`~tunescape.discovery.sound.find_sound` finds it; need not be stored.
    n : int > 0
    space : Space

    Returns
    -------
    list of Match
        At most n, nearest first; not the track itself, and of several encodings of one recording the
        nearest only.

    Raises
    ------
    DiscoveryError
        If no track of the library, or not this one, has a place in the space.
    """
    space = space.bound(library)
    query = space.embed(sound.described)
    candidates = Candidates(library, space)
    choice = Choice(candidates)
    choice.add_sound(sound)
    matches: list[Match] = []
    for _, track, cosine in candidates.nearest(query):
        if len(matches) == n:
            break
        if choice.admits(track):
            choice.add(track)
            matches.append(Match(len(matches) + 1, track, cosine))
    return matches
