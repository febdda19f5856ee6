"""tunescape hears a music library: describe, sort and play tracks by their sound alone.

>>> import tunescape
>>> library = tunescape.Library("library", create=True)
>>> tunescape.analyze(library, ["/home/me/Music"])
>>> seed = tunescape.find_sound(library, "Blue in Green")
>>> playlist = tunescape.grow_playlist(library, [seed], n=25)
>>> tunescape.write_playlist(playlist, "evening.m3u8")

Importing the package costs next to nothing: each name is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tunescape.discovery.neighbours import Match, similar
    from tunescape.discovery.path import find_path
    from tunescape.discovery.playlist import Playlist, grow_playlist
    from tunescape.discovery.sound import Sound, find_sound
    from tunescape.discovery.space import SPACES, Space, parse_space, space_matrix
    from tunescape.errors import TunescapeError
    from tunescape.features.registry import FEATURE_SETS
    from tunescape.interfaces.playlist_files import write_playlist
    from tunescape.interfaces.vector_files import export_vectors, vector_table
    from tunescape.library.ingest import AnalysisReport, analyze, describe_path
    from tunescape.library.records import Track
    from tunescape.library.status import library_status
    from tunescape.library.store import Library
    from tunescape.library.where import parse_where
    from tunescape.settings import AnalysisSettings

__all__ = [
    "FEATURE_SETS",
    "SPACES",
    "AnalysisReport",
    "AnalysisSettings",
    "Library",
    "Match",
    "Playlist",
    "Sound",
    "Space",
    "Track",
    "TunescapeError",
    "analyze",
    "describe_path",
    "export_vectors",
    "find_path",
    "find_sound",
    "grow_playlist",
    "library_status",
    "parse_space",
    "parse_where",
    "similar",
    "space_matrix",
    "vector_table",
    "write_playlist",
]

_HOMES = {
    "discovery.neighbours": ("Match", "similar"),
    "discovery.path": ("find_path",),
    "discovery.playlist": ("Playlist", "grow_playlist"),
    "discovery.sound": ("Sound", "find_sound"),
    "discovery.space": ("SPACES", "Space", "parse_space", "space_matrix"),
    "errors": ("TunescapeError",),
    "features.registry": ("FEATURE_SETS",),
    "interfaces.playlist_files": ("write_playlist",),
    "interfaces.vector_files": ("export_vectors", "vector_table"),
    "library.ingest": ("AnalysisReport", "analyze", "describe_path"),
    "library.records": ("Track",),
    "library.status": ("library_status",),
    "library.store": ("Library",),
    "library.where": ("parse_where",),
    "settings": ("AnalysisSettings",),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"tunescape.{module}"), name)
    raise AttributeError(f"module 'tunescape' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
