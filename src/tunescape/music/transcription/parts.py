"""Melody, bass and accompaniment told apart."""

import numpy as np

from tunescape.arrays import IntArray
from tunescape.music.transcription.melody import find_melody
from tunescape.music.transcription.notes import NoteList

__all__ = ["ACCOMPANIMENT", "BASS", "MELODY", "find_bass", "one_voice", "split_parts"]

MELODY, BASS, ACCOMPANIMENT = "melody", "bass", "accompaniment"

HIGHEST_BASS = 52  # E3
LOW_SOLO = 45  # A2: a man sings higher, a bass plays lower
SETTLED_S = 0.03
SOLO_OVERLAP = 0.1
SHORTEST_S = 0.03


def split_parts(notes: NoteList) -> dict[str, NoteList]:
    """Tell the parts of a piece apart.

    Parameters
    ----------
    notes : NoteList
        With traits.

    Returns
    -------
    dict of str to NoteList
        ``melody`` and ``bass``, each of one voice, and ``accompaniment``; all three, even if empty. Together
        they hold every note once. A solo is all melody, or all bass.
    """
    is_melody = np.zeros(len(notes), dtype=bool)
    if _is_a_solo(notes):
        high = float(np.median(notes.pitch)) > LOW_SOLO
        is_melody[:] = high | (notes.pitch > HIGHEST_BASS)
    else:
        is_melody[find_melody(notes)] = True
    others = np.flatnonzero(~is_melody)
    is_bass = np.zeros(len(notes), dtype=bool)
    is_bass[others[find_bass(notes.take(others))]] = True
    return {
        MELODY: one_voice(notes.take(is_melody)),
        BASS: one_voice(notes.take(is_bass)),
        ACCOMPANIMENT: notes.take(~is_melody & ~is_bass),
    }


def _is_a_solo(notes: NoteList) -> bool:
    """Tell whether a single voice is all there is."""
    if len(notes) == 0:
        return False
    lasting_s = notes.offset_s - notes.onset_s
    held_until_s = np.maximum.accumulate(notes.offset_s)[:-1]
    overlap_s = np.clip(held_until_s - notes.onset_s[1:], 0, lasting_s[1:])
    return bool(overlap_s.sum() <= SOLO_OVERLAP * lasting_s.sum())


def find_bass(notes: NoteList) -> IntArray:
    """Find the lowest voice: notes up to E3 that have none below them where they start.

    Parameters
    ----------
    notes : NoteList

    Returns
    -------
    np.ndarray [shape=(n_bass,), dtype=int64]
        Positions, ascending.
    """
    low = np.flatnonzero(notes.pitch <= HIGHEST_BASS)
    bass: list[int] = []
    for i in low:
        at_s = notes.onset_s[i] + SETTLED_S
        first, end = np.searchsorted(notes.onset_s[low], (at_s - 2 * SETTLED_S, at_s))
        together = low[first:end]
        below_now = bool(np.any(notes.pitch[together] < notes.pitch[i]))
        held_below = bool(bass) and notes.offset_s[bass[-1]] > at_s and notes.pitch[bass[-1]] < notes.pitch[i]
        if not below_now and not held_below:
            bass.append(int(i))
    return np.array(bass, dtype=np.int64)


def one_voice(notes: NoteList) -> NoteList:
    """End each note where the next one starts.

    Parameters
    ----------
    notes : NoteList

    Returns
    -------
    NoteList
        As many notes; those that start together still do, and last for an instant.
    """
    following = np.append(notes.onset_s[1:], np.inf)
    offset_s = np.minimum(notes.offset_s, np.maximum(following, notes.onset_s + SHORTEST_S))
    return NoteList(notes.onset_s, offset_s, notes.pitch, notes.strength, notes.traits, notes.bends)
