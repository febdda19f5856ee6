"""Written notes as sound: plain tones, loud enough to be heard as any recording is."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.features.posteriorgram import SAMPLE_RATE
from tunescape.music.transcription.notes import NoteList

__all__ = ["played_blocks"]

BLOCK_S = 60.0
LONGEST_S = 6.0
"""A tone has died away by then."""

DECAY_S = 1.5
ATTACK_S, RELEASE_S = 0.005, 0.03
N_HARMONICS, SLOPE = 6, 1.3
HIGHEST_HZ = 10_000.0
LEVEL = 0.1  # of one note at full velocity: many at once stay near full scale


def played_blocks(notes: NoteList, *, duration_s: float) -> Iterator[FloatArray]:
    """Play notes.

    Parameters
    ----------
    notes : NoteList
        Their strength is the velocity, 0 to 1; loudness rises with its square.
    duration_s : float > 0

    Yields
    ------
    np.ndarray [shape=(n,), dtype=float32]
        Consecutive mono samples at 22,050 Hz, a minute at a time.
    """
    n_samples, block, tail = (round(s * SAMPLE_RATE) for s in (duration_s, BLOCK_S, LONGEST_S + RELEASE_S))
    starts = np.round(notes.onset_s * SAMPLE_RATE).astype(np.int64)
    lengths = np.round(np.minimum(notes.offset_s - notes.onset_s, LONGEST_S) * SAMPLE_RATE).astype(np.int64)
    levels = LEVEL * np.square(notes.strength)
    ringing = np.zeros(tail, dtype=np.float32)
    for begin in range(0, n_samples, block):
        sound = np.concatenate([ringing, np.zeros(block, dtype=np.float32)])
        first, end = np.searchsorted(starts, [begin, begin + block])
        for i in range(first, end):
            tone = _tone(int(notes.pitch[i]), int(lengths[i]))
            at = int(starts[i]) - begin
            sound[at : at + len(tone)] += levels[i] * tone
        yield sound[: min(block, n_samples - begin)]
        ringing = sound[block:]


def _tone(pitch: int, length: int) -> FloatArray:
    """Cut a string short after so many samples, and release it."""
    release = round(RELEASE_S * SAMPLE_RATE)
    tone = _string(pitch)[: length + release].copy()
    tone[length:] *= np.linspace(1, 0, release, dtype=np.float32)[: len(tone) - length]
    return tone


@lru_cache(maxsize=128)
def _string(pitch: int) -> FloatArray:
    time_s = np.arange(round((LONGEST_S + RELEASE_S) * SAMPLE_RATE)) / SAMPLE_RATE
    frequency_hz = 440 * 2 ** ((pitch - 69) / 12)
    numbers = np.arange(1, N_HARMONICS + 1)
    numbers = numbers[numbers * frequency_hz < HIGHEST_HZ]
    waves = (np.sin(2 * np.pi * number * frequency_hz * time_s) / number**SLOPE for number in numbers)
    envelope = np.exp(-time_s / DECAY_S) * np.minimum(time_s / ATTACK_S, 1)
    string = np.asarray(sum(waves) * envelope, dtype=np.float32)
    string.flags.writeable = False
    return string
