"""Tracks that sound like one, found in a process of its own: there the vectors are in memory."""

from typing import Any

__all__ = ["nearest_tracks"]


def nearest_tracks(library_path: str, track_id: str, n: int) -> list[dict[str, Any]]:
    """Return the documents of ``similar``.

    Raises
    ------
    NotThereError
        If the library holds no such track.
    DiscoveryError
        If it was not heard for the default space.
    """
    from tunescape.discovery.neighbours import similar
    from tunescape.interfaces.documents import match_document
    from tunescape.interfaces.web.services.known_tracks import known_sound
    from tunescape.library.settled import settled
    from tunescape.library.store import Library

    library = settled(Library(library_path))
    return [match_document(match) for match in similar(library, known_sound(library, track_id), n=n)]
