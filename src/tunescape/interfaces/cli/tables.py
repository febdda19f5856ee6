"""Tables of tracks, as several commands print them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tunescape.interfaces.cli.console import minutes, table

if TYPE_CHECKING:
    from tunescape.discovery.neighbours import Match
    from tunescape.library.records import Track

__all__ = ["match_table", "track_table"]


def track_table(tracks: Sequence["Track"]) -> None:
    """Print what was heard of each track."""
    rows = [
        (
            track.track_id[:8],
            track.title,
            track.artist,
            minutes(track.duration_s),
            None if track.tempo_bpm is None else round(track.tempo_bpm),
            track.key,
            track.genre,
            ", ".join(track.tags[:2]),
        )
        for track in tracks
    ]
    table(("id", "title", "artist", "length", "BPM", "key", "genre", "sounds like"), rows)


def match_table(matches: Sequence["Match"], *, measure: str = "similarity") -> None:
    """Print a ranked list."""
    rows = [
        (
            match.rank,
            match.track.track_id[:8],
            match.track.title,
            match.track.artist,
            minutes(match.track.duration_s),
            match.similarity,
        )
        for match in matches
    ]
    table(("#", "id", "title", "artist", "length", measure), rows)
