"""Effects on stereo buses [shape=(2, n)]: each returns a new bus."""

from collections.abc import Iterable
from typing import Literal

import numpy as np
import scipy.signal

from tunescape.arrays import FloatArray
from tunescape.music.synth.envelopes import decaying, swell
from tunescape.music.synth.oscillators import SAMPLE_RATE, n_samples_of

__all__ = ["distort", "duck", "echo", "equalise", "high_pass", "low_pass", "master", "reverb"]


def low_pass(bus: FloatArray, *, cutoff_hz: float, order: int = 2) -> FloatArray:
    """Butterworth low-pass, same shape."""
    return _filter(bus, "lowpass", cutoff_hz=cutoff_hz, order=order)


def high_pass(bus: FloatArray, *, cutoff_hz: float, order: int = 2) -> FloatArray:
    """Butterworth high-pass, same shape."""
    return _filter(bus, "highpass", cutoff_hz=cutoff_hz, order=order)


def equalise(bus: FloatArray, *, centre_hz: float, gain_db: float, q: float = 1.0) -> FloatArray:
    """Raise or lower a band around ``centre_hz``, same shape.

    Parameters
    ----------
    bus : np.ndarray [shape=(2, n)]
    centre_hz : float > 0, Hz
    gain_db : float, dB
    q : float > 0
        Centre frequency over bandwidth.

    References
    ----------
    .. [1] R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients": peaking.
    """
    amplitude = 10 ** (gain_db / 40)
    angle = 2 * np.pi * centre_hz / SAMPLE_RATE
    alpha = np.sin(angle) / (2 * q)
    forward = np.array([1 + alpha * amplitude, -2 * np.cos(angle), 1 - alpha * amplitude])
    backward = np.array([1 + alpha / amplitude, -2 * np.cos(angle), 1 - alpha / amplitude])
    return np.asarray(scipy.signal.lfilter(forward, backward, bus), dtype=np.float32)


def distort(bus: FloatArray, *, drive: float) -> FloatArray:
    """Overdriven amplifier and its loudspeaker.

    Parameters
    ----------
    bus : np.ndarray [shape=(2, n)]
    drive : float > 0
        Gain before the hyperbolic tangent.

    Returns
    -------
    np.ndarray [shape=(2, n), dtype=float32]
        Within about [-1, 1].
    """
    shaped = np.tanh(drive * low_pass(high_pass(bus, cutoff_hz=110), cutoff_hz=8000))
    speaker = low_pass(high_pass(shaped, cutoff_hz=85), cutoff_hz=5500, order=4)
    return equalise(equalise(speaker, centre_hz=600, gain_db=-5, q=0.7), centre_hz=3000, gain_db=4, q=0.8)


def duck(bus: FloatArray, *, beats_s: Iterable[float], depth: float, time_s: float) -> FloatArray:
    """Lower a bus at every beat and let it come back, as a compressor keyed by the bass drum does.

    Parameters
    ----------
    bus : np.ndarray [shape=(2, n)]
    beats_s : iterable of float, seconds
    depth : float in [0, 1]
        1 is silence at the beat.
    time_s : float > 0, seconds
        Until it is back.
    """
    dip = depth * swell(n_samples_of(time_s) + n_samples_of(0.004), rise_s=0.004, fall_s=time_s)
    gain = np.ones(bus.shape[1], dtype=np.float32)
    for beat_s in beats_s:
        stretch = gain[n_samples_of(beat_s) :][: len(dip)]
        stretch[:] = np.minimum(stretch, 1 - dip[: len(stretch)])
    return bus * gain


def echo(bus: FloatArray, *, delay_s: float, feedback: float, wet: float) -> FloatArray:
    """Repeats that change sides each time and grow darker, until they are below -60 dB.

    Parameters
    ----------
    bus : np.ndarray [shape=(2, n)]
    delay_s : float > 0, seconds
    feedback : float in [0, 1)
        Gain from one repeat to the next.
    wet : float >= 0
        Gain of the first repeat.
    """
    delay = n_samples_of(delay_s)
    mixed = bus.copy()
    repeat, gain, shift = bus, wet, delay
    while gain > 1e-3 and shift < bus.shape[1]:
        repeat = low_pass(repeat[::-1], cutoff_hz=4500, order=1)
        mixed[:, shift:] += gain * repeat[:, :-shift]
        gain, shift = gain * feedback, shift + delay
    return mixed


def reverb(
    bus: FloatArray, *, rng: np.random.Generator, decay_s: float, wet: float, predelay_s: float = 0.012
) -> FloatArray:
    """Room: the bus plus its convolution with noise that decays and darkens.

    Parameters
    ----------
    bus : np.ndarray [shape=(2, n)]
    rng : np.random.Generator
        Draws the room, one noise a side.
    decay_s : float > 0, seconds
        Reverberation time of the lows; the highs have a third of it.
    wet : float >= 0
        Level of the room beside the direct sound.
    predelay_s : float >= 0, seconds

    Returns
    -------
    np.ndarray [shape=(2, n), dtype=float32]
    """
    n_samples = n_samples_of(decay_s)
    noise = rng.standard_normal((2, n_samples)).astype(np.float32)
    dark = low_pass(noise, cutoff_hz=2200, order=1)
    room = dark * decaying(n_samples, time_s=decay_s)
    room += (noise - dark) * decaying(n_samples, time_s=decay_s / 3)
    room = high_pass(room, cutoff_hz=160) * swell(n_samples, rise_s=0.004, fall_s=0.1 * decay_s)
    room /= np.sqrt((room**2).sum(axis=1, keepdims=True))
    tail = scipy.signal.oaconvolve(bus, room, axes=1)
    predelay = n_samples_of(predelay_s)
    mixed = bus.copy()
    mixed[:, predelay:] += wet * tail[:, : bus.shape[1] - predelay]
    return mixed


def master(
    bus: FloatArray,
    *,
    peak: float = 0.85,
    crest: float = 6.0,
    fade_in_s: float = 0.002,
    fade_out_s: float = 1.5,
) -> FloatArray:
    """Finish a mix: no offset, rounded peaks, silent ends, a known peak.

    Parameters
    ----------
    bus : np.ndarray [shape=(2, n)]
    peak : float in (0, 1]
        Largest magnitude of the result; 0 for a silent bus.
    crest : float > 0
        Peaks far above the root mean square are rounded towards ``crest`` times that.
    fade_in_s, fade_out_s : float >= 0, seconds

    Returns
    -------
    np.ndarray [shape=(2, n), dtype=float32]
    """
    ceiling = crest * max(float(np.sqrt(np.mean(bus**2))), 1e-9)
    # the high-pass comes last: rounding an asymmetric wave makes an offset of its own
    rounded = high_pass(ceiling * np.tanh(bus / ceiling), cutoff_hz=28)
    faded = rounded * swell(bus.shape[1], rise_s=fade_in_s, fall_s=fade_out_s)
    return np.asarray(faded * (peak / max(float(np.abs(faded).max()), 1e-9)), dtype=np.float32)


def _filter(
    bus: FloatArray, kind: Literal["lowpass", "highpass"], *, cutoff_hz: float, order: int
) -> FloatArray:
    sections = scipy.signal.butter(order, cutoff_hz, kind, fs=SAMPLE_RATE, output="sos")
    return np.asarray(scipy.signal.sosfilt(sections, bus), dtype=np.float32)
