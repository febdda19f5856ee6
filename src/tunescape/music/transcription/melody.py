"""Which notes are the melody: the line one would sing."""

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray, IntArray, Vector
from tunescape.music.transcription.attacks import PARTIALS
from tunescape.music.transcription.decode import NOTE_TRAITS
from tunescape.music.transcription.notes import NoteList
from tunescape.music.transcription.perceptron import load_perceptron

__all__ = ["MELODY_TRAITS", "describe_voices", "find_melody", "follow_line"]

Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

STEP_S = 8.0
NEARBY_S = 4.0
HELD_S = 12.0  # a note that began longer ago no longer counts as sounding
TOGETHER_S = 0.045
SETTLED_S = 0.03
OVERLAP_S = 0.05
OCTAVE = 12
FAR = 2 * OCTAVE
LINE_GAP_S, LINE_STEP = (0.05, 1.5), 7

# the sound of a note, compared with those around it: a lead sounds unlike what accompanies it
TIMBRE = ("after+12", "after+19", "after+24", "onset width", "after 16", "onset odds")
# and it is played louder
SOUND = (
    *("level+0", "level+12", "level+19", "level+24", "level+28", "loudness"),
    *("rise+0", "rise+12", "rise+19", "decay+0", "decay+12", "long decay", "odds"),
)
LOUD_PARTIALS = 5
LOUDER_DB, MOST_LOUDER_DB = 0.5, 30.0
AT_ONCE_S = 0.06
_COLUMN = {name: column for column, name in enumerate(NOTE_TRAITS)}

MELODY_TRAITS = (
    *("above", "below", "above, together", "below, together", "above, later"),
    *(
        "next above",
        "next below",
        "next above, together",
        "next below, together",
        "octave above",
        "octave below",
    ),
    *("height", "height squared", "duration", "strength", "onset odds"),
    *("relative height", "relative strength", "relative duration", "density", "repeated"),
    *(f"relative {name}" for name in (*TIMBRE, *SOUND)),
    *("soon after", "step after", "choice after", "soon before", "step before", "choice before"),
    *SOUND,
    *("ahead of the loudest", "louder ones"),
)
"""Names of what is known of a note among others."""

# Chosen on songs 001 to 020 of POP909, and so that a tune without rivals is heard in other music, too.
EAGERNESS = 0.3
WORTH_OF_LEAD = 0.3
LARGEST_LEAD = 5.0
MELODY_FREE, ENOUGH = 0.4, 1.5
UNLIKELY = -4.0
COST_PER_SEMITONE = 0.04
RECENT = 60


def find_melody(notes: NoteList) -> IntArray:
    """Find the melody: a small network judges each note, and a line of the likeliest is followed.

    A note counts for more if nothing that sounds with it is as likely; and in music that sounds like no song
    it takes less to be the melody, for most pieces have one most of the time.

    Parameters
    ----------
    notes : NoteList
        With traits.

    Returns
    -------
    np.ndarray [shape=(n_melody,), dtype=int64]
        Positions, ascending; no two start together.
    """
    if len(notes) == 0:
        return np.zeros(0, dtype=np.int64)
    odds = load_perceptron("melody_network.npz").log_odds(describe_voices(notes)).astype(np.float64)
    worth = odds + EAGERNESS + WORTH_OF_LEAD * _leads(notes, odds)
    return follow_line(notes, worth + max(0.0, ENOUGH - _worth_of_a_second(notes, worth)))


def _worth_of_a_second(notes: NoteList, worth: Vector) -> float:
    """Return what the best note is worth in a second that 40 % of the others are below."""
    _, second = np.unique(notes.onset_s.astype(np.int64), return_inverse=True)
    best = np.full(int(second.max()) + 1, -np.inf)
    np.maximum.at(best, second, worth)
    return float(np.quantile(best, MELODY_FREE))


def _leads(notes: NoteList, odds: Vector) -> Vector:
    """Return how far each note is ahead of the likeliest that overlaps it, 0 to 5."""
    leads = np.full(len(notes), LARGEST_LEAD)
    onset_s, offset_s = notes.onset_s, notes.offset_s
    firsts = np.searchsorted(onset_s, onset_s - HELD_S)
    ends = np.searchsorted(onset_s, offset_s - OVERLAP_S)
    for i, (first, end) in enumerate(zip(firsts.tolist(), ends.tolist(), strict=True)):
        overlaps = offset_s[first:end] > onset_s[i] + OVERLAP_S
        if first <= i < end:
            overlaps[i - first] = False
        if overlaps.any():
            leads[i] = odds[i] - odds[first:end][overlaps].max()
    clipped: Vector = np.clip(leads, 0, LARGEST_LEAD)
    return clipped


def describe_voices(notes: NoteList) -> FloatArray:
    """Say where each note stands among those that sound with it, just before and just after it.

    Parameters
    ----------
    notes : NoteList
        With traits.

    Returns
    -------
    np.ndarray [shape=(n, len(MELODY_TRAITS)), dtype=float32]
    """
    described = np.zeros((len(notes), len(MELODY_TRAITS)), dtype=np.float32)
    if len(notes) == 0:
        return described
    onset_s = notes.onset_s
    for start_s in np.arange(onset_s[0], onset_s[-1] + STEP_S, STEP_S):
        first, end = np.searchsorted(onset_s, (start_s, start_s + STEP_S))
        if first == end:
            continue
        nearest, furthest = np.searchsorted(onset_s, (start_s - HELD_S, start_s + STEP_S + NEARBY_S))
        around = notes.take(np.arange(nearest, furthest))
        described[first:end] = _describe(around, np.arange(first, end) - nearest)
    return described


def _describe(notes: NoteList, which: IntArray) -> Matrix:
    apart_s = notes.onset_s - notes.onset_s[which, None]
    interval = (notes.pitch - notes.pitch[which, None]).astype(np.float64)
    another = np.arange(len(notes)) != which[:, None]
    together = (np.abs(apart_s) < TOGETHER_S) & another
    columns = _neighbours(notes, which, interval, together, another)
    columns += _itself(notes, which)
    near, sound = np.abs(apart_s) < NEARBY_S, _sound(notes)
    columns += _relative(notes, which, near, interval, sound)
    for direction in (1, -1):
        columns += _line(direction * apart_s, np.abs(interval))
    columns += list(sound[which].T)
    loudness = sound[:, SOUND.index("loudness")]
    columns += _louder(loudness, which, near, (np.abs(apart_s) < AT_ONCE_S) & another)
    return np.stack(columns, axis=1)


def _sounding(notes: NoteList, at_s: Vector, another: Mask) -> Mask:
    mask: Mask = (notes.onset_s <= at_s[:, None]) & (notes.offset_s > at_s[:, None]) & another
    return mask


def _neighbours(
    notes: NoteList, which: IntArray, interval: Matrix, together: Mask, another: Mask
) -> list[Vector]:
    onset_s, offset_s = notes.onset_s[which], notes.offset_s[which]
    at_onset = _sounding(notes, onset_s + SETTLED_S, another)
    halfway = _sounding(notes, (onset_s + np.minimum(offset_s, onset_s + 1)) / 2, another)
    higher, lower = interval > 0, interval < 0
    counts = [at_onset & higher, at_onset & lower, together & higher, together & lower, halfway & higher]
    nearest = [counts[0], counts[1], counts[2], counts[3]]
    octaves = [together & (interval == OCTAVE), together & (interval == -OCTAVE)]
    return [
        *(mask.sum(axis=1).astype(np.float64) for mask in counts),
        *(np.where(mask, np.abs(interval), FAR).min(axis=1) for mask in nearest),
        *(mask.any(axis=1).astype(np.float64) for mask in octaves),
    ]


def _itself(notes: NoteList, which: IntArray) -> list[Vector]:
    height = (notes.pitch[which] - 65) / OCTAVE
    odds = notes.traits[which, _COLUMN["onset odds"]].astype(np.float64)
    return [height, height**2, _log_duration(notes)[which], notes.strength[which], odds]


def _log_duration(notes: NoteList) -> Vector:
    lasting: Vector = np.log(np.maximum(notes.offset_s - notes.onset_s, 0.03))
    return lasting


def _sound(notes: NoteList) -> Matrix:
    """Return the columns of SOUND; levels of partials are told beside that of the first."""
    levels = np.stack(
        [notes.traits[:, _COLUMN[f"level{partial:+d}"]] for partial in PARTIALS[:LOUD_PARTIALS]], axis=1
    ).astype(np.float64)
    loudness = 10 * np.log10((10 ** (levels / 10)).sum(axis=1))
    others = [notes.traits[:, _COLUMN[name]] for name in SOUND[LOUD_PARTIALS + 1 :]]
    return np.column_stack([levels[:, 0], levels[:, 1:] - levels[:, :1], loudness, *others])


def _louder(loudness: Vector, which: IntArray, near: Mask, at_once: Mask) -> list[Vector]:
    """Return how far a note is ahead of the loudest that starts with it, and which share nearby is louder."""
    own = loudness[which]
    rival = np.where(at_once, loudness, -np.inf).max(axis=1)
    louder = near & (loudness > own[:, None] + LOUDER_DB)
    return [np.clip(own - rival, -MOST_LOUDER_DB, MOST_LOUDER_DB), louder.sum(axis=1) / near.sum(axis=1)]


def _relative(notes: NoteList, which: IntArray, near: Mask, interval: Matrix, sound: Matrix) -> list[Vector]:
    n = near.sum(axis=1)
    pitch = notes.pitch.astype(np.float64)
    timbre = [notes.traits[:, _COLUMN[name]] for name in TIMBRE]
    qualities = np.column_stack([pitch, pitch**2, notes.strength, _log_duration(notes), *timbre, sound])
    means = (near @ qualities) / n[:, None]
    spread = np.sqrt(np.maximum(means[:, 1] - means[:, 0] ** 2, 4.0))
    apart = qualities[which] - means
    return [
        apart[:, 0] / spread,
        *(apart[:, column] for column in (2, 3)),
        np.log(n),
        (near & (interval == 0)).sum(axis=1) / n,
        *apart[:, 4:].T,
    ]


def _line(later_s: Matrix, distance: Matrix) -> list[Vector]:
    soon = (later_s > LINE_GAP_S[0]) & (later_s < LINE_GAP_S[1])
    close = soon & (distance <= LINE_STEP)
    return [
        np.where(close, later_s, LINE_GAP_S[1]).min(axis=1),
        np.where(soon & (later_s < 1), distance, OCTAVE).min(axis=1),
        close.sum(axis=1).astype(np.float64),
    ]


def follow_line(notes: NoteList, odds: Vector) -> IntArray:
    """Find the sequence of notes, one after the other, with the largest sum of odds, leaps being dear.

    Dynamic programming: ``S(i) = odds(i) + max(0, max_j [S(j) - c |p_i - p_j| e^-rest])`` over the notes j
    that start before i; a leap after a rest costs less.

    Parameters
    ----------
    notes : NoteList
    odds : np.ndarray [shape=(n,)]
        Logarithms: positive where a note belongs to the line rather than not.

    Returns
    -------
    np.ndarray [shape=(n_line,), dtype=int64]
        Positions, ascending.
    """
    usable = np.flatnonzero(odds > UNLIKELY)
    onset_s, offset_s = notes.onset_s[usable], notes.offset_s[usable]
    pitch = notes.pitch[usable]
    total, before = odds[usable].copy(), np.full(len(usable), -1)
    for i in range(len(usable)):
        first = max(0, i - RECENT)
        end = first + int(np.searchsorted(onset_s[first:i], onset_s[i] - TOGETHER_S))
        if end == first:
            continue
        leap = np.minimum(np.abs(pitch[first:end] - pitch[i]), FAR)
        rest_s = np.maximum(onset_s[i] - offset_s[first:end], 0)
        reached = total[first:end] - COST_PER_SEMITONE * leap * np.exp(-rest_s)
        best = int(np.argmax(reached))
        if reached[best] > 0:
            total[i] += reached[best]
            before[i] = first + best
    if len(usable) == 0 or total.max() <= 0:
        return np.zeros(0, dtype=np.int64)
    line = [int(np.argmax(total))]
    while before[line[-1]] >= 0:
        line.append(int(before[line[-1]]))
    return np.asarray(usable[line[::-1]], dtype=np.int64)
