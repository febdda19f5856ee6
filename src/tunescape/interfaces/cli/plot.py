"""``tunescape plot``: pictures of one track."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tunescape.errors import SettingsError
from tunescape.interfaces.cli.console import minutes, print_document, say
from tunescape.interfaces.cli.options import JsonOption, LibraryOption, TrackArgument

if TYPE_CHECKING:
    from tunescape.report.look import PictureSize
    from tunescape.report.pictures.recording import DrawnRecording

NAME = "plot"


def command(
    track: TrackArgument,
    view: Annotated[str, typer.Option("--view", metavar="NAME,...", help="Views joined by commas, or all.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Where the pictures go; made if missing.")
    ],
    start: Annotated[
        float, typer.Option("--start", metavar="SECONDS", min=0, help="Where in the track to begin.")
    ] = 0.0,
    duration: Annotated[
        float | None,
        typer.Option(
            "--duration",
            metavar="SECONDS",
            min=0.001,
            help="How much to draw; by default up to the end, and ten minutes at most.",
            show_default=False,
        ),
    ] = None,
    size: Annotated[
        str, typer.Option("--size", metavar="WxH", help="Width and height of each picture, in pixels.")
    ] = "1200x450",
    dpi: Annotated[
        float,
        typer.Option(
            "--dpi",
            metavar="N",
            min=50,
            max=600,
            help="Pixels per inch: more draws letters and lines larger.",
        ),
    ] = 100.0,
    library: LibraryOption = None,
    json: JsonOption = False,
) -> None:
    """Draw pictures of a track, one PNG a view.

    It need not be in the library: name any file; of a MIDI file, the two views of notes are drawn.
    A picture of the same name is replaced.
    Files are called ``NAME [VIEW].png``.

    Views: waveform, spectrogram, mel, cqt, pitch, self-similarity, chroma, chords, mfcc, zero-crossing,
    centroid, bandwidth, rolloff, onsets, piano-roll, note-self-similarity, structure.
    """
    from tunescape.audio.midi_signature import is_midi_file
    from tunescape.interfaces.picture_files import write_pictures
    from tunescape.interfaces.track_files import find_track_file
    from tunescape.report.pictures.recording import read_recording
    from tunescape.report.pictures.views import resolve_views, views_of_notes

    views, picture_size = resolve_views(view), _picture_size(size, dpi)
    found = find_track_file(track, library)
    if is_midi_file(found.path):
        views = views_of_notes(views)
    recording = read_recording(found.path, start_s=start, duration_s=duration)
    title = found.name or recording.name
    written = write_pictures(recording.source, views, output, title=title, size=picture_size)
    notes = _notes(recording, title)
    for note in notes:
        say(f"note: {note}")
    if json:
        files = {name: str(path) for name, path in written.items()}
        begin_s, end_s = recording.source.stretch
        print_document({"files": files, "start_s": begin_s, "end_s": end_s, "notes": notes})
        return
    for path in written.values():
        say(str(path))


def _notes(recording: "DrawnRecording", title: str) -> list[str]:
    from tunescape.report.fonts import lettering

    notes = list(recording.warnings)
    if recording.cut:
        begin, end = map(minutes, recording.source.stretch)
        notes.append(f"only {begin} to {end} is drawn; --start and --duration choose another stretch")
    letters = lettering(title)
    if letters.hint:
        notes.append(f"no installed font has {letters.missing}; {letters.hint}")
    return notes


def _picture_size(text: str, dpi: float) -> "PictureSize":
    from tunescape.report.look import SMALLEST_IN, PictureSize

    found = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text.strip().lower())
    if found is None:
        raise SettingsError(f"--size cannot be {text}", hint="give width and height, as 1200x450")
    width, height = int(found[1]), int(found[2])
    least = [round(inches * dpi) for inches in SMALLEST_IN]
    if width < least[0] or height < least[1] or max(width, height) > 10_000:
        hint = f"give at least {least[0]}x{least[1]} at {dpi:g} dpi, and at most 10000x10000"
        raise SettingsError(f"--size cannot be {text}", hint=hint)
    return PictureSize(width, height, dpi)
