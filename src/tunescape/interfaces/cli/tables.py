"""Tables of tracks, as several commands print them."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tunescape.interfaces.cli.console import minutes, table

if TYPE_CHECKING:
    from tunescape.discovery.neighbours import Match
    from tunescape.library.records import Track

__all__ = ["match_table", "track_table"]


def track_table(tracks: Sequence["Track"]) -> None:
    """Print what was heard of each track, and, if any is in a chart, what that says."""
    charted = _chart_columns(tracks)
    rows = [
        (
            track.track_id[:8],
            track.title,
            track.artist,
            *(cell(track) for cell in charted.values()),
            minutes(track.duration_s),
            None if track.tempo_bpm is None else round(track.tempo_bpm),
            track.key,
            track.genre,
            ", ".join(track.tags[:2]),
        )
        for track in tracks
    ]
    table(("id", "title", "artist", *charted, "length", "BPM", "key", "genre", "sounds like"), rows)


def _chart_columns(tracks: Sequence["Track"]) -> dict[str, Callable[["Track"], object]]:
    found = [track for track in tracks if track.rank is not None]
    if not found:
        return {}
    columns: dict[str, Callable[[Track], object]] = {
        "rank": lambda track: track.rank,
        "users": lambda track: track.users,
        "gained": lambda track: track.users_gained,
    }
    # where ranks of several charts stand side by side, each has to say which one it is of
    if len({_day(track) for track in found}) > 1:
        columns["charted"] = _day
    return columns


def _day(track: "Track") -> str | None:
    return track.charted_at and track.charted_at[:10]


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
