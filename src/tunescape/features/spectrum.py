"""The short-time Fourier transform and the mel filter bank."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import scipy.fft

from tunescape.arrays import FloatArray, Vector

__all__ = [
    "Spectrum",
    "frame_signal",
    "hann",
    "mel_filterbank",
    "power_spectrum",
    "triangular_filters",
]

FRAMES_PER_BLOCK = 64


@dataclass(frozen=True)
class Spectrum:
    """A short-time power spectrum, one row a frame.

    Attributes
    ----------
    power : np.ndarray [shape=(n_frames, 1 + n_fft // 2), dtype=float32]
        Squared magnitude.
    sample_rate : int, Hz
    n_fft : int, samples
    hop_length : int, samples
    """

    power: FloatArray
    sample_rate: int
    n_fft: int
    hop_length: int

    @cached_property
    def magnitude(self) -> FloatArray:
        """Magnitude, same shape as ``power``."""
        return np.sqrt(self.power)

    @cached_property
    def frequencies_hz(self) -> FloatArray:
        """Centre frequency of each bin [shape=(1 + n_fft // 2,)], Hz."""
        return np.fft.rfftfreq(self.n_fft, 1 / self.sample_rate).astype(np.float32)

    @property
    def frame_rate(self) -> float:
        """Frames per second."""
        return self.sample_rate / self.hop_length


@lru_cache(maxsize=8)
def hann(n: int) -> Vector:
    """Periodic Hann window [shape=(n,), dtype=float64]; shared, so read-only."""
    window: Vector = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n) / n)
    window.flags.writeable = False
    return window


def frame_signal(y: FloatArray, *, frame_length: int, hop_length: int) -> FloatArray:
    """Cut a signal into centred, zero-padded, overlapping frames without copying them.

    Parameters
    ----------
    y : np.ndarray [shape=(n,)]
    frame_length, hop_length : int > 0, samples

    Returns
    -------
    np.ndarray [shape=(1 + n // hop_length, frame_length)]
        A read-only view; frame t is centred on sample t * hop_length.
    """
    padded = np.pad(y, frame_length // 2)
    return np.lib.stride_tricks.sliding_window_view(padded, frame_length)[::hop_length]


def power_spectrum(y: FloatArray, *, sample_rate: int, n_fft: int = 2048, hop_length: int = 512) -> Spectrum:
    """Short-time power spectrum with a periodic Hann window and zero-padded, centred frames.

    Windowed and transformed in double precision: beside a pure tone, the quiet bins that spectral
    contrast looks at lie far below what single precision resolves.

    Parameters
    ----------
    y : np.ndarray [shape=(n,), dtype=float32]
    sample_rate : int > 0, Hz
    n_fft, hop_length : int > 0, samples

    Returns
    -------
    Spectrum
        1 + n // hop_length frames.
    """
    frames = frame_signal(y, frame_length=n_fft, hop_length=hop_length)
    power = np.empty((len(frames), 1 + n_fft // 2), dtype=np.float32)
    for first in range(0, len(frames), FRAMES_PER_BLOCK):  # blocks that stay in the cache
        block = slice(first, first + FRAMES_PER_BLOCK)
        transform = scipy.fft.rfft(frames[block] * hann(n_fft), axis=1)
        power[block] = transform.real**2 + transform.imag**2
    return Spectrum(power=power, sample_rate=sample_rate, n_fft=n_fft, hop_length=hop_length)


def _hz_to_mel(f: float) -> float:
    # Slaney's Auditory Toolbox: linear below 1 kHz, 27 logarithmic steps per factor of 6.4 above
    return f / (200 / 3) if f < 1000 else 15 + np.log(f / 1000) / (np.log(6.4) / 27)


@lru_cache(maxsize=8)
def mel_filterbank(
    *, sample_rate: int, n_fft: int, n_mels: int, fmin_hz: float = 0.0, fmax_hz: float | None = None
) -> FloatArray:
    """Triangular mel filters with Slaney's scale and area normalisation.

    Parameters
    ----------
    sample_rate : int > 0, Hz
    n_fft : int > 0, samples
    n_mels : int > 0
    fmin_hz, fmax_hz : float >= 0
        Edges of the bank; by default 0 and half the sample rate.

    Returns
    -------
    np.ndarray [shape=(n_mels, 1 + n_fft // 2), dtype=float32]
        Shared, so read-only.

    References
    ----------
    .. [1] M. Slaney, "Auditory Toolbox, version 2", Interval Research technical report 1998-010.
    """
    top = sample_rate / 2 if fmax_hz is None else fmax_hz
    mels = np.linspace(_hz_to_mel(fmin_hz), _hz_to_mel(top), n_mels + 2)
    edges = np.where(mels < 15, mels * (200 / 3), 1000 * np.exp((mels - 15) * (np.log(6.4) / 27)))
    return triangular_filters(edges, sample_rate=sample_rate, n_fft=n_fft)


def triangular_filters(edges_hz: Vector, *, sample_rate: int, n_fft: int) -> FloatArray:
    """Triangles that overlap by half, of equal area.

    Parameters
    ----------
    edges_hz : np.ndarray [shape=(n + 2,)]
        Rising: filter k begins at edge k, is highest at edge k + 1 and ends at edge k + 2.
    sample_rate : int > 0, Hz
    n_fft : int > 0, samples

    Returns
    -------
    np.ndarray [shape=(n, 1 + n_fft // 2), dtype=float32]
        Read-only.
    """
    bins = np.fft.rfftfreq(n_fft, 1 / sample_rate)
    widths = np.diff(edges_hz)
    ramps = edges_hz[:, None] - bins[None, :]
    rising = -ramps[:-2] / widths[:-1, None]
    falling = ramps[2:] / widths[1:, None]
    bank = np.maximum(0, np.minimum(rising, falling)) * (2 / (edges_hz[2:] - edges_hz[:-2]))[:, None]
    filters: FloatArray = bank.astype(np.float32)
    filters.flags.writeable = False
    return filters
