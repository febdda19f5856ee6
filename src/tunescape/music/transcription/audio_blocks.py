"""A file of any length as the network wants it: mono, 22,050 Hz, a minute at a time."""

import os
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import soxr

from tunescape.arrays import FloatArray
from tunescape.audio.decode import AudioFile
from tunescape.audio.identity import identify
from tunescape.audio.signal import Signal
from tunescape.errors import DecodeError
from tunescape.features.excerpt import LOUDEST
from tunescape.features.posteriorgram import SAMPLE_RATE

__all__ = ["read_blocks"]

BLOCK_S = 60.0


def read_blocks(path: str | os.PathLike[str], *, seconds: float = np.inf) -> Iterator[FloatArray]:
    """Decode and resample a file, in bounded memory.

    Parameters
    ----------
    path : str or PathLike
    seconds : float > 0
        How much of it.

    Yields
    ------
    np.ndarray [shape=(n,), dtype=float32]
        Consecutive mono samples at 22,050 Hz. What cannot be decoded is silent, so that the rest keeps its
        time.

    Raises
    ------
    DecodeError
        If nothing of the file can be decoded.
    """
    with AudioFile(path) as audio:
        rate, resampler = audio.sample_rate, _resampler(audio.sample_rate)
        for signal, is_last in _minutes(audio, min(identify(audio).duration_s, seconds)):
            if signal.sample_rate != rate:
                yield resampler.resample_chunk(np.zeros(0, np.float32), last=True)
                rate, resampler = signal.sample_rate, _resampler(signal.sample_rate)
            mono = np.clip(signal.mono(), -LOUDEST, LOUDEST)
            yield resampler.resample_chunk(mono, last=is_last)


def _resampler(rate: int) -> soxr.ResampleStream:
    return soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")


def _minutes(audio: AudioFile, duration_s: float) -> Iterator[tuple[Signal, bool]]:
    """Decode a minute at a time, and say which is the last; what is lost of one is silent.

    All but the last are as long as they should be: what follows keeps its time.
    """
    starts_s = np.arange(0, max(duration_s, 1e-3), BLOCK_S).tolist()
    rate, all_lost = audio.sample_rate, True
    for start_s in starts_s:
        length_s, is_last = min(BLOCK_S, duration_s - start_s), start_s == starts_s[-1]
        try:
            signal = audio.read(start_s, length_s)
        except DecodeError:
            if is_last and all_lost:
                raise
            signal = Signal(np.zeros((1, round(length_s * rate)), np.float32), rate)
        else:
            rate, all_lost = signal.sample_rate, False
        yield signal if is_last else _padded(signal, round(length_s * rate)), is_last


def _padded(signal: Signal, n_samples: int) -> Signal:
    missing = n_samples - signal.samples.shape[1]
    return replace(signal, samples=np.pad(signal.samples, ((0, 0), (0, missing))))
