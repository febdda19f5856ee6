"""What sounds like a track, and why; playlists from tracks."""

from collections.abc import Sequence
from typing import Any

from tunescape.discovery.neighbours import Match, similar
from tunescape.discovery.own_spaces import find_space
from tunescape.discovery.path import find_path
from tunescape.discovery.playlist import Playlist, grow_playlist
from tunescape.discovery.rhythm_dial import turn_rhythm
from tunescape.discovery.why import explain_matches
from tunescape.errors import QueryError
from tunescape.interfaces.documents import match_document
from tunescape.interfaces.explain_documents import reason_document
from tunescape.interfaces.web.services.known_tracks import known_sound
from tunescape.library.settled import settled
from tunescape.library.store import Library

__all__ = ["grown_playlist", "reasons_of", "similar_tracks"]


def similar_tracks(
    library: Library, track_id: str, *, n: int = 20, space: str = "default", rhythm: float = 1.0
) -> list[Match]:
    """Return the tracks nearest to one by sound.

    Parameters
    ----------
    library : Library
    track_id : str
    n : int > 0
    space : str
        Name or sum of spaces.
    rhythm : float, 0 to 2
        How much rhythm counts.

    Raises
    ------
    TunescapeError
        If there is no such track or space, or the track has no place in it.
    """
    library = settled(library)
    recipe = turn_rhythm(find_space(library, space), rhythm)
    return similar(library, known_sound(library, track_id), n=n, space=recipe)


def reasons_of(
    library_path: str, track_id: str, n: int = 20, space: str = "default", rhythm: float = 1.0
) -> list[dict[str, Any]]:
    """Return documents of the nearest tracks, a reason with each; takes seconds: for another process."""
    library = settled(Library(library_path))
    recipe = turn_rhythm(find_space(library, space), rhythm)
    sound = known_sound(library, track_id)
    matches = similar(library, sound, n=n, space=recipe)
    rows = [match_document(match) for match in matches]
    for row, reason in zip(rows, explain_matches(library, sound, matches, space=recipe), strict=True):
        row["why"] = reason_document(reason, similarity=row["similarity"])
    return rows


def grown_playlist(
    library: Library,
    seeds: Sequence[str],
    *,
    minus: Sequence[str] = (),
    to: str | None = None,
    n: int = 25,
    max_per_artist: int | None = 2,
    diversity: float = 0.0,
    space: str = "default",
    rhythm: float = 1.0,
) -> Playlist:
    """Grow a playlist from tracks, or find a path between them.

    Parameters
    ----------
    library : Library
    seeds, minus : sequence of str
        Track ids: to start from, and to keep away from.
    to : str, optional
        Id of the track at the end of a path.
    n, max_per_artist, diversity
        As :func:`~tunescape.discovery.playlist.grow_playlist` takes them.
    space, rhythm
        As :func:`similar_tracks` takes them.

    Raises
    ------
    TunescapeError
        If a track or the space is unknown, or no such playlist can be.
    """
    if to is not None and (minus or diversity):
        raise QueryError("a path follows the shortest way", hint="leave out minus and diversity")
    library = settled(library)
    recipe = turn_rhythm(find_space(library, space), rhythm)
    starts = [known_sound(library, seed) for seed in seeds]
    if to is not None:
        waypoints = [*starts, known_sound(library, to)]
        return find_path(library, waypoints, n=n, max_per_artist=max_per_artist, space=recipe)
    return grow_playlist(
        library,
        starts,
        minus=[known_sound(library, track) for track in minus],
        n=n,
        max_per_artist=max_per_artist,
        diversity=diversity,
        space=recipe,
    )
