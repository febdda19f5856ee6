"""What sounds, folded onto pitch classes, low and high notes apart: what chords are read off."""

import numpy as np

from tunescape.arrays import FloatArray, Vector
from tunescape.features.posteriorgram import FRAMES_PER_WINDOW, Posteriorgram, frame_times_s

__all__ = ["FRAMES_PER_COLUMN", "REGISTERS", "mean_between", "pitch_registers"]

FRAMES_PER_COLUMN = 2
"""Frames of the network that are averaged, 23 ms."""

LOWEST_PITCH = 21
# MIDI numbers: where each begins, and where the next does
SOUNDING = {"bass": (21, 48), "tenor": (48, 60), "alto": (60, 72), "treble": (72, 109)}
STARTING = {"low_onsets": (21, 55), "high_onsets": (55, 109)}
REGISTERS = (*SOUNDING, *STARTING, "lowest")
"""What sounds in four ranges of pitch, what starts in two, and the lowest of what sounds."""

NOTE_FLOOR, ONSET_FLOOR = 0.1, 0.085
"""What the network says of every key as soon as it hears anything; on songs 001 to 020 of POP909 chords score
0.01 better without it."""

HIDES = 0.9  # how surely a note that sounds for certain hides that a higher one is the lowest


def pitch_registers(heard: Posteriorgram) -> FloatArray:
    """Fold some windows of the network's output.

    Parameters
    ----------
    heard : Posteriorgram
        A whole number of windows, of 142 frames each.

    Returns
    -------
    np.ndarray [shape=(n_frames // 2, 7, 12), dtype=float16]
        Sums of probabilities above their floor, as :data:`REGISTERS` names them, over the keys of each pitch
        class from C to B; ``lowest`` counts a key as far as no lower one sounds.
    """
    note, onset = np.maximum(heard.note - NOTE_FLOOR, 0), np.maximum(heard.onset - ONSET_FLOOR, 0)
    above = np.cumprod(1 - HIDES * note, axis=1)
    uncovered = np.pad(above[:, :-1], ((0, 0), (1, 0)), constant_values=1)
    rows = [_fold(note, *pitches) for pitches in SOUNDING.values()]
    rows += [_fold(onset, *pitches) for pitches in STARTING.values()]
    rows.append(_fold(note * uncovered, LOWEST_PITCH, 109))
    stacked = np.stack(rows, axis=1)
    columns = stacked.reshape(-1, FRAMES_PER_COLUMN, *stacked.shape[1:]).mean(axis=1)
    return np.asarray(columns, dtype=np.float16)


def _fold(keys: FloatArray, first_pitch: int, end_pitch: int) -> FloatArray:
    folded = np.zeros((len(keys), 12), dtype=np.float32)
    for pitch in range(first_pitch, end_pitch):
        folded[:, pitch % 12] += keys[:, pitch - LOWEST_PITCH]
    return folded


def mean_between(columns: FloatArray, bounds_s: Vector) -> FloatArray:
    """Average what sounds between consecutive times.

    Parameters
    ----------
    columns : np.ndarray [shape=(n, 7, 12)]
        Of a track from its beginning: whole windows, as :func:`pitch_registers` makes them.
    bounds_s : np.ndarray [shape=(n_stretches + 1,), dtype=float64]
        Ascending strictly, from 0, seconds.

    Returns
    -------
    np.ndarray [shape=(n_stretches, 7, 12), dtype=float32]
        What lies beyond the last column is silent.
    """
    per_window = FRAMES_PER_WINDOW // FRAMES_PER_COLUMN
    starts_s = frame_times_s(np.arange(len(columns)) * FRAMES_PER_COLUMN)
    end_s = float(frame_times_s(np.array([len(columns) // per_window * FRAMES_PER_WINDOW]))[0])
    places = np.interp(bounds_s, np.append(starts_s, end_s), np.arange(len(columns) + 1))
    whole = np.minimum(places.astype(np.int64), len(columns) - 1)
    part = (places - whole)[:, None, None]
    # sums up to each bound, without a second copy of an hour of columns
    first, last = whole[:-1], whole[1:]
    sums = np.stack([columns[a:b].sum(axis=0, dtype=np.float32) for a, b in zip(first, last, strict=True)])
    sums += columns[last] * part[1:] - columns[first] * part[:-1]
    means: FloatArray = (sums / np.maximum(np.diff(places), 1e-6)[:, None, None]).astype(np.float32)
    return np.maximum(means, 0)
