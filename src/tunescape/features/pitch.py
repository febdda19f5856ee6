"""Curves of pitch that need no notion of a note: the weighted spectrum, and its centre."""

from collections.abc import Iterator

import numpy as np
import scipy.fft

from tunescape.arrays import FloatArray, Vector
from tunescape.features.tonality import PITCH_CLASSES

__all__ = ["note_name", "spectrum_centre", "weighted_spectrum_pitch"]

_BLOCKS_AT_ONCE = 64


def weighted_spectrum_pitch(samples: FloatArray, *, block_length: int = 8000) -> Vector:
    """Sum of the spectrum weighted by the number of the bin: the pitch curve of the Douyin study.

    ``sum_i (i + 1) |X_i| / n`` over the bins i = 0 … n/2 of each block of n samples, without a window. It
    mixes loudness into pitch: the same sound twice as loud is drawn twice as high, a loud bass note higher
    than a soft treble one, and the values have no unit that could be read as a note. Beside it stands
    :func:`spectrum_centre`, from which loudness is divided away.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
    block_length : int > 0, samples

    Returns
    -------
    np.ndarray [shape=(ceil(n / block_length),), dtype=float64]
        Amplitude times bin number. The last block is filled up with zeros.
    """
    curves = [
        magnitude @ np.arange(1, magnitude.shape[1] + 1) / block_length
        for magnitude in _block_magnitudes(samples, block_length)
    ]
    return np.concatenate(curves)


def spectrum_centre(samples: FloatArray, *, sample_rate: int, block_length: int = 8000) -> Vector:
    """Mean frequency of each block, weighted by magnitude: the same curve with loudness divided away.

    ``sum_i f_i |X_i| / sum_i |X_i|`` over the blocks of :func:`weighted_spectrum_pitch`. A sound keeps its
    place whatever its level; what is followed is brightness, which lies above the fundamental.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
    sample_rate : int > 0, Hz
    block_length : int > 0, samples

    Returns
    -------
    np.ndarray [shape=(ceil(n / block_length),), dtype=float64]
        Hz; nan in a silent block.
    """
    frequencies = np.fft.rfftfreq(block_length, 1 / sample_rate)
    curves = []
    for magnitude in _block_magnitudes(samples, block_length):
        total = magnitude.sum(axis=1)
        centre = np.full(len(total), np.nan)
        curves.append(np.divide(magnitude @ frequencies, total, out=centre, where=total > 0))
    return np.concatenate(curves)


def note_name(frequency_hz: float) -> str:
    """Name the note of equal temperament (A4 = 440 Hz) nearest to a frequency.

    Parameters
    ----------
    frequency_hz : float > 0, Hz

    Returns
    -------
    str
        Pitch class and octave, as ``F#3``; C4 is middle C.
    """
    midi = round(69 + 12 * float(np.log2(frequency_hz / 440)))
    return f"{PITCH_CLASSES[midi % 12]}{midi // 12 - 1}"


def _block_magnitudes(samples: FloatArray, block_length: int) -> Iterator[Vector]:
    # some blocks at a time, so that memory does not grow with the length of the signal
    at_once = _BLOCKS_AT_ONCE * block_length
    for first in range(0, len(samples), at_once):
        piece = samples[first : first + at_once].astype(np.float64)
        blocks = np.pad(piece, (0, -len(piece) % block_length)).reshape(-1, block_length)
        yield np.abs(scipy.fft.rfft(blocks, axis=1))
