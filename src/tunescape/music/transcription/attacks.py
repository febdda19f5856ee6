"""How the sound of a key rises where a note may start, and how it goes on."""

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter1d

from tunescape.arrays import FloatArray, IntArray
from tunescape.features.posteriorgram import FLOOR_DB, Posteriorgram
from tunescape.music.transcription.candidates import CONTEXT_FRAMES, log_odds

__all__ = ["ATTACK_TRAITS", "COURSE_TRAITS", "PARTIALS", "describe_attacks"]

Columns = list[npt.NDArray[np.float64]]

PARTIALS = (0, 12, 19, 24, 28, 31, 34, 36)
"""Semitones from the fundamental to the first eight partials."""

# spans of frames, from a candidate on
ATTACK, BEFORE = (2, 6), (-7, -3)
LATE, LONG_BEFORE = (8, 16), (-10, -4)
FIRST, JUST_BEFORE = (1, 3), (-3, -1)
SUSTAIN = (16, 40)
MOST_RISE_DB, MOST_APART_DB, FAINTEST_DB, LOUDEST_DB = 20.0, 30.0, -60.0, 10.0
STRONGEST = PARTIALS[:3]
HIGH = 70  # levels from G6 up, where attacks are short
HIGH_FRAMES, ALL_FRAMES = 3, 4

COURSE = (-16, -10, -7, -5, -3, -2, -1, 0, 1, 2, 3, 5, 7, 10, 16, 24)
COURSE_PARTIALS = (0, 12, 19, 24, 31)
ONSET_COURSE = (-3, -2, -1, 0, 1, 2, 3)
ONSET_KEYS = (-12, -1, 0, 1, 12)
RIVAL_ATTACK, RIVAL_BEFORE = (2, 5), (-5, -2)

ATTACK_TRAITS = (
    *(f"{what}{partial:+d}" for partial in PARTIALS for what in ("rise", "level")),
    *(f"{what}{partial:+d}" for partial in STRONGEST for what in ("late rise", "decay", "first rise")),
    *(f"{what}{beside:+d}" for beside in (-1, 1) for what in ("level beside", "rise beside")),
    *("rise of all", "rise of the highest", "long decay"),
)
"""Names of what is known of the attack of a candidate, dB."""

COURSE_TRAITS = (
    *(f"level{partial:+d} at {at}" for partial in COURSE_PARTIALS for at in COURSE),
    *(f"onset{key:+d} at {at}" for key in ONSET_KEYS for at in ONSET_COURSE),
    *(f"note at {at}" for at in COURSE),
    *("largest rise", "largest onset"),
)
"""Names of what is known of the course of a candidate's key."""


class _Levels:
    """Levels around candidates, and their means over spans of frames; all of it is between silences."""

    def __init__(self, level: FloatArray, frames: IntArray, keys: IntArray) -> None:
        margins = ((-COURSE[0], SUSTAIN[1]), (1, PARTIALS[-1]))
        self.padded = np.pad(level, margins, constant_values=FLOOR_DB)
        self.sums = np.zeros((len(self.padded) + 1, self.padded.shape[1]))
        np.cumsum(self.padded, axis=0, out=self.sums[1:])
        self.rows, self.columns = frames - COURSE[0], keys + 1

    def mean(self, span: tuple[int, int], semitones: int = 0) -> npt.NDArray[np.float64]:
        first, end = self.rows + span[0], self.rows + span[1]
        column = self.columns + semitones
        means: npt.NDArray[np.float64] = (self.sums[end, column] - self.sums[first, column]) / (
            span[1] - span[0]
        )
        return means

    def rise(
        self, after: tuple[int, int], before: tuple[int, int], semitones: int = 0
    ) -> npt.NDArray[np.float64]:
        return np.clip(
            self.mean(after, semitones) - self.mean(before, semitones), -MOST_RISE_DB, MOST_RISE_DB
        )


def describe_attacks(heard: Posteriorgram, frames: IntArray, keys: IntArray) -> FloatArray:
    """Say how much louder the partials of a key become, how loud they are, and how they fade; and its course.

    A note that starts while the key, or what shares its partials, rings on raises some of them by little; a
    note of another key, or a drum, raises others. The course of levels and probabilities is told from 190 ms
    before a candidate to 280 ms after it.

    Parameters
    ----------
    heard : Posteriorgram
        With levels; with :data:`CONTEXT_FRAMES` before and after the candidates, as far as there are any.
    frames, keys : np.ndarray [shape=(n,), dtype=int64]

    Returns
    -------
    np.ndarray [shape=(n, len(ATTACK_TRAITS) + len(COURSE_TRAITS)), dtype=float32]
        Differences: the level of the recording does not matter.
    """
    around = _Levels(heard.level, frames, keys)
    attack = np.stack(_attack(heard.level, around, frames), axis=1)
    return np.concatenate([attack, *_course(heard, around, frames, keys)], axis=1, dtype=np.float32)


def _attack(level: FloatArray, around: _Levels, frames: IntArray) -> Columns:
    loudness = uniform_filter1d(level.max(axis=1).astype(np.float64), 2 * CONTEXT_FRAMES + 1)[frames]
    fundamental = around.mean(ATTACK)
    columns: Columns = []
    for partial in PARTIALS:
        columns.append(around.rise(ATTACK, BEFORE, partial))
        columns.append(np.clip(around.mean(ATTACK, partial) - loudness, FAINTEST_DB, LOUDEST_DB))
    for partial in STRONGEST:
        columns.append(around.rise(LATE, LONG_BEFORE, partial))
        columns.append(around.rise(LATE, ATTACK, partial))
        columns.append(around.rise(FIRST, JUST_BEFORE, partial))
    for beside in (-1, 1):
        columns.append(np.clip(around.mean(ATTACK, beside) - fundamental, -MOST_APART_DB, MOST_APART_DB))
        columns.append(around.rise(ATTACK, BEFORE, beside))
    columns.append(_mean_rise(level, ALL_FRAMES)[frames])
    columns.append(_mean_rise(level[:, HIGH:], HIGH_FRAMES)[frames])
    columns.append(np.clip(around.mean(SUSTAIN) - fundamental, -2 * MOST_RISE_DB, 2 * MOST_RISE_DB))
    return columns


def _mean_rise(level: FloatArray, lag: int) -> npt.NDArray[np.float64]:
    """Return by how much levels rise over ``lag`` frames around each frame, at first from silence."""
    before = np.pad(level, ((lag, 0), (0, 0)), constant_values=FLOOR_DB)
    rises = np.zeros(len(before))
    rises[lag // 2 : lag // 2 + len(level)] = np.maximum(level - before[:-lag], 0).mean(axis=1)
    return rises[lag:]


def _course(
    heard: Posteriorgram, around: _Levels, frames: IntArray, keys: IntArray
) -> list[npt.NDArray[np.floating]]:
    margins = ((-COURSE[0], COURSE[-1]), (0, 0))
    note, onset = np.pad(heard.note, margins), np.pad(heard.onset, margins)
    rows = around.rows[:, None] + COURSE
    parts: list[npt.NDArray[np.floating]] = []
    for partial in COURSE_PARTIALS:
        course = around.padded[rows, (around.columns + partial)[:, None]]
        apart = course - course.mean(axis=1, keepdims=True)
        parts.append(np.clip(apart, -MOST_RISE_DB, MOST_RISE_DB))
    beside = around.rows[:, None] + ONSET_COURSE
    for key in ONSET_KEYS:
        sure = onset[beside, np.clip(keys + key, 0, onset.shape[1] - 1)[:, None]]
        parts.append(log_odds(sure))
    parts.append(note[rows, keys[:, None]])
    parts.append(_behind_the_strongest(heard, around)[:, None])
    parts.append((heard.onset.max(axis=1)[frames] - heard.onset[frames, keys])[:, None])
    return parts


def _behind_the_strongest(heard: Posteriorgram, around: _Levels) -> npt.NDArray[np.float64]:
    """Return by how much less the key rises than the one that rises most just then, dB."""
    moments, which = np.unique(around.rows, return_inverse=True)
    sums = around.sums[:, 1 : 1 + heard.note.shape[1]]

    def mean(span: tuple[int, int]) -> npt.NDArray[np.float64]:
        means: npt.NDArray[np.float64] = (sums[moments + span[1]] - sums[moments + span[0]]) / (
            span[1] - span[0]
        )
        return means

    rises = mean(RIVAL_ATTACK) - mean(RIVAL_BEFORE)
    behind: npt.NDArray[np.float64] = rises.max(axis=1)[which] - rises[which, around.columns - 1]
    return np.minimum(behind, 2 * MOST_RISE_DB)
