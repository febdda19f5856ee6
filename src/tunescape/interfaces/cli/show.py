"""``tunescape show``: all that is known of one track."""

from typing import Any

from tunescape.interfaces.cli.console import minutes, print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, TrackArgument, open_library
from tunescape.text import visible

NAME = "show"


def command(track: TrackArgument, library: LibraryOption = None, json: JsonOption = False) -> None:
    """Show all that is known of one track."""
    from tunescape.discovery.sound import find_sound
    from tunescape.interfaces.track_report import track_report

    opened = open_library(library)
    document = track_report(opened, find_sound(opened, track))
    if json:
        print_document(document)
        return
    for name, text in _lines(document):
        say(f"{name:<13}{visible(text)}")


def _lines(document: dict[str, Any]) -> list[tuple[str, str]]:
    track, tempo, key = document["track"], document["tempo"], document["key"]
    tags = ", ".join(f"{tag['tag']} {tag['probability']:.2f}" for tag in document["tags"])
    known = [
        ("title", track["title"]),
        ("artist", track["artist"]),
        ("album", track["album"]),
        ("genre", track["genre"]),
        ("year", track["year"]),
        ("length", minutes(track["duration_s"])),
        ("tempo", _estimate(tempo, tempo["bpm"] and f"{tempo['bpm']:.1f} BPM")),
        ("key", _estimate(key, key["name"])),
        ("sounds like", tags),
        ("loudness", _loudness(document["loudness_lufs"], document["true_peak_db"])),
        ("track id", track["track_id"]),
        *(("file", path) for path in document["files"]),
        *(("warning", warning) for warning in document["warnings"]),
        ("features", ", ".join(document["feature_sets"])),
    ]
    return [(name, str(value)) for name, value in known if value]


def _loudness(lufs: float | None, peak_db: float | None) -> str | None:
    if lufs is None or peak_db is None:
        return None
    return f"{lufs:.1f} LUFS, true peak {peak_db:+.1f} dB"


def _estimate(estimate: dict[str, Any], value: str | None) -> str:
    if not value:
        return "not clear"
    others = " or ".join(
        f"{other:.1f}" if isinstance(other, float) else other for other in estimate["alternatives"][:2]
    )
    return f"{value} (confidence {estimate['confidence']:.2f}{f'; else {others}' if others else ''})"
