"""How the pitch of notes moves: vibrato, slides, notes between the keys."""

import numpy as np

from tunescape.arrays import FloatArray, IntArray

__all__ = ["note_bends"]

BINS_PER_SEMITONE = 3
IN_TUNE = 1  # of the three bins of a key, the one of a note that is in tune with 440 Hz
REACH = 4  # bins to either side: a note that slides further is another note
PEAK = 2


def note_bends(
    contour: FloatArray, frames: IntArray, ends: IntArray, keys: IntArray
) -> tuple[FloatArray, ...]:
    """Measure how far notes are from their keys, frame by frame.

    The centroid of the five bins around the strongest within 4/3 semitones of the key.

    Parameters
    ----------
    contour : np.ndarray [shape=(n_frames, 264)]
    frames, ends, keys : np.ndarray [shape=(n,), dtype=int64]
        First frame of each note, the one after its last, and its key, from 0.

    Returns
    -------
    tuple of np.ndarray [shape=(end - frame,), dtype=float32]
        Semitones, -2 to 2.
    """
    margin = REACH + PEAK
    padded = np.pad(contour, ((0, 0), (margin, margin)))
    bends = []
    for first, end, key in zip(frames, ends, keys, strict=True):
        lowest = BINS_PER_SEMITONE * key + IN_TUNE
        around = padded[first:end, lowest : lowest + 2 * margin + 1]
        strongest = PEAK + np.argmax(around[:, PEAK : PEAK + 2 * REACH + 1], axis=1)
        bins = strongest[:, None] + np.arange(-PEAK, PEAK + 1)
        weights = np.take_along_axis(around, bins, axis=1) + 1e-6
        centre = (weights * (bins - margin)).sum(axis=1) / weights.sum(axis=1)
        bends.append((centre / BINS_PER_SEMITONE).astype(np.float32))
    return tuple(bends)
