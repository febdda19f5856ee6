"""From notes to stereo buses."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.music.synth.oscillators import n_samples_of

__all__ = ["Instrument", "Note", "hits", "midi_to_hz", "play"]

Instrument = Callable[[float, float], FloatArray]
"""From frequency (Hz) and duration (s) to the samples of one note, mono."""

_CENTRE_PITCH = 64.0


class Note(NamedTuple):
    """One note of a score.

    Attributes
    ----------
    onset_s, duration_s : float, seconds
    pitch : float
        MIDI number; 69 is 440 Hz.
    velocity : float in (0, 1]
        Linear gain.
    """

    onset_s: float
    duration_s: float
    pitch: float
    velocity: float


def midi_to_hz(pitch: float) -> float:
    """Return the equal-tempered frequency, Hz, of a MIDI number."""
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def play(
    notes: Iterable[Note], instrument: Instrument, *, n_samples: int, pan: float = 0.0, width: float = 0.0
) -> FloatArray:
    """Render notes with one instrument into a stereo bus.

    Notes of the same pitch and duration are synthesised once.

    Parameters
    ----------
    notes : iterable of Note
    instrument : callable
    n_samples : int >= 0
        Length of the bus; what rings longer is cut.
    pan : float in [-1, 1]
        From left to right, of equal power.
    width : float in [-1, 1]
        How far two octaves above middle E lie to the right of ``pan``.

    Returns
    -------
    np.ndarray [shape=(2, n_samples), dtype=float32]
    """
    bus = np.zeros((2, n_samples), dtype=np.float32)
    rendered: dict[tuple[float, float], FloatArray] = {}
    for note in notes:
        kind = (note.pitch, round(note.duration_s, 4))
        if kind not in rendered:
            rendered[kind] = instrument(midi_to_hz(note.pitch), note.duration_s)
        place = pan + width * (note.pitch - _CENTRE_PITCH) / 24
        _add(bus, rendered[kind], start=n_samples_of(note.onset_s), gains=note.velocity * _pan_gains(place))
    return bus


def hits(
    sounds: Sequence[FloatArray],
    onsets_s: Sequence[float],
    *,
    n_samples: int,
    gain: float | Sequence[float] = 1.0,
    pan: float = 0.0,
) -> FloatArray:
    """Put one-shots on a stereo bus.

    Parameters
    ----------
    sounds : sequence of np.ndarray [shape=(n_i,)]
        Taken in turn, so that a stroke need not be the exact copy of the one before.
    onsets_s : sequence of float, seconds
    n_samples : int >= 0
    gain : float or sequence of float
        Of every hit, or of each.
    pan : float in [-1, 1]

    Returns
    -------
    np.ndarray [shape=(2, n_samples), dtype=float32]
    """
    bus = np.zeros((2, n_samples), dtype=np.float32)
    gains = np.broadcast_to(np.asarray(gain, dtype=np.float32), len(onsets_s))
    for onset_s, level, sound in zip(onsets_s, gains, itertools.cycle(sounds), strict=False):
        _add(bus, sound, start=n_samples_of(onset_s), gains=level * _pan_gains(pan))
    return bus


def _pan_gains(pan: float) -> FloatArray:
    angle = (min(max(pan, -1.0), 1.0) + 1) * np.pi / 4
    return np.array([np.cos(angle), np.sin(angle)], dtype=np.float32)


def _add(bus: FloatArray, sound: FloatArray, *, start: int, gains: FloatArray) -> None:
    """Add to a bus that this module has just made."""
    stretch = bus[:, start : start + len(sound)]
    stretch += gains[:, None] * sound[: stretch.shape[1]]
