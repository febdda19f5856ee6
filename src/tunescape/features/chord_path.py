"""The likeliest sequence of chords, given what each stretch sounds like and which chord follows which."""

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray
from tunescape.features.chord_names import N_CHORDS, NO_CHORD, QUALITIES

__all__ = ["chord_path", "transition_matrix"]

TRANSITION_WEIGHT = 0.5
"""How much habit counts beside what is heard. The network hears the neighbouring stretches, too: counted in
full, habit would be counted twice. On songs 001 to 020 of POP909 0.5 scored 0.01 better than 0 and than 1."""

Chords = npt.NDArray[np.int64]


def transition_matrix(transitions: FloatArray) -> FloatArray:
    """Write out how likely each chord follows each.

    Parameters
    ----------
    transitions : np.ndarray [shape=(11, 12, 11)]
        Log probabilities by quality, interval and quality: see
        :class:`~tunescape.features.chord_network.ChordNetwork`.

    Returns
    -------
    np.ndarray [shape=(121, 121), dtype=float32]
        From (row) and to (column).
    """
    n = len(QUALITIES)
    matrix = np.empty((N_CHORDS, N_CHORDS), dtype=np.float32)
    for root in range(12):
        higher = np.roll(transitions[:, :, :n], root, axis=1).reshape(n + 1, NO_CHORD)
        matrix[root * n : (root + 1) * n, :NO_CHORD] = higher[:n]
    matrix[NO_CHORD, :NO_CHORD] = transitions[n, :, :n].reshape(NO_CHORD)
    matrix[:NO_CHORD, NO_CHORD] = np.tile(transitions[:n, 0, n], 12)
    matrix[NO_CHORD, NO_CHORD] = transitions[n, 0, n]
    return matrix


def chord_path(log_probabilities: FloatArray, transitions: FloatArray) -> Chords:
    """Find the likeliest path (Viterbi).

    Parameters
    ----------
    log_probabilities : np.ndarray [shape=(n, 121)]
        Of the chords in each stretch.
    transitions : np.ndarray [shape=(121, 121)]
        Log probabilities of one following another.

    Returns
    -------
    np.ndarray [shape=(n,), dtype=int64]
        A chord a stretch.
    """
    if not len(log_probabilities):
        return np.zeros(0, dtype=np.int64)
    into = TRANSITION_WEIGHT * transitions.T
    best = log_probabilities[0].astype(np.float64)
    came_from = np.empty((len(log_probabilities), N_CHORDS), dtype=np.uint8)
    at = np.arange(N_CHORDS)
    for stretch in range(1, len(log_probabilities)):
        reached = into + best
        came_from[stretch] = reached.argmax(axis=1)
        best = reached[at, came_from[stretch]] + log_probabilities[stretch]
    path = np.empty(len(log_probabilities), dtype=np.int64)
    path[-1] = best.argmax()
    for stretch in range(len(path) - 1, 0, -1):
        path[stretch - 1] = came_from[stretch, path[stretch]]
    return path
