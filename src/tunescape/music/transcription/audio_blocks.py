"""A file of any length as the network wants it: mono, 22,050 Hz, a minute at a time."""

import os
from collections.abc import Iterator

import numpy as np
import soxr

from tunescape.arrays import FloatArray
from tunescape.audio.decode import AudioFile
from tunescape.audio.identity import identify
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
        Consecutive mono samples at 22,050 Hz. A minute that cannot be decoded is silent.

    Raises
    ------
    DecodeError
        If nothing of the file can be decoded.
    """
    with AudioFile(path) as audio:
        duration_s = min(identify(audio).duration_s, seconds)
        resampler: soxr.ResampleStream | None = None
        rate, refusals = 0, []
        starts = np.arange(0, max(duration_s, 1e-3), BLOCK_S)
        for start_s in starts:
            length_s = min(BLOCK_S, duration_s - start_s)
            try:
                signal = audio.read(start_s, length_s)
            except DecodeError as error:
                refusals.append(error)
                if len(refusals) == len(starts):
                    raise
                yield np.zeros(round(length_s * SAMPLE_RATE), dtype=np.float32)
                continue
            if resampler is None or signal.sample_rate != rate:
                rate = signal.sample_rate
                resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")
            mono = np.clip(signal.mono(), -LOUDEST, LOUDEST)
            yield resampler.resample_chunk(mono, last=bool(start_s == starts[-1]))
