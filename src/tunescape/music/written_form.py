"""From a MIDI file to its form: its notes are played, and its own beats are counted."""

import os

from tunescape.errors import MusicError
from tunescape.music.heard_form import MOST_S, HeardForm, hear_blocks
from tunescape.music.played_notes import played_blocks
from tunescape.music.transcription.midi_reader import read_midi
from tunescape.music.transcription.notes import join_notes
from tunescape.music.written_beats import written_beats

__all__ = ["read_form"]


def read_form(path: str | os.PathLike[str]) -> HeardForm:
    """Find the form of a MIDI file.

    How loud a moment is, is how many notes sound and how hard they are struck. Drums are not played.

    Parameters
    ----------
    path : str or PathLike
        Its first hour is read.

    Returns
    -------
    HeardForm

    Raises
    ------
    MusicError
        If the file is damaged, or has no length.
    """
    song = read_midi(path)
    if not song.duration_s:
        raise MusicError("is a MIDI file without notes", path=path, hint="name one that has some")
    notes = join_notes(list(song.parts.values()))
    duration_s = min(song.duration_s, MOST_S)
    return hear_blocks(played_blocks(notes, duration_s=duration_s), beats=written_beats(song))
