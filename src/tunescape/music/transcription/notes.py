"""Notes: what a transcription consists of."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray, IntArray, Vector

__all__ = ["HIGHEST_PITCH", "LOWEST_PITCH", "NoteList", "join_notes"]

LOWEST_PITCH, HIGHEST_PITCH = 21, 108
"""MIDI numbers of the keys of a piano: A0 to C8."""


@dataclass(frozen=True)
class NoteList:
    """Notes in the order of their onsets, a column a quality.

    Attributes
    ----------
    onset_s, offset_s : np.ndarray [shape=(n,), dtype=float64]
        Seconds from the start of the track; every note ends after it began.
    pitch : np.ndarray [shape=(n,), dtype=int64]
        MIDI numbers, 21 to 108.
    strength : np.ndarray [shape=(n,), dtype=float64]
        How clearly it sounds, 0 to 1: mean activation of the network.
    traits : np.ndarray [shape=(n, n_traits), dtype=float32]
        As of :func:`~tunescape.music.transcription.candidates.describe_candidates`; no columns where unknown.
    bends : tuple of np.ndarray, one a note
        Deviation from the pitch, semitones, frame by frame; empty where it was not asked for.
    """

    onset_s: Vector
    offset_s: Vector
    pitch: IntArray
    strength: Vector
    traits: FloatArray = field(repr=False)
    bends: tuple[FloatArray, ...] = field(default=(), repr=False)

    def __len__(self) -> int:
        return len(self.pitch)

    def take(self, which: IntArray | npt.NDArray[np.bool_]) -> "NoteList":
        """Return some of the notes: their positions, or a mask."""
        indices = np.arange(len(self))[which]
        return NoteList(
            self.onset_s[indices],
            self.offset_s[indices],
            self.pitch[indices],
            self.strength[indices],
            self.traits[indices],
            tuple(self.bends[i] for i in indices) if self.bends else (),
        )


def join_notes(parts: list[NoteList]) -> NoteList:
    """Join notes of several stretches, in the order of their onsets; lower ones first.

    Parameters
    ----------
    parts : list of NoteList
        At least one.

    Returns
    -------
    NoteList
    """
    joined = NoteList(
        np.concatenate([part.onset_s for part in parts]),
        np.concatenate([part.offset_s for part in parts]),
        np.concatenate([part.pitch for part in parts]),
        np.concatenate([part.strength for part in parts]),
        np.concatenate([part.traits for part in parts]),
        tuple(bend for part in parts for bend in part.bends),
    )
    return joined.take(np.lexsort((joined.pitch, joined.onset_s)))
