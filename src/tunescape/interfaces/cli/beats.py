"""``tunescape beats``: when a listener would tap, for eyes, editors and sequencers."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tunescape.errors import SettingsError
from tunescape.interfaces.cli.console import print_document, say, table
from tunescape.interfaces.cli.folder_run import end_folder, run_folder
from tunescape.interfaces.cli.options import JsonOption, LibraryOption
from tunescape.text import visible

if TYPE_CHECKING:
    from tunescape.interfaces.timecode import FrameRate


@dataclass(frozen=True)
class _Wish:
    """What is to be written of every track."""

    frame_rate: "FrameRate"
    every: str
    force: bool
    library: Path | None


NAME = "beats"


def command(
    track: Annotated[
        str,
        typer.Argument(
            metavar="TRACK",
            help="A path (a MIDI file, too), a track id (6 digits or more), part of one title, or a folder.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help=".csv, .json, .mid (tempo map, a marker a bar), .edl (cut points), or audio: clicks alone; "
            "of a folder, a folder.",
            show_default=False,
        ),
    ] = None,
    click: Annotated[
        Path | None,
        typer.Option(
            "--click",
            metavar="FILE",
            help="The track with a click on every beat, higher on downbeats: .wav, .flac, .mp3, ...",
            show_default=False,
        ),
    ] = None,
    fps: Annotated[
        str,
        typer.Option("--fps", metavar="N", help="Frames a second; 29.97 and 59.94 drop frame numbers."),
    ] = "30",
    every: Annotated[
        str, typer.Option("--every", metavar="beat|bar|4bars", help="What .csv and .edl tell.")
    ] = "beat",
    kind: Annotated[
        str, typer.Option("--format", metavar="NAME", help="What a folder's tracks are written as.")
    ] = "csv",
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Find the beats and bars of a track.

    They can be written for video editors and sequencers. The track need not be in the library: name any file,
    or a folder for all the music in it. Beats of a track of the library are heard once and kept. Files that
    are there are not replaced without --force.
    """
    from tunescape.interfaces.beat_files import EVERY
    from tunescape.interfaces.timecode import parse_frame_rate

    wish = _Wish(parse_frame_rate(fps), every, force, library)
    if every not in EVERY:
        raise SettingsError(f"--every cannot be {every}", hint=f"give one of {', '.join(EVERY)}")
    if os.path.isdir(track):
        if click is not None:
            raise SettingsError("--click takes one track", hint="name a file instead of a folder")
        _folder(Path(track), output, kind, wish, json)
        return
    document = _one(track, output, click, wish)
    if json:
        print_document(document)
    else:
        _say(document)


def _one(track: str, output: Path | None, click: Path | None, wish: _Wish) -> dict[str, Any]:
    from tunescape.audio.encode import ENCODINGS
    from tunescape.interfaces.annotated import annotated
    from tunescape.interfaces.beat_documents import ANNOTATION, beats_of_document, hear_beat_document
    from tunescape.interfaces.beat_files import (
        BEAT_FORMATS,
        BeatFile,
        check_target,
        write_beats,
        write_click_preview,
    )

    if output is not None:
        check_target(output, formats=BEAT_FORMATS, force=wish.force)
    if click is not None:
        check_target(click, formats=tuple(ENCODINGS), force=wish.force)
    found = annotated(track, wish.library, ANNOTATION, hear_beat_document)
    heard = beats_of_document(found.document)
    document = {"path": found.path, "track_id": found.track_id, **found.document, "files": []}
    if output is not None:
        title = Path(found.path).name  # an editor looks for the clip by the name of its file
        write_beats(heard, output, BeatFile(title, wish.frame_rate, wish.every))
        document["files"].append(str(output))
    if click is not None:
        written_s = write_click_preview(heard, found.path, click)
        document["files"].append(str(click))
        if written_s < heard.duration_s - 1:
            say(f"note: {click} holds the first {written_s / 60:.0f} minutes")
    return document


def _folder(folder: Path, output: Path | None, kind: str, wish: _Wish, json: bool) -> None:
    from tunescape.interfaces.beat_files import BEAT_FORMATS
    from tunescape.interfaces.folder_plan import plan_folder

    extension = f".{kind.lower().lstrip('.')}"
    if extension not in BEAT_FORMATS:
        raise SettingsError(f"--format cannot be {kind}", hint=f"give one of {', '.join(BEAT_FORMATS)}")
    plan = plan_folder(folder, output, ending=extension, midi_ending=extension)
    run = run_folder(
        plan, lambda path, target: _one(path, target, None, wish), verb="Listening", force=wish.force
    )
    end_folder(run, name="tracks", json=json, tell=lambda: None if json else _table(run.done, folder))


def _say(document: dict[str, Any]) -> None:
    from tunescape.interfaces.beat_documents import tempo_sentence

    say(f"{visible(document['path'])}: {tempo_sentence(document)}")
    for file in document["files"]:
        say(f"written: {visible(file)}")


def _table(documents: Sequence[dict[str, Any]], folder: Path) -> None:
    rows = [
        (
            os.path.relpath(document["path"], folder),
            document["tempo_bpm"] and f"{document['tempo_bpm']:.1f}",
            f"{document['confidence']:.2f}",
            next((f"{tempo:.1f}" for tempo in document["alternatives"]), None),
            len(document["beats"]),
            document["metre"],
        )
        for document in documents
    ]
    if rows:
        table(("track", "BPM", "confidence", "or", "beats", "metre"), rows)
