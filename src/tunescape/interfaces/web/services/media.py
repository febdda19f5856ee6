"""What is made of the audio of one track: waveform, pictures, notes. Slow: for other processes."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from tunescape.arrays import Vector
from tunescape.audio.decode import AudioFile
from tunescape.audio.identity import identify
from tunescape.errors import DecodeError

__all__ = ["N_PEAKS", "midi_bytes", "picture_bytes", "track_peaks"]

N_PEAKS = 1000
_BLOCK_S = 60.0
_FULL_SCALE = 127


def track_peaks(path: str, n: int = N_PEAKS) -> dict[str, Any]:
    """Return the lowest and highest sample of each of equal parts of a track.

    Decoded a minute at a time: memory does not grow with the track.

    Parameters
    ----------
    path : str
    n : int > 0
        Number of parts.

    Returns
    -------
    dict
        ``duration_s``; ``low`` and ``high``, n integers each, in 127ths of full scale: of the mean of the
        channels. A stretch that cannot be decoded is silent.

    Raises
    ------
    DecodeError
        If nothing of it can be decoded.
    """
    low, high = np.zeros(n), np.zeros(n)
    with AudioFile(path) as audio:
        duration_s = identify(audio).duration_s
        starts = np.arange(0.0, max(duration_s, 1e-3), _BLOCK_S)
        refusals = 0
        for start_s in starts:
            try:
                signal = audio.read(start_s, min(_BLOCK_S, duration_s - start_s))
            except DecodeError:
                refusals += 1
                if refusals == len(starts):
                    raise
                continue
            first = start_s * signal.sample_rate
            times = (first + np.arange(len(signal.mono()))) / (duration_s * signal.sample_rate)
            _widen(low, high, signal.mono(), np.minimum((times * n).astype(np.int64), n - 1))
    scaled = np.clip(np.stack([low, high]) * _FULL_SCALE, -_FULL_SCALE, _FULL_SCALE).round().astype(int)
    return {"duration_s": round(duration_s, 3), "low": scaled[0].tolist(), "high": scaled[1].tolist()}


def _widen(low: Vector, high: Vector, samples: Any, parts: Any) -> None:
    """Let samples count in their parts, which rise."""
    begins = np.flatnonzero(np.diff(parts, prepend=-1))
    which = parts[begins]
    low[which] = np.minimum(low[which], np.minimum.reduceat(samples, begins))
    high[which] = np.maximum(high[which], np.maximum.reduceat(samples, begins))


def picture_bytes(path: str, view: str, title: str, start_s: float, duration_s: float | None) -> bytes:
    """Return a PNG of one view of a track.

    Raises
    ------
    TunescapeError
        If there is no such view, or nothing of the stretch can be decoded.
    """
    from tunescape.report.pictures.drawing import draw_view, picture_png
    from tunescape.report.pictures.recording import read_recording

    recording = read_recording(path, start_s=start_s, duration_s=duration_s)
    return picture_png(draw_view(recording.source, view, title=title))


def midi_bytes(path: str) -> bytes:
    """Return the notes of a track as a MIDI file.

    Raises
    ------
    TunescapeError
        If it cannot be decoded.
    """
    from tunescape.interfaces.midi_files import MidiOptions, transcribe_file

    with tempfile.TemporaryDirectory(prefix="tunescape-") as folder:
        target = Path(folder) / "notes.mid"
        transcribe_file(path, target, MidiOptions())
        return target.read_bytes()
