"""``tunescape hook``: the catchiest stretch of a track."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tunescape.interfaces.cli.console import print_document, say, table
from tunescape.interfaces.cli.folder_run import end_folder, run_folder
from tunescape.interfaces.cli.options import JsonOption, LibraryOption

NAME = "hook"


def command(
    track: Annotated[
        str,
        typer.Argument(
            metavar="TRACK",
            help="A path (a MIDI file, too), a track id (6 digits or more), part of one title, or a folder.",
        ),
    ],
    length: Annotated[
        float,
        typer.Option("--length", metavar="SECONDS", min=1, max=600, help="How long the hook should be."),
    ] = 15.0,
    loop: Annotated[
        bool,
        typer.Option(
            "--loop", help="Whole bars, as near to --length as they come, and no click when repeated."
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Cut it out: .wav, .flac, .mp3, .m4a, .ogg or .opus, of a MIDI file .mid; a folder for a "
            "folder (FLAC, MIDI).",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Find the hook of a track, and cut it out.

    The hook comes again, is loud and high, and begins a section; why, two runners-up and the sections are
    listed. The track need not be in the library: name any file, or a folder for all the music in it. Files
    that are there are not replaced without --force. Of a longer track, the first hour is heard. The hook of
    a MIDI file is found in its notes, and they are what is cut out.
    """
    if Path(track).is_dir():
        _folder(Path(track), output, length, loop, force, library, json)
        return
    if output is not None:
        from tunescape.interfaces.hook_files import check_target

        check_target(output, source=track, force=force)
    document = _one(track, output, length, loop, library)
    if json:
        print_document(document)
    _show(document)


def _one(track: str, output: Path | None, length: float, loop: bool, library: Path | None) -> dict[str, Any]:
    from tunescape.interfaces.hook_documents import found_hook, loop_of

    found = found_hook(track, library, length_s=length)
    if loop:
        found = loop_of(found, length_s=length)
    if output is not None:
        from tunescape.interfaces.hook_files import cut_hook

        cut_hook(found.path, output, start_s=found.hook["start"], end_s=found.hook["end"], loop=loop)
    return {
        "path": found.path,
        **found.hook,
        "file": None if output is None else str(output),
        "sections": found.structure["sections"],
        "remarks": found.structure["remarks"],
    }


def _folder(
    folder: Path,
    output: Path | None,
    length: float,
    loop: bool,
    force: bool,
    library: Path | None,
    json: bool,
) -> None:
    from tunescape.interfaces.folder_plan import plan_folder

    plan = plan_folder(folder, output, ending=" [hook].flac", midi_ending=" [hook].mid")
    run = run_folder(
        plan, lambda path, target: _one(path, target, length, loop, library), verb="Listening", force=force
    )
    end_folder(run, name="hooks", json=json, tell=lambda: _say_all(run.done))


def _say_all(documents: list[dict[str, Any]]) -> None:
    for document in documents:
        say(_line(document))


def _show(document: dict[str, Any]) -> None:
    rows = [(one["label"], _clock(one["start"]), _clock(one["end"])) for one in document["sections"]]
    table(("section", "from", "to"), rows)
    say(_line(document))
    for reason in document["reasons"]:
        say(f"  {reason}")
    for other in document["alternatives"]:
        say(f"or {_clock(other['start'])} to {_clock(other['end'])} (score {other['score']:.2f})")
    for remark in document["remarks"]:
        say(f"note: {remark}")


def _line(document: dict[str, Any]) -> str:
    where = document["file"] or document["path"]
    stretch = f"{_clock(document['start'])} to {_clock(document['end'])}"
    return f"{where}: hook {stretch} (score {document['score']:.2f})"


def _clock(time_s: float) -> str:
    tenths = round(time_s * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"
