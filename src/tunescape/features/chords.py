"""Chords: which ones a track has, when, and ``chords@2``, what its harmony is like."""

from dataclasses import dataclass

import numpy as np

from tunescape.arrays import FloatArray, Vector
from tunescape.features.chord_grid import chord_grid
from tunescape.features.chord_names import N_CHORDS, NO_CHORD
from tunescape.features.chord_network import describe_stretches, load_chord_network
from tunescape.features.chord_path import Chords, chord_path, transition_matrix
from tunescape.features.pitch_registers import SOUNDING, mean_between

__all__ = ["ChordSequence", "find_chords"]

AUDIBLE = 0.3
"""Sum of the probabilities of all notes; below it no note sounds for most of the time."""


@dataclass(frozen=True)
class ChordSequence:
    """The chords of a track, without gaps; neighbours differ.

    Attributes
    ----------
    bounds_s : np.ndarray [shape=(n + 1,), dtype=float64]
        Where they begin, and where the last ends; from 0, seconds.
    chords : np.ndarray [shape=(n,), dtype=int64]
        Their numbers; see :mod:`~tunescape.features.chord_names`.
    confidence : np.ndarray [shape=(n,), dtype=float64]
        How likely each is, mean over its stretches, 0 to 1.
    """

    bounds_s: Vector
    chords: Chords
    confidence: Vector

    @property
    def lengths_s(self) -> Vector:
        """How long each lasts, seconds."""
        return np.diff(self.bounds_s)


def find_chords(columns: FloatArray, beats_s: Vector, *, duration_s: float) -> ChordSequence:
    """Find the chords of a track.

    Parameters
    ----------
    columns : np.ndarray [shape=(n, 7, 12)]
        What sounds, as :func:`~tunescape.features.pitch_registers.pitch_registers` folds it: whole windows.
    beats_s : np.ndarray [shape=(n_beats,), dtype=float64]
        Ascending; perhaps none.
    duration_s : float > 0

    Returns
    -------
    ChordSequence
        One chord at least; they change where :func:`~tunescape.features.chord_grid.chord_grid` lets them.
    """
    bounds_s = chord_grid(beats_s, duration_s=duration_s)
    registers = mean_between(columns, bounds_s)
    network = load_chord_network()
    likely = network.log_probabilities(describe_stretches(registers))
    likely = _without_notes(likely, registers)
    path = chord_path(likely, transition_matrix(network.transitions))
    starts = np.flatnonzero(np.diff(path, prepend=-1))
    sure = np.exp(likely[np.arange(len(path)), path]) * np.diff(bounds_s)
    kept_s = np.append(bounds_s[starts], bounds_s[-1])
    confidence = np.add.reduceat(sure, starts) / np.diff(kept_s)
    return ChordSequence(kept_s, path[starts], np.clip(confidence, 0, 1))


def _without_notes(likely: FloatArray, registers: FloatArray) -> FloatArray:
    """Say for certain that there is no chord where nothing sounds."""
    quiet = registers[:, : len(SOUNDING)].sum(axis=(1, 2)) < AUDIBLE
    nothing = np.full(N_CHORDS, -20.0, dtype=np.float32)
    nothing[NO_CHORD] = 0
    return np.where(quiet[:, None], nothing, likely)
