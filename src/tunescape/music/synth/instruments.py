"""Pitched instruments: each turns a frequency and a duration into the samples of one note."""

import numpy as np
import scipy.signal

from tunescape.arrays import FloatArray
from tunescape.music.synth.envelopes import attack_release, swell
from tunescape.music.synth.oscillators import (
    SAMPLE_RATE,
    Harmonics,
    modes,
    n_samples_of,
    oscillate,
    pulse_harmonics,
    saw_harmonics,
    triangle_harmonics,
)
from tunescape.music.synth.strings import vibrato

__all__ = ["bell", "chip", "flute", "piano", "subtractive"]

_HARMONICS = 256


def piano(frequency_hz: float, duration_s: float, *, brightness: float = 0.5) -> FloatArray:
    """Struck string: stretched partials, a pair of strings apiece, a fast and a slow decay, and the knock.

    Parameters
    ----------
    frequency_hz : float in [25, 4200], Hz
    duration_s : float > 0, seconds
        Until the damper falls; the string may be silent before.
    brightness : float in [0, 1]
        How hard the hammer is.

    Returns
    -------
    np.ndarray [shape=(n_samples_of(duration_s + 0.25),), dtype=float32]
        Peak 1.

    References
    ----------
    .. [1] N. Fletcher and T. Rossing, The Physics of Musical Instruments, chapter 12: inharmonicity,
       the strike an eighth along the string, and the two rates of decay.
    """
    height = frequency_hz / 261.6
    k = np.arange(1, int(np.clip(10_000 / frequency_hz, 3, 32)) + 1)
    partials = k * frequency_hz * np.sqrt((1 + 4e-4 * height * k**2) / (1 + 4e-4 * height))
    level = k ** -(2.0 - 1.2 * brightness) * (0.15 + np.abs(np.sin(np.pi * k / 8)))
    decay = (0.9 + 0.22 * k) * height**0.6
    knock_hz, knock_decay, knock_level = [95.0, 170.0, 310.0], [45.0, 60.0, 90.0], [0.10, 0.06, 0.04]
    detune = 2 ** (0.5 / 1200)
    n_samples = n_samples_of(duration_s + 0.25)
    sound = modes(
        np.concatenate([partials / detune, partials * detune, knock_hz]),
        np.concatenate([2.2 * decay, 0.6 * decay, knock_decay]),
        np.concatenate([0.6 * level, 0.4 * level, knock_level]),
        n_samples=n_samples,
    )
    return _to_peak(sound * swell(n_samples, rise_s=0.003, fall_s=0.25))


def bell(frequency_hz: float, duration_s: float, *, brightness: float = 0.5) -> FloatArray:
    """Soft bell: a few partials, the upper ones out of tune and gone first; it rings for four durations.

    Parameters
    ----------
    frequency_hz : float in [50, 4000], Hz
    duration_s : float > 0, seconds
    brightness : float in [0, 1]

    Returns
    -------
    np.ndarray [shape=(n_samples_of(4 * duration_s),), dtype=float32]
        Peak 1.
    """
    ratios = np.array([1.0, 1.003, 2.0, 3.01, 4.17, 5.43, 6.8])
    level = np.array([1.0, 0.5, 0.45, 0.25, 0.18, 0.1, 0.06]) * brightness ** np.array(
        [0, 0, 0.3, 1, 1, 1, 1]
    )
    decay = np.array([1.0, 0.8, 1.6, 2.6, 4.5, 6.0, 9.0]) * 1.6 / duration_s
    audible = ratios * frequency_hz < SAMPLE_RATE / 2
    n_samples = n_samples_of(4 * duration_s)
    sound = modes(ratios[audible] * frequency_hz, decay[audible], level[audible], n_samples=n_samples)
    return _to_peak(sound * swell(n_samples, rise_s=0.004, fall_s=0.5 * duration_s))


def subtractive(
    frequency_hz: float,
    duration_s: float,
    *,
    cutoff_hz: float,
    open_hz: float | None = None,
    harmonics: Harmonics | None = None,
    detune_cents: tuple[float, ...] = (0.0,),
    attack_s: float = 0.004,
    decay_s: float = 0.3,
    sustain: float = 0.7,
    release_s: float = 0.06,
    phase: float = 0.0,
) -> FloatArray:
    """Analogue-style voice: detuned oscillators through a low-pass that opens at the attack.

    The filter acts on the harmonics themselves (fourth order), and its movement is a cross-fade between the
    open and the closed waveform.

    Parameters
    ----------
    frequency_hz : float > 0, Hz
    duration_s : float > 0, seconds
    cutoff_hz, open_hz : float > 0, Hz
        Where the filter ends and where it starts (by default it does not move).
    harmonics : np.ndarray [shape=(count,)], optional
        The waveform; a sawtooth by default.
    detune_cents : tuple of float
        One oscillator each.
    attack_s, decay_s, release_s : float, seconds
        ``decay_s`` holds for loudness and filter.
    sustain : float in [0, 1]
    phase : float
        Of the first oscillator, in periods; the others follow at golden steps.

    Returns
    -------
    np.ndarray [shape=(n_samples_of(duration_s + release_s),), dtype=float32]
        Peak 1.
    """
    waveform = saw_harmonics(_HARMONICS) if harmonics is None else harmonics
    envelope = attack_release(
        duration_s, attack_s=attack_s, release_s=release_s, decay_s=decay_s, sustain=sustain
    )
    closed = waveform * _low_pass_gain(len(waveform), frequency_hz, cutoff_hz)
    opened = closed if open_hz is None else waveform * _low_pass_gain(len(waveform), frequency_hz, open_hz)
    openness = np.exp(-3 * np.arange(len(envelope)) / (decay_s * SAMPLE_RATE)).astype(np.float32)
    sound = np.zeros(len(envelope), dtype=np.float32)
    for voice, cents in enumerate(detune_cents):
        pitch, start = frequency_hz * 2 ** (cents / 1200), (phase + 0.618 * voice) % 1
        voiced = oscillate(closed, pitch, n_samples=len(envelope), phase=start)
        if open_hz is not None:
            difference = oscillate(opened - closed, pitch, n_samples=len(envelope), phase=start)
            voiced = voiced + openness * difference
        sound += voiced
    return _to_peak(sound * envelope)


def chip(
    frequency_hz: float,
    duration_s: float,
    *,
    duty: float | None,
    decay_s: float = 0.5,
    sustain: float = 0.6,
    vibrato_cents: float = 0.0,
) -> FloatArray:
    """Voice of an early game console.

    Parameters
    ----------
    frequency_hz : float > 0, Hz
    duration_s : float > 0, seconds
    duty : float in (0, 1) or None
        Of the pulse wave; None for a triangle wave.
    decay_s : float > 0, seconds
    sustain : float in [0, 1]
    vibrato_cents : float >= 0

    Returns
    -------
    np.ndarray [shape=(n_samples_of(duration_s + 0.01),), dtype=float32]
        Peak 1.
    """
    harmonics = triangle_harmonics(_HARMONICS) if duty is None else pulse_harmonics(_HARMONICS, duty=duty)
    envelope = attack_release(duration_s, attack_s=0.002, release_s=0.01, decay_s=decay_s, sustain=sustain)
    wobble = vibrato(len(envelope), depth_cents=vibrato_cents, rate_hz=6.5, onset_s=0.18)
    pitch = frequency_hz * 2 ** (wobble / 1200)
    return _to_peak(oscillate(harmonics, pitch, n_samples=len(envelope)) * envelope)


def flute(
    frequency_hz: float, duration_s: float, *, rng: np.random.Generator, breath: float = 0.06
) -> FloatArray:
    """Bamboo flute: few harmonics, a slow attack, late vibrato, and breath around the harmonics.

    Parameters
    ----------
    frequency_hz : float > 0, Hz
    duration_s : float > 0, seconds
    rng : np.random.Generator
        Draws the breath.
    breath : float >= 0
        Its level beside the tone.

    Returns
    -------
    np.ndarray [shape=(n_samples_of(duration_s + 0.09),), dtype=float32]
        Peak 1.
    """
    harmonics = np.array([1.0, 0.42, 0.3, 0.12, 0.1, 0.04, 0.03, 0.02]) * np.exp(1j * np.arange(8))
    envelope = attack_release(duration_s, attack_s=0.045, release_s=0.09, decay_s=0.5, sustain=0.85)
    wobble = vibrato(len(envelope), depth_cents=14, rate_hz=5.2, onset_s=0.35)
    scoop = -45 * np.exp(-np.arange(len(envelope)) / (0.025 * SAMPLE_RATE))
    tone = oscillate(harmonics, frequency_hz * 2 ** ((wobble + scoop) / 1200), n_samples=len(envelope))
    rush = _breath(len(envelope), frequency_hz=frequency_hz, rng=rng)
    return _to_peak((tone + breath * rush) * envelope)


def _breath(n_samples: int, *, frequency_hz: float, rng: np.random.Generator) -> FloatArray:
    """Noise of unit level that the tube filters: broad peaks at the first two harmonics."""
    white = rng.standard_normal(n_samples)
    rush = np.zeros(n_samples)
    for harmonic in (1, 2):
        peak = scipy.signal.iirpeak(harmonic * frequency_hz, 3.0, fs=SAMPLE_RATE)
        rush += scipy.signal.lfilter(*peak, white)
    return np.asarray(rush / rush.std(), dtype=np.float32)


def _low_pass_gain(count: int, frequency_hz: float, cutoff_hz: float) -> FloatArray:
    """Gain of a fourth-order Butterworth low-pass at each harmonic [shape=(count,)]."""
    ratio = np.arange(1, count + 1) * (frequency_hz / cutoff_hz)
    return np.asarray(1 / np.sqrt(1 + ratio**8), dtype=np.float32)


def _to_peak(sound: FloatArray) -> FloatArray:
    return np.asarray(sound / max(float(np.abs(sound).max()), 1e-9), dtype=np.float32)
