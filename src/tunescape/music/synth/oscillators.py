"""Sources of periodic sound: band-limited waveforms and sums of decaying sinusoids."""

import math

import numpy as np
import numpy.typing as npt
import scipy.fft

from tunescape.arrays import FloatArray, Vector

__all__ = [
    "SAMPLE_RATE",
    "modes",
    "n_samples_of",
    "oscillate",
    "pulse_harmonics",
    "saw_harmonics",
    "triangle_harmonics",
]

SAMPLE_RATE = 44_100
"""Sample rate of everything the synthesiser makes, Hz."""

_TABLE_LENGTH = 8192
_BLOCK_LENGTH = 512
_HIGHEST_HARMONIC_HZ = 0.45 * SAMPLE_RATE

Harmonics = npt.NDArray[np.complex128]


def n_samples_of(duration_s: float) -> int:
    """Return the number of samples nearest to a duration in seconds."""
    return round(duration_s * SAMPLE_RATE)


def saw_harmonics(count: int = 512) -> Harmonics:
    """Fourier coefficients of a falling sawtooth of amplitude 1 [shape=(count,)], harmonic 1 first."""
    k = np.arange(1, count + 1)
    return np.asarray(-2j / (np.pi * k), dtype=np.complex128)


def pulse_harmonics(count: int = 512, *, duty: float = 0.5) -> Harmonics:
    """Fourier coefficients of a pulse wave between -1 and 1, less its mean [shape=(count,)].

    Parameters
    ----------
    count : int > 0
    duty : float in (0, 1)
        Share of the period spent high; 0.5 is a square wave.
    """
    k = np.arange(1, count + 1)
    return np.asarray(4 / (np.pi * k) * np.sin(np.pi * k * duty), dtype=np.complex128)


def triangle_harmonics(count: int = 512) -> Harmonics:
    """Fourier coefficients of a triangle wave of amplitude 1 [shape=(count,)]."""
    k = np.arange(1, count + 1)
    return np.asarray(np.where(k % 2 == 1, 8 / (np.pi * k) ** 2, 0), dtype=np.complex128)


def oscillate(
    harmonics: Harmonics, frequency_hz: float | Vector, *, n_samples: int, phase: float = 0.0
) -> FloatArray:
    """Periodic waveform without aliasing, read from one period by linear interpolation.

    Parameters
    ----------
    harmonics : np.ndarray [shape=(count,), dtype=complex128]
        Coefficient of ``exp(2j*pi*k*f*t)`` for k = 1, 2, …; the real part sounds. Harmonics above
        0.45 of the sample rate are left out.
    frequency_hz : float > 0 or np.ndarray [shape=(n_samples,)], Hz
        An array makes the pitch move.
    n_samples : int >= 0
    phase : float in [0, 1)
        Where in the period to start.

    Returns
    -------
    np.ndarray [shape=(n_samples,), dtype=float32]
    """
    highest = float(np.max(frequency_hz))
    count = min(len(harmonics), int(_HIGHEST_HARMONIC_HZ / highest))
    spectrum = np.zeros(_TABLE_LENGTH // 2 + 1, dtype=np.complex128)
    spectrum[1 : count + 1] = harmonics[:count] / 2
    period = scipy.fft.irfft(spectrum, norm="forward").astype(np.float32)
    if np.ndim(frequency_hz) == 0:
        cycles = phase + np.arange(n_samples) * (highest / SAMPLE_RATE)
    else:
        cycles = phase + np.cumsum(frequency_hz) / SAMPLE_RATE
    position = (cycles % 1.0) * _TABLE_LENGTH
    index = position.astype(np.int64)
    fraction = (position - index).astype(np.float32)
    here = period[index % _TABLE_LENGTH]
    following = period[(index + 1) % _TABLE_LENGTH]
    wave: FloatArray = here + fraction * (following - here)
    return wave


def modes(
    frequencies_hz: npt.ArrayLike,
    decays_per_s: npt.ArrayLike,
    amplitudes: npt.ArrayLike,
    *,
    n_samples: int,
) -> FloatArray:
    """Sum of exponentially decaying sines: ``sum_k a_k exp(-d_k t) sin(2 pi f_k t)``.

    An exponential at sample ``i * B + j`` is that at ``i * B`` times that at ``j``, so that a mode is
    the outer product of two short vectors.

    Parameters
    ----------
    frequencies_hz, decays_per_s, amplitudes : array_like [shape=(n_modes,)]
    n_samples : int >= 0

    Returns
    -------
    np.ndarray [shape=(n_samples,), dtype=float32]
    """
    frequencies = np.asarray(frequencies_hz, dtype=np.float64)
    decays = np.asarray(decays_per_s, dtype=np.float64)
    step = (2j * np.pi * frequencies - decays) / SAMPLE_RATE
    n_blocks = math.ceil(n_samples / _BLOCK_LENGTH)
    block_starts = np.exp(np.outer(step, np.arange(n_blocks) * _BLOCK_LENGTH))
    block_starts = (block_starts * np.asarray(amplitudes)[:, None]).astype(np.complex64)
    within = np.exp(np.outer(step, np.arange(_BLOCK_LENGTH))).astype(np.complex64)
    # mode by mode, not as one matrix product: the rounding of that depends on the number of BLAS threads
    samples = np.zeros((n_blocks, _BLOCK_LENGTH), dtype=np.float32)
    for start, inside in zip(block_starts, within, strict=True):
        samples += np.outer(start.real, inside.imag) + np.outer(start.imag, inside.real)
    return samples.ravel()[:n_samples]
