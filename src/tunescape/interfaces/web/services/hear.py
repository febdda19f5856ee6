"""Hear a file that somebody brought, and compare it with the library, without storing anything."""

from contextlib import suppress
from typing import Any

from tunescape.errors import DiscoveryError
from tunescape.library.settled import settled
from tunescape.library.store import Library

__all__ = ["hear_file"]

_NEAREST = 10


def hear_file(library_path: str, path: str, n: int = _NEAREST) -> dict[str, Any]:
    """Describe a file and find what in the library sounds most like it; takes seconds.

    Parameters
    ----------
    library_path : str
        Its directory.
    path : str
        Of the file; does not appear in what is returned.
    n : int > 0
        How many similar tracks.

    Returns
    -------
    dict
        As ``show`` describes a track, without ``files``; ``similar``, rows of ``similar``, none where the
        library is empty; ``known``: whether the library holds this very recording.

    Raises
    ------
    TunescapeError
        If the file holds no music that can be heard.
    """
    from tunescape.discovery.neighbours import similar
    from tunescape.discovery.own_spaces import find_space
    from tunescape.discovery.sound import find_sound
    from tunescape.interfaces.documents import match_document
    from tunescape.interfaces.track_report import track_report

    library = Library(library_path)
    space = find_space(library, "default")
    sound = find_sound(library, path, wanted=space.feature_sets)
    document = track_report(library, sound)
    del document["files"], document["track"]["path"]
    document["similar"] = []
    with suppress(DiscoveryError):  # an empty library has nothing like it
        matches = similar(settled(library), sound, n=n, space=space)
        document["similar"] = [match_document(match) for match in matches]
    document["known"] = bool(library.files_of(sound.track.track_id))
    return document
