"""A stretch of a recording that can stand alone: with fades, or as a loop."""

import numpy as np

from tunescape.arrays import FloatArray, Vector

__all__ = ["faded", "looped"]


def faded(samples: FloatArray, *, fade_in: int, fade_out: int) -> FloatArray:
    """Let a signal begin and end in silence.

    Parameters
    ----------
    samples : np.ndarray [shape=(n_channels, n), dtype=float32]
        n >= 1.
    fade_in, fade_out : int >= 0, samples
        Each at most half of the signal: longer ones are shortened.

    Returns
    -------
    np.ndarray [shape=(n_channels, n), dtype=float32]
        The same but for its ends, which are raised cosines.
    """
    half = samples.shape[1] // 2
    first, last = min(fade_in, half), min(fade_out, half)
    gain = np.ones(samples.shape[1])
    gain[:first] = _rising(first)
    gain[len(gain) - last :] = _rising(last)[::-1]
    return (samples * gain).astype(np.float32)


def looped(before: FloatArray, samples: FloatArray, after: FloatArray, *, crossfade: int) -> FloatArray:
    """Make a stretch that goes on into itself without a click.

    Its end fades into what comes before its beginning, so that its first sample follows as it did in the
    recording; or, where there is too little before, its beginning out of what comes after its end.

    Parameters
    ----------
    before, samples, after : np.ndarray [shape=(n_channels, any), dtype=float32]
        What comes before the stretch, the stretch, and what comes after it.
    crossfade : int >= 0, samples
        At most half of the stretch and what there is on the better side: longer ones are shortened.

    Returns
    -------
    np.ndarray [shape=(n_channels, n), dtype=float32]
        As long as the stretch. One with nothing before or after it begins and ends in silence.
    """
    n = samples.shape[1]
    most = min(crossfade, n // 2)
    length = min(most, max(before.shape[1], after.shape[1]))
    if length == 0:
        return faded(samples, fade_in=most, fade_out=most)
    loop = samples.astype(np.float64)
    rising = _rising(length)
    if before.shape[1] >= length:
        loop[:, n - length :] *= rising[::-1]
        loop[:, n - length :] += rising * before[:, before.shape[1] - length :]
    else:
        loop[:, :length] *= rising
        loop[:, :length] += rising[::-1] * after[:, :length]
    return loop.astype(np.float32)


def _rising(n: int) -> Vector:
    """Half a raised cosine, above 0 and below 1 [shape=(n,)]; with its mirror image it adds up to 1."""
    rising: Vector = 0.5 - 0.5 * np.cos(np.pi * (np.arange(n) + 0.5) / max(n, 1))
    return rising
