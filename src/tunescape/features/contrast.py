"""Spectral contrast: how far the peaks stand above the valleys, by octaves."""

from functools import lru_cache

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.features.decibel import power_to_db
from tunescape.features.spectrum import Spectrum

__all__ = ["spectral_contrast"]


@lru_cache(maxsize=8)
def _octaves(
    sample_rate: int, n_fft: int, n_bands: int, fmin_hz: float, quantile: float
) -> tuple[tuple[slice, int], ...]:
    """Bins of each band, and how many of them make a peak or a valley.

    A band starts one bin below its lower edge. The bin that holds or precedes its upper edge is left to
    the next band, but counts in the quantile; the last band takes everything up to half the sample rate.
    """
    frequencies = np.fft.rfftfreq(n_fft, 1 / sample_rate)
    edges = np.concatenate([[0.0], fmin_hz * 2.0 ** np.arange(n_bands + 1)])
    starts = np.maximum(np.searchsorted(frequencies, edges[:-1]) - 1, 0)
    stops = np.searchsorted(frequencies, edges[1:], side="right")
    stops[-1] = len(frequencies)
    octaves = []
    for band, (start, stop) in enumerate(zip(starts, stops, strict=True)):
        n_extreme = max(1, round(quantile * (stop - start)))
        octaves.append((slice(start, stop if band == n_bands else stop - 1), n_extreme))
    return tuple(octaves)


def spectral_contrast(
    spectrum: Spectrum, *, n_bands: int = 6, fmin_hz: float = 200.0, quantile: float = 0.02
) -> FloatArray:
    """Level difference between the peaks and the valleys of each octave [1]_.

    Large for tones that stand clear of their surroundings, small for noise. Peak and valley of a band are
    the mean magnitudes of its strongest and weakest bins; each is put in decibels as a power would be
    (10 log10, floor 1e-10, at most 80 dB below the loudest of the whole spectrum).

    Parameters
    ----------
    spectrum : Spectrum
        Half its sample rate must lie above the lower edge of the last band (6400 Hz by default).
    n_bands : int > 0
        Octaves above ``fmin_hz``; the last one ends at half the sample rate.
    fmin_hz : float > 0, Hz
        Upper edge of the band below the octaves.
    quantile : float in (0, 0.5]
        Share of a band's bins that makes a peak or a valley; at least one bin.

    Returns
    -------
    np.ndarray [shape=(n_frames, n_bands + 1), dtype=float32]
        dB, from the lowest band to the highest.

    References
    ----------
    .. [1] D.-N. Jiang, L. Lu, H.-J. Zhang, J.-H. Tao, L.-H. Cai, "Music type classification by spectral
       contrast feature", IEEE ICME 2002.
    """
    octaves = _octaves(spectrum.sample_rate, spectrum.n_fft, n_bands, fmin_hz, quantile)
    valley = np.empty((len(spectrum.power), n_bands + 1))
    peak = np.empty_like(valley)
    for band, (bins, n_extreme) in enumerate(octaves):
        # sorting rows of a few hundred float32 is vectorised, and faster than two selections
        power = np.sort(spectrum.power[:, bins], axis=1)
        valley[:, band] = np.sqrt(power[:, :n_extreme]).mean(axis=1, dtype=np.float64)
        peak[:, band] = np.sqrt(power[:, -n_extreme:]).mean(axis=1, dtype=np.float64)
    return (power_to_db(peak) - power_to_db(valley)).astype(np.float32)
