"""Four ways to divide the spectrum into bands: mel, Bark, gammatone and wavelets.

References
----------
.. [1] S. Davis, P. Mermelstein, "Comparison of parametric representations for monosyllabic word
   recognition in continuously spoken sentences", IEEE Trans. ASSP 28(4), 1980.
.. [2] H. Traunmüller, "Analytical expressions for the tonotopic sensory scale", JASA 88(1), 1990.
.. [3] B. Glasberg, B. Moore, "Derivation of auditory filter shapes from notched-noise data", Hearing Research
   47, 1990.
.. [4] R. Patterson et al., "An efficient auditory filterbank based on the gammatone function", APU report
   2341, 1987.
.. [5] C. Torrence, G. Compo, "A practical guide to wavelet analysis", Bulletin of the AMS 79(1), 1998.
"""

from functools import lru_cache

import numpy as np
import scipy.fft

from tunescape.arrays import FloatArray, Vector
from tunescape.features.spectrum import mel_filterbank, triangular_filters

__all__ = [
    "bark_filterbank",
    "gammatone_centres_hz",
    "gammatone_filterbank",
    "hz_to_bark",
    "mel_filterbank",
    "wavelet_centres_hz",
    "wavelet_power",
]

ORDER = 4
"""Of the gammatone filter."""

OMEGA = 6.0
"""Radians by which the Morlet wavelet turns within one deviation of its envelope."""

_SPREAD = 1.019
"""Bandwidth of a gammatone filter of order 4 in equivalent rectangular bandwidths [4]_."""


def hz_to_bark(frequency_hz: Vector) -> Vector:
    """Critical-band rate [2]_, from 200 Hz to 6.7 kHz within 0.05 Bark of the measured one."""
    bark: Vector = 26.81 * frequency_hz / (1960 + frequency_hz) - 0.53
    return bark


@lru_cache(maxsize=4)
def bark_filterbank(*, sample_rate: int, n_fft: int, n_bands: int) -> FloatArray:
    """Triangles equally far apart on the Bark scale [2]_, from 0 to half the sample rate.

    Returns
    -------
    np.ndarray [shape=(n_bands, 1 + n_fft // 2), dtype=float32]
        Shared, so read-only.
    """
    low, high = hz_to_bark(np.array([0.0, sample_rate / 2]))
    barks = np.linspace(low, high, n_bands + 2)
    return triangular_filters(1960 * (barks + 0.53) / (26.28 - barks), sample_rate=sample_rate, n_fft=n_fft)


def _erb_hz(frequency_hz: Vector) -> Vector:
    """Equivalent rectangular bandwidth of the auditory filter [3]_, Hz."""
    bandwidth: Vector = 24.7 * (0.00437 * frequency_hz + 1)
    return bandwidth


def gammatone_centres_hz(*, n_bands: int, fmin_hz: float, fmax_hz: float) -> Vector:
    """Frequencies equally far apart on the scale of equivalent rectangular bandwidths [3]_, ends included.

    Parameters
    ----------
    n_bands : int > 1
    fmin_hz, fmax_hz : float >= 0

    Returns
    -------
    np.ndarray [shape=(n_bands,), dtype=float64]
    """
    low, high = (float(np.log(0.00437 * end_hz + 1)) for end_hz in (fmin_hz, fmax_hz))
    centres: Vector = (np.exp(np.linspace(low, high, n_bands)) - 1) / 0.00437
    return centres


@lru_cache(maxsize=4)
def gammatone_filterbank(
    *, sample_rate: int, n_fft: int, n_bands: int, fmin_hz: float, fmax_hz: float
) -> FloatArray:
    """Power responses of gammatone filters of order 4 [4]_, as weights of the bins of a power spectrum.

    ``(1 + ((f - f_c) / (1.019 ERB(f_c)))**2)**-4``: 1 at the centre, the mirror image at negative
    frequencies left out. In place of filters in time: what lies within a frame is smeared alike in all bands.

    Returns
    -------
    np.ndarray [shape=(n_bands, 1 + n_fft // 2), dtype=float32]
        Shared, so read-only.
    """
    centres = gammatone_centres_hz(n_bands=n_bands, fmin_hz=fmin_hz, fmax_hz=fmax_hz)[:, np.newaxis]
    bins = np.fft.rfftfreq(n_fft, 1 / sample_rate)
    response = (1 + ((bins - centres) / (_SPREAD * _erb_hz(centres))) ** 2) ** -ORDER
    filters: FloatArray = response.astype(np.float32)
    filters.flags.writeable = False
    return filters


def wavelet_centres_hz(*, fmin_hz: float, fmax_hz: float, per_octave: int) -> Vector:
    """Frequencies from fmin_hz up, so many an octave, not above fmax_hz."""
    n_bands = 1 + int(np.floor(per_octave * np.log2(fmax_hz / fmin_hz) + 1e-9))
    centres: Vector = fmin_hz * 2.0 ** (np.arange(n_bands) / per_octave)
    return centres


def wavelet_power(y: FloatArray, centres_hz: Vector, *, sample_rate: int, hop_length: int) -> FloatArray:
    """Power of the Morlet wavelet transform [5]_ of a signal, averaged over hops.

    The wavelet of a band turns by :data:`OMEGA` radians within one deviation of its envelope: short at high
    frequencies, long at low ones. Its spectrum is a Gaussian of deviation ``f / OMEGA``, cut off at four
    deviations: only those bins are transformed back, so that a low band costs next to nothing.

    Parameters
    ----------
    y : np.ndarray [shape=(n,), dtype=float32]
        n >= 1; counts as zero before and after.
    centres_hz : np.ndarray [shape=(n_bands,)]
    sample_rate : int > 0, Hz
    hop_length : int > 0, samples

    Returns
    -------
    np.ndarray [shape=(1 + n // hop_length, n_bands), dtype=float32]
        A sine of amplitude a at a centre gives a**2 / 4 there.
    """
    n_frames = 1 + len(y) // hop_length
    longest_s = 4 * OMEGA / (2 * np.pi * float(centres_hz.min()))
    n_total = scipy.fft.next_fast_len(n_frames + int(np.ceil(longest_s * sample_rate / hop_length)))
    padded = np.zeros(n_total * hop_length, np.float64)
    padded[: len(y)] = y
    spectrum = scipy.fft.rfft(padded)
    step_hz = sample_rate / len(padded)
    power = np.empty((n_frames, len(centres_hz)), np.float32)
    for band, centre in enumerate(centres_hz):
        deviation = centre / OMEGA
        first = max(0, int((centre - 4 * deviation) / step_hz))
        last = min(len(spectrum), int((centre + 4 * deviation) / step_hz) + 1)
        bins = np.arange(first, last)
        part = spectrum[bins] * np.exp(-0.5 * ((bins * step_hz - centre) / deviation) ** 2)
        # so many points a hop that nothing folds over; where the band begins changes only the phase
        per_hop = -(-len(part) // n_total)
        # each in the middle of what it stands for
        part *= np.exp(1j * np.pi / (n_total * per_hop) * np.arange(len(part)))
        envelope = scipy.fft.ifft(part, n_total * per_hop) * (n_total * per_hop / len(padded))
        squares = envelope.real**2 + envelope.imag**2
        power[:, band] = squares.reshape(n_total, per_hop).mean(axis=1)[:n_frames]
    return power
