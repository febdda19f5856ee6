"""``tunescape transcribe``: the notes of a track, as MIDI."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tunescape.errors import SettingsError
from tunescape.interfaces.cli.console import counted, print_document, say
from tunescape.interfaces.cli.folder_run import end_folder, run_folder
from tunescape.interfaces.cli.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from tunescape.interfaces.midi_files import MidiOptions

NAME = "transcribe"
_GRIDS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)


def command(
    track: Annotated[
        str,
        typer.Argument(
            metavar="TRACK", help="A path, a track id (6 digits or more), part of one title, or a folder."
        ),
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE.mid", help="Where the notes go; a folder for a folder."),
    ],
    quantize: Annotated[
        str | None,
        typer.Option(
            "--quantize",
            metavar="1/N",
            help="Move notes to the beats and their parts: 1/16, or 1/12 and 1/24 for triplets.",
        ),
    ] = None,
    pitch_bends: Annotated[
        bool,
        typer.Option(
            "--pitch-bends", help="Let melody and bass bend as they were heard to: vibrato, slides."
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Write the notes of a track down, as a MIDI file.

    Melody, bass and accompaniment become tracks of their own; tempo, metre and key are those that are heard.
    It need not be in the library: name any file, or a folder for all the music in it. Files that are there
    are not replaced without --force.
    """
    from tunescape.interfaces.midi_files import MidiOptions, transcribe_file
    from tunescape.interfaces.track_files import find_track_file

    options = MidiOptions(_steps_per_whole(quantize), pitch_bends, force)
    if Path(track).is_dir():
        _folder(Path(track), output, options, json)
        return
    done = transcribe_file(find_track_file(track, library).path, output, options)
    if json:
        print_document(done.document)
    _say(done.document)


def _folder(folder: Path, output: Path, options: "MidiOptions", json: bool) -> None:
    from tunescape.interfaces.folder_plan import plan_folder
    from tunescape.interfaces.midi_files import transcribe_file

    def write(path: str, target: Path | None) -> dict[str, Any]:
        return transcribe_file(path, target or output, options).document

    run = run_folder(
        plan_folder(folder, output, ending=".mid"), write, verb="Transcribing", force=options.force
    )
    end_folder(run, name="files", json=json, tell=lambda: _say_all(run.done))


def _say_all(documents: list[dict[str, Any]]) -> None:
    for document in documents:
        _say(document)


def _say(document: dict[str, Any]) -> None:
    parts = ", ".join(f"{part['notes']} {part['name']}" for part in document["tracks"])
    tempo = "" if document["tempo_bpm"] is None else f", {document['tempo_bpm']:.1f} BPM"
    key = "" if document["key"] is None else f", {document['key']}"
    say(f"{document['file']}: {counted(document['notes'], 'note')} ({parts}){tempo}{key}")
    for remark in document["remarks"]:
        say(f"note: {remark}")


def _steps_per_whole(text: str | None) -> int | None:
    if text is None:
        return None
    _, slash, number = text.strip().partition("1/")
    if _ or not slash or not number.isdecimal() or int(number) not in _GRIDS:
        choices = ", ".join(f"1/{grid}" for grid in _GRIDS)
        raise SettingsError(f"--quantize cannot be {text}", hint=f"give one of {choices}")
    return int(number)
