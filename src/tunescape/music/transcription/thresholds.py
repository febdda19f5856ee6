"""basic-pitch's own way from the network's outputs to notes, with its published settings: the yardstick."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray
from tunescape.features.posteriorgram import Posteriorgram
from tunescape.music.transcription.notes import LOWEST_PITCH

__all__ = ["ThresholdNote", "decode_by_thresholds"]

ONSET_THRESHOLD = 0.5
FRAME_THRESHOLD = 0.3
LONGEST_GAP = 11
MIN_FRAMES = 11  # 127.7 ms
DIFFERENCE_FRAMES = 2


class ThresholdNote(NamedTuple):
    """A note: its first frame, the one after its last, its MIDI number and the mean of its activation."""

    first: int
    end: int
    pitch: int
    amplitude: float


def decode_by_thresholds(heard: Posteriorgram) -> list[ThresholdNote]:
    """Decode notes as basic-pitch does by default.

    An onset is a maximum above 0.5 of the onset output, or of the rise of the note output over two frames,
    scaled to the onsets' largest value. From the last to the first, each becomes a note that lasts until the
    note output has been below 0.3 for 11 frames, and takes the activation of its key and of both neighbours
    with it; notes of 11 frames and less are dropped. From what is left, the strongest frame and what sounds
    around it become notes without onsets (the "melodia trick" [2]_) until nothing above 0.3 remains.

    Parameters
    ----------
    heard : Posteriorgram
        Of the whole track: the scale of the rises depends on its largest values.

    Returns
    -------
    list of ThresholdNote
        In the order they were found.

    References
    ----------
    .. [1] R. Bittner et al., "A lightweight instrument-agnostic model for polyphonic note transcription and
       multipitch estimation", ICASSP 2022.
    .. [2] J. Salamon and E. Gómez, "Melody extraction from polyphonic music signals using pitch contour
       characteristics", IEEE TASLP 20(6), 2012.
    """
    left = heard.note.copy()
    notes = [*_from_onsets(heard, left), *_from_what_is_left(heard.note, left)]
    return [note for note in notes if note.end - note.first > MIN_FRAMES]


def _strengthened_onsets(note: FloatArray, onset: FloatArray) -> FloatArray:
    rises = np.full_like(note, np.inf)
    for lag in range(1, DIFFERENCE_FRAMES + 1):
        before = np.pad(note, ((lag, 0), (0, 0)))[: len(note)]
        np.minimum(rises, note - before, out=rises)
    rises = np.maximum(rises, 0)
    rises[:DIFFERENCE_FRAMES] = 0
    largest = float(rises.max(initial=0))
    scaled = rises * (float(onset.max(initial=0)) / largest) if largest > 0 else rises
    strengthened: FloatArray = np.maximum(onset, scaled)
    return strengthened


def _from_onsets(heard: Posteriorgram, left: FloatArray) -> Iterator[ThresholdNote]:
    onset = _strengthened_onsets(heard.note, heard.onset)
    middle = onset[1:-1]
    peaks = (middle > onset[:-2]) & (middle > onset[2:]) & (middle >= ONSET_THRESHOLD)
    frames, keys = np.nonzero(peaks)
    last = len(left) - 1
    for first, key in zip((frames + 1)[::-1].tolist(), keys[::-1].tolist(), strict=True):
        if first >= last:
            continue
        end = _end_of_sound(left[first + 1 : last, key]) + first + 1
        if end - first > MIN_FRAMES:
            left[first:end, max(0, key - 1) : key + 2] = 0
            yield _note(heard.note, first, end, key)


def _from_what_is_left(note: FloatArray, left: FloatArray) -> Iterator[ThresholdNote]:
    last = len(left) - 1
    while left.size and left.max() > FRAME_THRESHOLD:
        middle, key = (int(i) for i in np.unravel_index(int(left.argmax()), left.shape))
        left[middle, key] = 0
        after, before = left[middle + 1 : last, key], left[1:middle, key][::-1]
        end = middle + 1 + _end_of_sound(after)
        first = middle - _end_of_sound(before)
        reach = slice(middle - _reach(before), middle + 1 + _reach(after))
        left[reach, max(0, key - 1) : key + 2] = 0
        yield _note(note, first, end - 1, key)


def _end_of_sound(activation: FloatArray) -> int:
    """Return how much of a key's activation comes before the gap that ends a note."""
    reach = _reach(activation)
    gap = 0
    while gap < min(reach, LONGEST_GAP) and activation[reach - gap - 1] < FRAME_THRESHOLD:
        gap += 1
    return reach - gap


def _reach(activation: FloatArray) -> int:
    gap = 0
    for i, sounds in enumerate((activation >= FRAME_THRESHOLD).tolist()):
        gap = 0 if sounds else gap + 1
        if gap == LONGEST_GAP:
            return i + 1
    return len(activation)


def _note(note: npt.NDArray[np.float32], first: int, end: int, key: int) -> ThresholdNote:
    amplitude = float(note[first:end, key].mean()) if end > first else 0.0
    return ThresholdNote(first, end, key + LOWEST_PITCH, amplitude)
