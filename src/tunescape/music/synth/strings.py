"""Plucked strings by the Karplus-Strong algorithm, and the bending of their pitch."""

import numpy as np

from tunescape.arrays import FloatArray, Vector
from tunescape.music.synth.envelopes import swell
from tunescape.music.synth.oscillators import SAMPLE_RATE, n_samples_of

__all__ = ["bend", "pluck", "vibrato"]

_LAGRANGE_ORDER = 3


def _loop_taps(period: float, *, damping: float, gain: float) -> tuple[int, Vector]:
    """Whole samples of delay, and the filter that gives the rest of the delay and the losses."""
    whole = int(period - damping - 1)
    fraction = period - damping - whole
    points = np.arange(_LAGRANGE_ORDER + 1)
    lagrange = np.array(
        [
            np.prod([(fraction - other) / (point - other) for other in points if other != point])
            for point in points
        ]
    )
    return whole, np.convolve(lagrange, [1 - damping, damping]) * gain


def pluck(
    frequency_hz: float,
    duration_s: float,
    *,
    rng: np.random.Generator,
    decay_s: float = 3.0,
    brightness: float = 0.5,
    position: float = 0.13,
    release_s: float = 0.08,
) -> FloatArray:
    """Plucked string: a burst of noise going round a delay line that loses a little each time.

    The two-point average of the original becomes a weighted one, a Lagrange interpolator tunes the loop to
    a fraction of a sample, and the burst is combed by the place of the pluck.

    Parameters
    ----------
    frequency_hz : float in [20, 4000], Hz
    duration_s : float > 0, seconds
        From the pluck to the damping of the string.
    rng : np.random.Generator
        Draws the burst.
    decay_s : float > 0, seconds
        Time in which the fundamental falls by about 60 dB.
    brightness : float in [0, 1]
        Of the burst and of the loop.
    position : float in (0, 0.5]
        Where the string is plucked, as a share of its length.
    release_s : float >= 0, seconds

    Returns
    -------
    np.ndarray [shape=(n_samples_of(duration_s + release_s),), dtype=float32]
        Peak 1.

    References
    ----------
    .. [1] K. Karplus and A. Strong, "Digital synthesis of plucked-string and drum timbres",
       Computer Music Journal 7(2), 1983.
    .. [2] D. Jaffe and J. Smith, "Extensions of the Karplus-Strong plucked-string algorithm",
       Computer Music Journal 7(2), 1983.
    """
    period = SAMPLE_RATE / frequency_hz
    gain = 10 ** (-3 * period / (SAMPLE_RATE * decay_s))
    whole, taps = _loop_taps(period, damping=0.5 * (1 - brightness), gain=gain)
    start = whole + len(taps)
    n_samples = n_samples_of(duration_s + release_s)
    string = np.zeros(start + n_samples)
    string[:start] = _burst(start, rng=rng, brightness=brightness, position=position)
    for begin in range(start, start + n_samples, whole):
        end = min(begin + whole, start + n_samples)
        string[begin:end] = np.convolve(string[begin - whole - len(taps) + 1 : end - whole], taps, "valid")
    sound = string[start:] * swell(n_samples, rise_s=0.0005, fall_s=release_s)
    return np.asarray(sound / np.abs(sound).max(), dtype=np.float32)


def _burst(n_samples: int, *, rng: np.random.Generator, brightness: float, position: float) -> Vector:
    """One period of noise, smoothed, combed and without mean."""
    noise = rng.uniform(-1, 1, n_samples)
    spectrum = np.fft.rfft(noise)
    k = np.arange(len(spectrum))
    comb = np.abs(np.sin(np.pi * k * position))
    slope = np.maximum(k, 1.0) ** -(1.6 - 1.4 * brightness)
    # the phases of noise with even magnitudes: every pluck differs, but none is dull by chance
    even = np.exp(1j * np.angle(spectrum)) * comb * slope
    even[0] = 0
    return np.fft.irfft(even, n_samples)


def bend(sound: FloatArray, cents: Vector) -> FloatArray:
    """Move the pitch of a sound by reading it faster or slower.

    Parameters
    ----------
    sound : np.ndarray [shape=(n,)]
    cents : np.ndarray [shape=(n,)]
        Deviation at each sample of the result, in hundredths of a semitone.

    Returns
    -------
    np.ndarray [shape=(n,), dtype=float32]
        Silent where the reading has run past the end.
    """
    speed = 2 ** (cents / 1200)
    positions = np.concatenate([[0.0], np.cumsum(speed[:-1])])
    return np.asarray(np.interp(positions, np.arange(len(sound)), sound, right=0.0), dtype=np.float32)


def vibrato(n_samples: int, *, depth_cents: float, rate_hz: float = 5.5, onset_s: float = 0.25) -> Vector:
    """Deviation in cents of a vibrato that sets in gradually [shape=(n_samples,)].

    Parameters
    ----------
    n_samples : int >= 0
    depth_cents : float >= 0
    rate_hz : float > 0, Hz
    onset_s : float > 0, seconds
        Time after which it has reached its half depth.
    """
    time_s = np.arange(n_samples) / SAMPLE_RATE
    depth = depth_cents / (1 + np.exp(-(time_s - onset_s) / (0.2 * onset_s)))
    deviation: Vector = depth * np.sin(2 * np.pi * rate_hz * time_s)
    return deviation
