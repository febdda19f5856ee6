"""Places where a note may start, and what speaks for and against each."""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter1d

from tunescape.arrays import FloatArray, IntArray

__all__ = ["CONTEXT_FRAMES", "TRAITS", "describe_candidates", "find_candidates", "log_odds", "note_ends"]

MIN_ONSET = (
    0.25  # of 129,389 such peaks on songs 001 to 020 of POP909 a ninth are notes, and 99 % of the notes
)
SOUNDING = 0.3
LONGEST_GAP = 10
CONTEXT_FRAMES = 172
"""How far around a candidate, to either side, its traits reach: two seconds."""

CLEAR_ONSET = 0.5
LONGEST_TRAIT = 172
# keys whose partials a note shares, and those a blurred spectrum spills into
NEIGHBOURS = (0, -24, -19, -12, -7, -5, -1, 1, 5, 7, 12, 19, 24)
SHORTLY, BEFORE = (1, 8), (-9, -2)
STAGES = ((0, 3), (8, 16), (16, 32), (32, 64))
WIDEST = max(NEIGHBOURS)

TRAITS = (
    *(f"{what}{semitones:+d}" for semitones in NEIGHBOURS for what in ("onset", "after", "before")),
    *(f"after {first}" for first, _ in STAGES),
    *("onset odds", "after odds", "onset width", "length", "onsets", "strongest onset"),
    *("polyphony", "haze", "onset haze", "clear onsets", "below", "above", "pitch", "pitch squared"),
)
"""Names of what is known of a candidate."""


def find_candidates(onset: FloatArray) -> tuple[IntArray, IntArray]:
    """Find where a note may start: local maxima of the onset probability of a key.

    Parameters
    ----------
    onset : np.ndarray [shape=(n_frames, 88)]

    Returns
    -------
    frames, keys : np.ndarray [shape=(n_candidates,), dtype=int64]
        Ordered by frame.
    """
    around = np.pad(onset, ((1, 1), (0, 0)))
    frames, keys = np.nonzero((onset >= MIN_ONSET) & (onset >= around[:-2]) & (onset > around[2:]))
    return frames, keys


def note_ends(note: FloatArray, frames: IntArray, keys: IntArray) -> IntArray:
    """Find how long notes last: until their key is silent for 11 frames, or starts again.

    Parameters
    ----------
    note : np.ndarray [shape=(n_frames, 88)]
    frames, keys : np.ndarray [shape=(n,), dtype=int64]
        Where notes start.

    Returns
    -------
    np.ndarray [shape=(n,), dtype=int64]
        The frame after the last one that sounds.
    """
    n_frames = len(note)
    sounds = note >= SOUNDING
    sounds[frames, keys] = True
    rows = np.arange(n_frames, dtype=np.int32)[:, None]
    last = np.maximum.accumulate(np.where(sounds, rows, np.int32(-1)), axis=0)
    following = np.minimum.accumulate(np.where(sounds, rows, np.int32(n_frames + LONGEST_GAP))[::-1], axis=0)
    bridged = following[::-1] - last - 1 <= LONGEST_GAP
    silent = np.where(bridged, np.int32(n_frames), rows)
    first_silent = np.minimum.accumulate(silent[::-1], axis=0)[::-1]
    ends = first_silent[frames, keys].astype(np.int64)
    order = np.lexsort((frames, keys))
    again = np.flatnonzero(keys[order[1:]] == keys[order[:-1]])
    ends[order[again]] = np.minimum(ends[order[again]], frames[order[again + 1]])
    ended: IntArray = last[ends - 1, keys].astype(np.int64) + 1
    return ended


def describe_candidates(note: FloatArray, onset: FloatArray, frames: IntArray, keys: IntArray) -> FloatArray:
    """Say what surrounds candidates: the same key, its octaves, fifths and neighbours; how much goes on.

    Parameters
    ----------
    note, onset : np.ndarray [shape=(n_frames, 88)]
        With :data:`CONTEXT_FRAMES` before and after the candidates, as far as there are any.
    frames, keys : np.ndarray [shape=(n,), dtype=int64]

    Returns
    -------
    np.ndarray [shape=(n, len(TRAITS)), dtype=float32]
    """
    last = len(note) - 1
    wide_note, wide_onset = (np.pad(x, ((0, 0), (WIDEST, WIDEST))) for x in (note, onset))
    peak = wide_onset.copy()
    np.maximum(peak[1:], wide_onset[:-1], out=peak[1:])
    np.maximum(peak[:-1], wide_onset[1:], out=peak[:-1])
    sums = np.zeros((len(note) + 1, wide_note.shape[1]))
    np.cumsum(wide_note, axis=0, out=sums[1:])
    place = keys + WIDEST

    def mean(span: tuple[int, int], shift: int = 0) -> npt.NDArray[np.float64]:
        first = np.clip(frames + span[0], 0, last)
        end = np.clip(frames + span[1], first + 1, last + 1)
        means: npt.NDArray[np.float64] = (sums[end, place + shift] - sums[first, place + shift]) / (
            end - first
        )
        return means

    columns: list[npt.NDArray[Any]] = []
    for shift in NEIGHBOURS:
        columns += [peak[frames, place + shift], mean(SHORTLY, shift), mean(BEFORE, shift)]
    columns += [mean(span) for span in STAGES]
    columns += [log_odds(onset[frames, keys]), log_odds(mean(SHORTLY))]
    beside = frames + np.array([[-2], [-1], [1], [2]])
    columns.append(onset[np.clip(beside, 0, last), keys].sum(axis=0))
    columns.append(np.log(np.clip(note_ends(note, frames, keys) - frames, 1, LONGEST_TRAIT)))
    columns += [np.log1p(peak.sum(axis=1)[frames]), peak.max(axis=1)[frames]]
    columns += [curve[frames] for curve in _how_much_goes_on(note, onset)]
    columns += _outer_voices(note[np.minimum(frames + 3, last)], keys)
    height = (keys - 44) / 20
    return np.stack([*columns, height, height**2], axis=1).astype(np.float32)


def log_odds(probability: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Return the logarithm of the odds; beyond 0.001 and 0.999 one is as sure as there."""
    sure = np.clip(probability, 1e-3, 1 - 1e-3)
    odds: npt.NDArray[np.floating] = np.log(sure / (1 - sure))
    return odds


def _how_much_goes_on(note: FloatArray, onset: FloatArray) -> list[npt.NDArray[np.float64]]:
    """Return, over four seconds: keys that sound (log), what is left of the others, and both for onsets."""
    sounding, clear = note > SOUNDING, onset > CLEAR_ONSET
    curves = [
        np.count_nonzero(sounding, axis=1),
        np.where(sounding, 0, note).sum(axis=1),
        np.where(clear, 0, onset).sum(axis=1),
        np.where(clear, onset, 0).sum(axis=1),
    ]
    slow = [uniform_filter1d(curve.astype(np.float64), 2 * CONTEXT_FRAMES + 1) for curve in curves]
    return [np.log1p(slow[0]), *slow[1:]]


def _outer_voices(rows: FloatArray, keys: IntArray) -> list[FloatArray]:
    """Return the strongest key below and above each, in rows of note probabilities."""
    n = np.arange(len(keys))
    up = np.maximum.accumulate(np.pad(rows, ((0, 0), (1, 0))), axis=1)
    down = np.maximum.accumulate(np.pad(rows, ((0, 0), (0, 1)))[:, ::-1], axis=1)[:, ::-1]
    return [up[n, keys], down[n, keys + 1]]
