"""Piano rolls, and which moments of them are alike."""

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.music.transcription.notes import HIGHEST_PITCH, LOWEST_PITCH, NoteList

__all__ = ["N_KEYS", "euclidean_distances", "piano_roll", "transposed_similarity"]

N_KEYS = HIGHEST_PITCH - LOWEST_PITCH + 1
MOMENT_FRAMES = 20
FARTHEST_TRANSPOSITION = 6


def piano_roll(notes: NoteList, *, duration_s: float, frame_rate: float = 10.0) -> FloatArray:
    """How strongly each key sounds, frame by frame.

    Parameters
    ----------
    notes : NoteList
    duration_s : float > 0
    frame_rate : float > 0
        Frames per second; 10 in the Douyin study.

    Returns
    -------
    np.ndarray [shape=(n_frames, 88), dtype=float32]
        From A0 upwards, 0 to 1, over at least one frame. A note shorter than a frame fills one.
    """
    roll = np.zeros((max(1, int(np.ceil(duration_s * frame_rate))), N_KEYS), dtype=np.float32)
    first = np.clip(np.floor(notes.onset_s * frame_rate).astype(int), 0, len(roll) - 1)
    end = np.maximum(np.ceil(notes.offset_s * frame_rate).astype(int), first + 1)
    keys = notes.pitch - LOWEST_PITCH
    for begin, stop, key, strength in zip(first, end, keys, notes.strength, strict=True):
        np.maximum(roll[begin:stop, key], strength, out=roll[begin:stop, key])
    return roll


def euclidean_distances(roll: FloatArray) -> FloatArray:
    """Distance of every frame of a piano roll from every other: the study's matrix.

    Parameters
    ----------
    roll : np.ndarray [shape=(n_frames, 88)]

    Returns
    -------
    np.ndarray [shape=(n_frames, n_frames), dtype=float32]
        At least 0; 0 on the diagonal, and between silences.
    """
    wide = roll.astype(np.float64)
    squares = (wide**2).sum(axis=1)
    distances = np.sqrt(np.maximum(squares[:, None] + squares - 2 * wide @ wide.T, 0))
    np.fill_diagonal(distances, 0)
    return np.asarray(distances, dtype=np.float32)


def transposed_similarity(roll: FloatArray, *, moment_frames: int = MOMENT_FRAMES) -> FloatArray:
    """Cosine similarity of every moment with every other, whatever the key: the best of all transpositions.

    A moment is a frame with those around it, so that a tune is compared and not a single chord, which any
    other of its kind could be a transposition of. One of the two is moved by up to six semitones either way,
    and the largest cosine counts [1]_.

    Parameters
    ----------
    roll : np.ndarray [shape=(n_frames, 88)]
    moment_frames : int > 0

    Returns
    -------
    np.ndarray [shape=(n_frames, n_frames), dtype=float32]
        0 to 1, symmetric; 0 where either is silent.

    References
    ----------
    .. [1] J. Serrà, E. Gómez, P. Herrera, "Transposing chroma representations to a common key", IEEE CS
       Conference on the Use of Symbols to Represent Music and Multimedia Objects, 2008.
    """
    n = len(roll)
    around = np.pad(roll, ((moment_frames // 2, (moment_frames - 1) // 2), (0, 0)))
    moments = np.stack([around[i : i + n] for i in range(moment_frames)], axis=1)
    length = np.linalg.norm(moments, axis=(1, 2))
    unit = moments / np.where(length > 0, length, 1)[:, None, None]
    reach = FARTHEST_TRANSPOSITION
    padded = np.pad(unit, ((0, 0), (0, 0), (reach, reach)))
    flat = np.ascontiguousarray(unit.reshape(n, -1))
    similarity = np.zeros((n, n), dtype=np.float32)
    for shift in range(2 * reach + 1):
        moved = padded[:, :, shift : shift + N_KEYS].reshape(n, -1)
        np.maximum(similarity, flat @ moved.T, out=similarity)
    best: FloatArray = np.clip(np.maximum(similarity, similarity.T), 0, 1)
    return best
