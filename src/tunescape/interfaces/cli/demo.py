"""``tunescape demo``: the whole way once, on music of one's own or on tracks made for it."""

import hashlib
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from tunescape.errors import ScanError, SettingsError
from tunescape.interfaces.cli import analyze, cluster, list_tracks, playlist, serve
from tunescape.interfaces.cli.console import INTERRUPTED, NOTHING_DONE, say

NAME = "demo"
_ENOUGH_FOR_CLUSTERS = 12


def command(
    music: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="Music to hear; by default 24 tracks made on the spot."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Where it all goes.", show_default=False),
    ] = None,
    serve_then: Annotated[
        bool, typer.Option("--serve", help="Then show it in the browser, until Ctrl-C.")
    ] = False,
) -> None:
    """Hear music, sort it, grow a playlist: the whole way."""
    if music is not None:
        music = music.expanduser()
        if not music.exists():
            raise ScanError("does not exist", path=music, hint="name a folder of music")
    folder = output or Path(_folder_name(music))
    library = folder / "library"
    if music is None:
        music = folder / "music"
        _make_music(music)
    code = _run(analyze.command, [str(music)], library)
    if code in (NOTHING_DONE, INTERRUPTED):
        raise typer.Exit(code)
    _run(list_tracks.command, ["--limit", "40"], library)

    from tunescape.library.store import Library

    tracks = Library(library).tracks()
    seed = tracks[0]
    target = folder / "playlist.m3u8"
    if len(tracks) >= _ENOUGH_FOR_CLUSTERS:
        _run(cluster.command, [], library)
    n = min(25, max(5, len(tracks) // 4))
    say(f"A playlist grown from {seed.name}:")
    _run(playlist.command, [seed.path, "-n", str(n), "-o", str(target)], library)
    _say_next(library, seed.track_id[:8], tracks[-1].track_id[:8])
    if serve_then:
        say("")
        _serve(library)
    raise typer.Exit(code)


def _folder_name(music: Path | None) -> str:
    if music is None:
        return "tunescape-demo"
    # two folders of the same name have two libraries
    digest = hashlib.blake2b(os.fsencode(music.resolve()), digest_size=2).hexdigest()
    return f"tunescape-demo-{music.resolve().name}-{digest}"


def _make_music(folder: Path) -> None:
    from tunescape.interfaces.demo_music import write_demo_music

    for done, total in write_demo_music(folder):
        if done in (0, total):
            say(f"Composing {total} tracks into {folder} ..." if done == 0 else f"{total} tracks in {folder}")


def _run(command: object, arguments: list[str], library: Path) -> int:
    """Run another command as a user would, and return its exit code."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(command)  # type: ignore[type-var]
    code = app([*arguments, "--library", str(library)], standalone_mode=False)
    return code if isinstance(code, int) else 0


def _serve(library: Path) -> None:
    try:
        _run(serve.command, [], library)
    except SettingsError:
        # most likely another server has the port: any other is as good, and what else is wrong is said again
        _run(serve.command, ["--port", "0"], library)


def _say_next(library: Path, first: str, last: str) -> None:
    program = _program()
    say("\nTry next:")
    for words in (
        f"similar {first}",
        f"playlist {first} --to {last} -n 8",
        f"show {first}",
        "list --where 'tempo_bpm > 120'",
        "export default -o vectors.parquet",
        "serve",
    ):
        say(f"  {program} {words} --library {shlex.quote(str(library))}")
    say(f"  {program} analyze FOLDER     (your own library: the same commands without --library)")


def _program() -> str:
    """Tell how the user can call tunescape again, as short as that can be."""
    called = os.path.abspath(sys.argv[0])
    if os.path.basename(called) == "__main__.py":
        return "python -m tunescape"
    return "tunescape" if called == shutil.which("tunescape") else shlex.quote(os.path.relpath(called))
