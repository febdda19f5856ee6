"""MIDI files told from audio: they hold notes, and no sound."""

import os

__all__ = ["is_midi_file"]


def is_midi_file(path: str | bytes | os.PathLike[str]) -> bool:
    """Tell whether a file holds MIDI: by its first bytes, whatever its name."""
    try:
        with open(path, "rb") as file:
            return file.read(4) == b"MThd"
    except (OSError, ValueError):
        return False
