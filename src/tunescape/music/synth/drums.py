"""Drums and noises: one-shots of peak 1."""

import numpy as np
import scipy.signal

from tunescape.arrays import FloatArray
from tunescape.music.synth.envelopes import decaying, swell
from tunescape.music.synth.oscillators import SAMPLE_RATE, modes, n_samples_of

__all__ = ["clap", "crash", "hat", "kick", "noise_hit", "shaker", "snare", "wood_block"]


def kick(
    *, length_s: float = 0.35, low_hz: float = 48.0, high_hz: float = 260.0, click: float = 0.3
) -> FloatArray:
    """Bass drum: a sine that falls from ``high_hz`` to ``low_hz`` within some 50 ms.

    Parameters
    ----------
    length_s : float > 0, seconds
    low_hz, high_hz : float > 0, Hz
    click : float >= 0
        Level of the beater.

    Returns
    -------
    np.ndarray [shape=(n_samples_of(length_s),), dtype=float32]
    """
    n_samples = n_samples_of(length_s)
    time_s = np.arange(n_samples) / SAMPLE_RATE
    pitch = low_hz + (high_hz - low_hz) * np.exp(-time_s / 0.018)
    body = np.sin(2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE) * decaying(n_samples, time_s=1.6 * length_s)
    beater = modes([1800.0, 3100.0], [350.0, 500.0], [click, 0.6 * click], n_samples=n_samples)
    return _finish(body + beater)


def snare(
    *, rng: np.random.Generator, length_s: float = 0.3, tone_hz: float = 190.0, tone: float = 0.5
) -> FloatArray:
    """Snare drum: two modes of the skin and the rattle of the wires [shape=(n_samples_of(length_s),)].

    Parameters
    ----------
    rng : np.random.Generator
    length_s : float > 0, seconds
    tone_hz : float > 0, Hz
    tone : float >= 0
        Level of the skin beside the wires.
    """
    n_samples = n_samples_of(length_s)
    skin = modes([tone_hz, 1.72 * tone_hz], [22.0, 35.0], [tone, 0.5 * tone], n_samples=n_samples)
    wires = _noise(n_samples, rng=rng, low_hz=1200, high_hz=9000) * decaying(n_samples, time_s=0.8 * length_s)
    return _finish(skin + wires)


def clap(*, rng: np.random.Generator, length_s: float = 0.25) -> FloatArray:
    """Hand clap: three short bursts and a tail [shape=(n_samples_of(length_s),)]."""
    n_samples = n_samples_of(length_s)
    noise = _noise(n_samples, rng=rng, low_hz=900, high_hz=5500)
    envelope = np.zeros(n_samples, dtype=np.float32)
    for onset_s, time_s, level in ((0.0, 0.03, 0.7), (0.010, 0.03, 0.8), (0.021, 0.9 * length_s, 1.0)):
        start = n_samples_of(onset_s)
        burst = level * decaying(n_samples - start, time_s=time_s)
        envelope[start:] = np.maximum(envelope[start:], burst)
    return _finish(noise * envelope)


def hat(*, rng: np.random.Generator, length_s: float = 0.06, low_hz: float = 7000.0) -> FloatArray:
    """Hi-hat: high noise; short is closed, long is open [shape=(n_samples_of(length_s),)]."""
    n_samples = n_samples_of(length_s)
    noise = _noise(n_samples, rng=rng, low_hz=low_hz, high_hz=16_000)
    return _finish(noise * decaying(n_samples, time_s=0.9 * length_s))


def shaker(*, rng: np.random.Generator, length_s: float = 0.07) -> FloatArray:
    """Shaker: noise that swells before it falls [shape=(n_samples_of(length_s),)]."""
    n_samples = n_samples_of(length_s)
    noise = _noise(n_samples, rng=rng, low_hz=4500, high_hz=12_000)
    return _finish(noise * swell(n_samples, rise_s=0.3 * length_s, fall_s=0.7 * length_s))


def crash(*, rng: np.random.Generator, length_s: float = 1.8) -> FloatArray:
    """Crash cymbal: wide noise that darkens as it dies [shape=(n_samples_of(length_s),)]."""
    n_samples = n_samples_of(length_s)
    high = _noise(n_samples, rng=rng, low_hz=6000, high_hz=16_000) * decaying(
        n_samples, time_s=0.6 * length_s
    )
    low = _noise(n_samples, rng=rng, low_hz=2500, high_hz=7000) * decaying(n_samples, time_s=length_s)
    return _finish(high + 0.8 * low)


def wood_block(*, pitch_hz: float = 820.0, length_s: float = 0.12) -> FloatArray:
    """Wood block: two short modes [shape=(n_samples_of(length_s),)]."""
    return _finish(
        modes([pitch_hz, 2.57 * pitch_hz], [48.0, 95.0], [1.0, 0.4], n_samples=n_samples_of(length_s))
    )


def noise_hit(*, rng: np.random.Generator, length_s: float, hold_hz: float) -> FloatArray:
    """Noise of an early game console: random levels held at ``hold_hz`` [shape=(n_samples_of(length_s),)]."""
    n_samples = n_samples_of(length_s)
    held = (np.arange(n_samples) * (hold_hz / SAMPLE_RATE)).astype(np.int64)
    levels = rng.choice(np.array([-1.0, 1.0], dtype=np.float32), size=int(held[-1]) + 1)
    return _finish(levels[held] * decaying(n_samples, time_s=length_s))


def _noise(n_samples: int, *, rng: np.random.Generator, low_hz: float, high_hz: float) -> FloatArray:
    white = rng.standard_normal(n_samples)
    band = scipy.signal.butter(2, [low_hz, high_hz], "bandpass", fs=SAMPLE_RATE, output="sos")
    return np.asarray(scipy.signal.sosfilt(band, white), dtype=np.float32)


def _finish(sound: FloatArray) -> FloatArray:
    faded = sound * swell(len(sound), rise_s=0.0003, fall_s=0.2 * len(sound) / SAMPLE_RATE)
    return np.asarray(faded / np.abs(faded).max(), dtype=np.float32)
