"""``tunescape chords``: which chords a track has, and when."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tunescape.errors import SettingsError
from tunescape.interfaces.cli.console import print_document, say, table
from tunescape.interfaces.cli.folder_run import end_folder, run_folder
from tunescape.interfaces.cli.options import JsonOption, LibraryOption
from tunescape.text import visible

NAME = "chords"
_MOST_ROWS = 40


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
            help=".lab (start, end, chord), .csv, .mid (block chords with their names), .json; of a folder, "
            "a folder.",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[
        str, typer.Option("--format", metavar="NAME", help="What a folder's tracks are written as.")
    ] = "lab",
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Find the chords of a track.

    It need not be in the library: name any file, or a folder for all the music in it. Chords of a track of
    the library are heard once and kept; those of a MIDI file are read off its notes. Files that are there are
    not replaced without --force.
    """
    if Path(track).is_dir():
        _folder(Path(track), output, f".{kind.lower().lstrip('.')}", force, library, json)
        return
    document = _one(track, output, force, library)
    if json:
        print_document(document)
        return
    _say(document)
    _table(document["chords"])


def _one(track: str, output: Path | None, force: bool, library: Path | None) -> dict[str, Any]:
    from tunescape.interfaces.annotated import annotated
    from tunescape.interfaces.chord_documents import ANNOTATION, chords_of_document, hear_chord_document
    from tunescape.interfaces.chord_files import check_chord_file, write_chords

    if output is not None:
        check_chord_file(output, force=force)
    found = annotated(track, library, ANNOTATION, hear_chord_document)
    document = {"path": found.path, "track_id": found.track_id, **found.document, "file": None}
    if output is not None:
        write_chords(chords_of_document(found.document), output)
        document["file"] = str(output)
    return document


def _folder(
    folder: Path, output: Path | None, extension: str, force: bool, library: Path | None, json: bool
) -> None:
    from tunescape.interfaces.chord_files import CHORD_FORMATS
    from tunescape.interfaces.folder_plan import plan_folder

    if extension not in CHORD_FORMATS:
        raise SettingsError(f"--format cannot be {extension}", hint=f"give one of {', '.join(CHORD_FORMATS)}")
    plan = plan_folder(folder, output, ending=extension, midi_ending=extension)
    run = run_folder(
        plan, lambda path, target: _one(path, target, force, library), verb="Listening", force=force
    )
    end_folder(run, name="tracks", json=json, tell=lambda: None if json else _say_all(run.done))


def _say_all(documents: list[dict[str, Any]]) -> None:
    for document in documents:
        _say(document)


def _say(document: dict[str, Any]) -> None:
    from tunescape.interfaces.chord_documents import chords_sentence

    say(f"{visible(document['path'])}: {chords_sentence(document)}")
    for remark in document["remarks"]:
        say(f"note: {remark}")
    if document["file"]:
        say(f"written: {visible(document['file'])}")


def _table(chords: list[dict[str, Any]]) -> None:
    rows = [
        (f"{chord['start']:.2f}", f"{chord['end']:.2f}", chord["label"], f"{chord['confidence']:.2f}")
        for chord in chords[:_MOST_ROWS]
    ]
    table(("from (s)", "to (s)", "chord", "confidence"), rows)
    if len(chords) > _MOST_ROWS:
        say(f"and {len(chords) - _MOST_ROWS} more: -o FILE.lab or --json tells all")
