"""``tunescape playlist``: music that goes with seeds, or leads from one track to another."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tunescape.errors import QueryError
from tunescape.interfaces.cli.console import print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, SpaceOption, open_library
from tunescape.interfaces.cli.tables import match_table

if TYPE_CHECKING:
    from tunescape.discovery.playlist import Playlist
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
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write it: .m3u8, .xspf, .jspf, .csv or .json."),
    ] = None,
    copy_to: Annotated[
        Path | None, typer.Option("--copy-to", metavar="DIR", help="Copy the tracks there, numbered.")
    ] = None,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Grow a playlist from seeds, or a smooth path between tracks.

    It keeps away from --minus, or ends with --to in small steps. Near-identical recordings come only
    once. Seeds need not be in the library.
    """
    from tunescape.interfaces.documents import playlist_document
    from tunescape.interfaces.playlist_files import check_playlist_path, copy_tracks, write_playlist

    if to is not None and (minus or diversity):
        raise QueryError("a path (--to) follows the shortest way", hint="leave out --minus and --diversity")
    if output:
        check_playlist_path(output)
    opened = open_library(library)
    limit = max_per_artist or None
    if to is None:
        playlist = _grow(opened, seeds, minus or [], n, limit, diversity, space)
    else:
        playlist = _path(opened, [*seeds, to], n, limit, space)
    if output:
        write_playlist(playlist, output)
    if copy_to:
        copy_tracks(playlist, copy_to)
    if json:
        print_document(playlist_document(playlist))
        return
    match_table(playlist.tracks, measure="similarity" if to is None else "to the one before")
    if len(playlist.tracks) < n:
        say(f"The library holds no more that may join: {len(playlist.tracks)} tracks instead of {n}.")
    if output:
        say(f"Wrote {output}")
    if copy_to:
        say(f"Copied to {copy_to}")


def _grow(
    library: "Library",
    seeds: list[str],
    minus: list[str],
    n: int,
    max_per_artist: int | None,
    diversity: float,
    space: str,
) -> "Playlist":
    from tunescape.discovery.playlist import grow_playlist
    from tunescape.discovery.sound import find_sound
    from tunescape.discovery.space import parse_space

    return grow_playlist(
        library,
        [find_sound(library, seed) for seed in seeds],
        minus=[find_sound(library, track) for track in minus],
        n=n,
        max_per_artist=max_per_artist,
        diversity=diversity,
        space=parse_space(space),
    )


def _path(
    library: "Library", waypoints: list[str], n: int, max_per_artist: int | None, space: str
) -> "Playlist":
    from tunescape.discovery.path import find_path
    from tunescape.discovery.sound import find_sound
    from tunescape.discovery.space import parse_space

    sounds = [find_sound(library, waypoint) for waypoint in waypoints]
    return find_path(library, sounds, n=n, max_per_artist=max_per_artist, space=parse_space(space))
