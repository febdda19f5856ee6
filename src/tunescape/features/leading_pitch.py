"""How high the leading voice lies, without writing its notes down."""

import numpy as np

from tunescape.arrays import Vector
from tunescape.features.track_frames import LOWEST_PITCH, TrackFrames

__all__ = ["beginning_pitch", "leading_pitch"]

LOWEST, HIGHEST = 60, 84  # C4 to C6
OVERTONES = ((12, 1.0), (19, 0.7), (24, 0.5))  # semitones above, how strong against each other
OVERTONE_SHARE = 0.4
AS_STRONG = 0.8
HALF_AS_STRONG = 0.5
BEGINNING_FRAMES = 2


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
    voice = _voices(frames)
    voice[voice < AS_STRONG * voice.max(axis=1, keepdims=True)] = 0
    total = voice.sum(axis=1)
    pitch = np.full(len(voice), np.nan)
    weighted: Vector = np.divide(voice @ np.arange(LOWEST, HIGHEST + 1), total, out=pitch, where=total > 0)
    return weighted


def beginning_pitch(frames: TrackFrames) -> tuple[Vector, Vector]:
    """Highest of the strong pitches from C4 to C6 that begin to sound, frame by frame.

    Of songs 001 to 020 of POP909 played by a piano, its mean over 15 s follows that of the written melody
    better than the mean of what sounds does (rank correlation 0.55 and 0.14), of a band about as well (0.79
    and 0.74).

    Parameters
    ----------
    frames : TrackFrames

    Returns
    -------
    pitch, strength : np.ndarray [shape=(n_frames,), dtype=float64]
        MIDI numbers, 60 to 84, and how much begins there: 0 where nothing does.
    """
    voice = _voices(frames)
    rises = np.zeros_like(voice)
    rises[BEGINNING_FRAMES:] = np.maximum(voice[BEGINNING_FRAMES:] - voice[:-BEGINNING_FRAMES], 0)
    strength: Vector = rises.max(axis=1)
    strong = rises >= HALF_AS_STRONG * strength[:, None]
    return HIGHEST - strong[:, ::-1].argmax(axis=1).astype(np.float64), strength


def _voices(frames: TrackFrames) -> Vector:
    """Strength of the semitones from C4 to C6 less what may be overtones [shape=(n_frames, 25)]."""
    above = frames.pitches.astype(np.float64)
    for semitones, share in OVERTONES:
        above[:, semitones:] -= OVERTONE_SHARE * share * frames.pitches[:, :-semitones]
    voices: Vector = np.maximum(above[:, LOWEST - LOWEST_PITCH : HIGHEST - LOWEST_PITCH + 1], 0)
    return voices
