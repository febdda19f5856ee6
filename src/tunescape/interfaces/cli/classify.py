"""``tunescape classify``: genres of tracks."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tunescape.interfaces.cli.console import (
    INTERRUPTED,
    NOTHING_DONE,
    SOME_FAILED,
    counted,
    print_document,
    say,
    table,
)
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, open_library
from tunescape.interfaces.cli.progress import show_progress

if TYPE_CHECKING:
    from tunescape.discovery.genres.classify import TrackGenre

NAME = "classify"
_SHOWN_SCORES = 3
_BAR = 30


def command(
    tracks: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TRACK", help="Paths, track ids, or parts of titles; by default the whole library."
        ),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model",
            metavar="MODEL",
            help="As `tunescape train genre` wrote it; by default tags that are genres decide.",
            show_default=False,
        ),
    ] = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Say the genre of tracks, by a model or their tags.

    What was said by hand (`tunescape label`) counts first. A track of which a model is not sure is unknown.
    """
    from tunescape.discovery.genres.classify import classify, model_feature_sets
    from tunescape.discovery.genres.genre_model import load_model
    from tunescape.discovery.sound import find_sound, hear_missing
    from tunescape.interfaces.documents import shown

    loaded = load_model(model) if model else None
    opened = open_library(library)
    sounds = None
    if tracks:
        wanted = model_feature_sets(opened, loaded) if loaded else ()
        found = [find_sound(opened, track, wanted=wanted) for track in tracks]
        sounds = [hear_missing(opened, sound, wanted) for sound in found]
    try:
        with show_progress() as on_progress:
            genres, failures = classify(opened, loaded, sounds=sounds, on_progress=on_progress)
    except KeyboardInterrupt:
        say("Stopped: nothing was changed.")
        raise typer.Exit(INTERRUPTED) from None
    if json:
        print_document([genre_document(row) for row in genres])
    else:
        table(["title", "artist", "genre", "by", "scores"], [_row(row) for row in genres], wrapped="scores")
        _say_distribution(genres)
    for failure in failures:
        say(f"failed: {shown(failure.file.path)}: {failure.reason}")
    if failures:
        raise typer.Exit(SOME_FAILED if genres else NOTHING_DONE)


def genre_document(row: "TrackGenre") -> dict[str, object]:
    """One row of ``classify``."""
    return {
        "track_id": row.track.track_id,
        "path": row.track.path,
        "title": row.track.title,
        "artist": row.track.artist,
        "genre": row.guess.genre,
        "source": row.source,
        "scores": {genre: round(score, 6) for genre, score in row.guess.scores.items()},
    }


def _row(row: "TrackGenre") -> list[object]:
    best = list(row.guess.scores.items())[:_SHOWN_SCORES]
    scores = ", ".join(f"{genre} {score:.2f}" for genre, score in best)
    return [row.track.title, row.track.artist, row.guess.genre, row.source, scores]


def _say_distribution(genres: "list[TrackGenre]") -> None:
    counts = Counter(row.guess.genre for row in genres)
    if len(genres) < 2:
        return
    most = max(counts.values())
    rows = [
        [genre, count, f"{count / len(genres):.0%}", "█" * max(1, round(_BAR * count / most))]
        for genre, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    table(["genre", "tracks", "share", ""], rows)
    say(counted(len(genres), "track"))
