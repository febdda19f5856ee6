"""``tunescape transcribe``: the notes of a track, as MIDI."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tunescape.errors import SettingsError, TunescapeError
from tunescape.interfaces.cli.console import NOTHING_DONE, SOME_FAILED, counted, print_document, say
from tunescape.interfaces.cli.counted_progress import show_counted
from tunescape.interfaces.cli.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from tunescape.interfaces.midi_files import MidiOptions, Transcribed

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
    _say(done)


def _folder(folder: Path, output: Path, options: "MidiOptions", json: bool) -> None:
    from tunescape.interfaces.midi_files import planned_files, transcribe_file

    plan = planned_files(folder, output)
    done: list[Transcribed] = []
    kept: list[Path] = []
    failures = list(plan.failures)
    with show_counted("Transcribing") as on_progress:
        for number, (path, target) in enumerate(plan.files, start=1):
            try:
                if target.exists() and not options.force:
                    kept.append(target)
                else:
                    done.append(transcribe_file(path, target, options))
            except TunescapeError as error:
                failures.append({"path": path, "stage": error.stage, "reason": error.reason})
            on_progress(number, len(plan.files), target.name)
    if json:
        files = [one.document for one in done]
        print_document({"files": files, "kept": [str(path) for path in kept], "failures": failures})
    for one in done:
        _say(one)
    for failure in failures:
        say(f"failed: {failure['path']}: {failure['reason']}")
    if kept:
        say(f"{counted(len(kept), 'file')} already there: --force replaces them")
    if not plan.files and not failures:
        say("tunescape: found no audio files there; name a folder that holds some, or a file itself")
    raise typer.Exit(_exit_code(len(done) + len(kept), len(failures)))


def _exit_code(n_done: int, n_failed: int) -> int:
    if not n_done:
        return NOTHING_DONE
    return SOME_FAILED if n_failed else 0


def _say(done: "Transcribed") -> None:
    document = done.document
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
