"""Loudness over the life of a note."""

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.music.synth.oscillators import SAMPLE_RATE, n_samples_of

__all__ = ["attack_release", "decaying", "swell"]


def decaying(n_samples: int, *, time_s: float) -> FloatArray:
    """Exponential from 1 that falls by 60 dB in ``time_s`` [shape=(n_samples,)]."""
    per_sample = np.log(1000) / (time_s * SAMPLE_RATE)
    return np.asarray(np.exp(-per_sample * np.arange(n_samples)), dtype=np.float32)


def swell(n_samples: int, *, rise_s: float, fall_s: float) -> FloatArray:
    """Raised-cosine fade from 0 to 1 and back to 0 at the end [shape=(n_samples,)].

    Parameters
    ----------
    n_samples : int >= 0
    rise_s, fall_s : float >= 0, seconds
        Where together they are longer than the signal, the lower of the two fades holds.
    """
    envelope = np.ones(n_samples, dtype=np.float32)
    for seconds, backwards in ((rise_s, False), (fall_s, True)):
        length = min(n_samples_of(seconds), n_samples)
        ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / max(length, 1))).astype(np.float32)
        stretch = slice(n_samples - length, n_samples) if backwards else slice(0, length)
        envelope[stretch] = np.minimum(envelope[stretch], ramp[::-1] if backwards else ramp)
    return envelope


def attack_release(
    duration_s: float, *, attack_s: float, release_s: float, decay_s: float = 1.0, sustain: float = 1.0
) -> FloatArray:
    """Attack, decay, sustain and release; the release follows the end of the note.

    Parameters
    ----------
    duration_s : float > 0, seconds
        From the start of the note to its release.
    attack_s, release_s : float >= 0, seconds
        Raised-cosine ramps.
    decay_s : float > 0, seconds
        Time in which the level comes within 5 % of ``sustain``.
    sustain : float in [0, 1]

    Returns
    -------
    np.ndarray [shape=(n_samples_of(duration_s + release_s),), dtype=float32]
    """
    n_samples = n_samples_of(duration_s + release_s)
    time_s = np.arange(n_samples) / SAMPLE_RATE
    body = sustain + (1 - sustain) * np.exp(-3 * time_s / decay_s)
    return body.astype(np.float32) * swell(n_samples, rise_s=attack_s, fall_s=release_s)
