"""``tunescape playlist``: music that goes with seeds, or leads from one track to another."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tunescape.errors import QueryError
from tunescape.interfaces.cli.console import print_document, say
from tunescape.interfaces.cli.options import (
    JsonOption,
    LibraryOption,
    RhythmOption,
    SpaceOption,
    open_library,
)
from tunescape.interfaces.cli.tables import match_table

if TYPE_CHECKING:
    from tunescape.discovery.playlist import Playlist
    from tunescape.discovery.space import Space
    from tunescape.interfaces.locations import PathMapping
    from tunescape.library.store import Library

NAME = "playlist"


def command(
    seeds: Annotated[
        list[str],
        typer.Argument(metavar="SEED", help="Tracks to start from: paths, track ids, or parts of titles."),
    ],
    minus: Annotated[
        list[str] | None, typer.Option("--minus", metavar="TRACK", help="Away from this sound; repeatable.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="TRACK", help="End there, in small, even steps.")
    ] = None,
    n: Annotated[int, typer.Option("-n", metavar="N", min=1, help="Length, seeds included.")] = 25,
    max_per_artist: Annotated[
        int,
        typer.Option(
            "--max-per-artist", metavar="N", min=0, help="At most so many of one artist; 0 for no limit."
        ),
    ] = 2,
    diversity: Annotated[
        float,
        typer.Option(
            "--diversity", metavar="SHARE", min=0, max=1, help="0 for the nearest, 1 for the most varied."
        ),
    ] = 0.0,
    space: SpaceOption = "default",
    rhythm: RhythmOption = 1.0,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write it: .m3u8, .m3u, .xspf, .jspf, .csv or .json."
        ),
    ] = None,
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="HERE=THERE",
            help="For another machine: write paths under the folder HERE as under THERE; repeatable.",
        ),
    ] = None,
    copy_to: Annotated[
        Path | None, typer.Option("--copy-to", metavar="DIR", help="Copy the tracks there, numbered.")
    ] = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Grow a playlist from seeds, or a path between tracks.

    It keeps away from --minus, or ends with --to in small steps. Near-identical recordings come only
    once. Seeds need not be in the library.
    """
    from tunescape.discovery.own_spaces import find_space
    from tunescape.discovery.rhythm_dial import turn_rhythm
    from tunescape.interfaces.documents import playlist_document

    if to is not None and (minus or diversity):
        raise QueryError("a path (--to) follows the shortest way", hint="leave out --minus and --diversity")
    mappings = _checked(maps or [], output)
    opened = open_library(library)
    recipe = turn_rhythm(find_space(opened, space), rhythm)
    limit = max_per_artist or None
    if to is None:
        playlist = _grow(opened, seeds, minus or [], n, limit, diversity, recipe)
    else:
        playlist = _path(opened, [*seeds, to], n, limit, recipe)
    written = _write(playlist, output, mappings, copy_to)
    if json:
        print_document(playlist_document(playlist))
        return
    match_table(playlist.tracks, measure="similarity" if to is None else "to the one before")
    if len(playlist.tracks) < n:
        say(f"The library holds no more that may join: {len(playlist.tracks)} tracks instead of {n}.")
    for line in written:
        say(line)


def _checked(texts: list[str], output: Path | None) -> "list[PathMapping]":
    """Return the mappings, once it is sure that the output can be what is asked for."""
    from tunescape.interfaces.locations import parse_path_mapping
    from tunescape.interfaces.playlist_files import check_playlist_path

    if output:
        check_playlist_path(output)
    if texts and not output:
        raise QueryError("--map is about a playlist that is written", hint="name its file with -o")
    mappings = [parse_path_mapping(text) for text in texts]
    sources = [mapping.source for mapping in mappings]
    for source in sources:
        if sources.count(source) > 1:
            raise QueryError("--map names this folder twice", path=source)
    return mappings


def _write(
    playlist: "Playlist", output: Path | None, mappings: "list[PathMapping]", copy_to: Path | None
) -> list[str]:
    """Write and copy what is wanted, and return sentences that say so."""
    from tunescape.interfaces.playlist_files import copy_tracks, write_playlist

    done = []
    if output:
        write_playlist(playlist, output, mappings=mappings)
        done.append(f"Wrote {output}")
    if copy_to:
        copy_tracks(playlist, copy_to)
        done.append(f"Copied to {copy_to}")
    for mapping in mappings:
        if not any(mapping.covers(match.track.path) for match in playlist.tracks):
            say(f"No track of this playlist lies under {mapping.source}: that --map changed nothing.")
    return done


def _grow(
    library: "Library",
    seeds: list[str],
    minus: list[str],
    n: int,
    max_per_artist: int | None,
    diversity: float,
    space: "Space",
) -> "Playlist":
    from tunescape.discovery.playlist import grow_playlist
    from tunescape.discovery.sound import find_sound

    return grow_playlist(
        library,
        [find_sound(library, seed, wanted=space.feature_sets) for seed in seeds],
        minus=[find_sound(library, track, wanted=space.feature_sets) for track in minus],
        n=n,
        max_per_artist=max_per_artist,
        diversity=diversity,
        space=space,
    )


def _path(
    library: "Library", waypoints: list[str], n: int, max_per_artist: int | None, space: "Space"
) -> "Playlist":
    from tunescape.discovery.path import find_path
    from tunescape.discovery.sound import find_sound

    sounds = [find_sound(library, waypoint, wanted=space.feature_sets) for waypoint in waypoints]
    return find_path(library, sounds, n=n, max_per_artist=max_per_artist, space=space)
