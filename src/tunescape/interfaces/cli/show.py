"""``tunescape show``: all that is known of one track."""

from typing import Annotated, Any

import typer

from tunescape.interfaces.cli.console import console, minutes, print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, TrackArgument, open_library
from tunescape.text import visible

NAME = "show"
_AUDIBLE_CENTS = 5


def command(
    track: TrackArgument,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Add every value of every feature set; what is not stored is heard now."),
    ] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Show all that is known of one track."""
    from tunescape.discovery.sound import find_sound
    from tunescape.features.registry import resolve_feature_sets
    from tunescape.interfaces.feature_values import feature_values
    from tunescape.interfaces.track_report import track_report

    opened = open_library(library)
    sound = find_sound(opened, track, wanted=resolve_feature_sets("all") if everything else ())
    document = track_report(opened, sound)
    if everything:
        document["features"], warnings = feature_values(opened, sound)
        document["warnings"] += warnings
    if json:
        print_document(document)
        return
    for name, text in _lines(document):
        say(f"{name:<13}{visible(text)}")
    for feature_set in document.get("features", ()):
        for line in _values(feature_set, console().width):
            say(line)


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
        ("key", _key(key)),
        ("sounds like", tags),
        ("loudness", _loudness(document["loudness_lufs"], document["true_peak_db"])),
        ("chart", _chart(track)),
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


def _chart(track: dict[str, Any]) -> str | None:
    if track["rank"] is None:
        return None
    said = (
        f"rank {track['rank']}",
        None if track["users"] is None else f"{track['users']:,} users",
        None if track["users_gained"] is None else f"{track['users_gained']:+,} gained",
        " ".join(filter(None, (track["chart"], track["music_id"]))),
        track["charted_at"] and track["charted_at"][:10],
    )
    return ", ".join(filter(None, said))


def _estimate(estimate: dict[str, Any], value: str | None) -> str:
    if not value:
        return "not clear"
    others = " or ".join(
        f"{other:.1f}" if isinstance(other, float) else other for other in estimate["alternatives"][:2]
    )
    return f"{value} (confidence {estimate['confidence']:.2f}{f'; else {others}' if others else ''})"


def _key(key: dict[str, Any]) -> str:
    if not key["name"]:
        return _estimate(key, None)
    said = _estimate(key, f"{key['name']}, Camelot {key['camelot']}")
    cents = round(key["tuning_cents"])
    return said if abs(cents) < _AUDIBLE_CENTS else f"{said}, tuned {cents:+d} cents"


def _values(feature_set: dict[str, Any], width: int) -> list[str]:
    """Write the means of a feature set in as many columns as fit, to be read downwards."""
    origin = "stored" if feature_set["stored"] else "heard now, not stored"
    lines = [
        "",
        f"{feature_set['name']}: {feature_set['summary']} ({origin})",
        f"  {feature_set['units']}",
    ]
    means = {name: values["mean"] for name, values in feature_set["values"].items()}
    if None in means.values():
        return [*lines, f"  {len(means)} numbers a segment that have no mean: --json shows them"]
    longest = max(map(len, means))
    cells = [f"{name:<{longest}} {mean:>11.5g}" for name, mean in means.items()]
    columns = max(1, (width - 2) // (longest + 15))
    n_lines = -(-len(cells) // columns)
    return lines + ["  " + "   ".join(cells[line::n_lines]) for line in range(n_lines)]
