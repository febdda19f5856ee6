"""K-weighting: the filter in front of every measurement of loudness."""

import math
from functools import lru_cache

from tunescape.arrays import FloatArray
from tunescape.features.block_filter import Sections, filter_signal

__all__ = ["k_weight", "k_weighting"]

# The analogue prototypes behind the coefficients that BS.1770 prints for 48 kHz: a high shelf for the head,
# then a high pass. Solved from those coefficients, so that other sample rates get the same filter.
_SHELF_HZ, _SHELF_DB, _SHELF_Q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
_SHELF_MIDDLE = 0.4996667741545416  # exponent of the shelf's gain at its corner
_PASS_HZ, _PASS_Q = 38.13547087602444, 0.5003270373238773


@lru_cache(maxsize=16)
def k_weighting(sample_rate: int) -> Sections:
    """Return the K-weighting filter for any sample rate that has room for it.

    Parameters
    ----------
    sample_rate : int >= 8000, Hz
        From 16 kHz on within 0.05 dB of the filter for 48 kHz at 997 Hz; at 8 kHz 0.2 dB below.

    Returns
    -------
    Sections
        Two second-order sections: a shelf of +4 dB above 1.7 kHz, a high pass at 38 Hz. At 48 kHz the
        coefficients of the recommendation.

    References
    ----------
    .. [1] Recommendation ITU-R BS.1770-5, "Algorithms to measure audio programme loudness and true-peak audio
       level", 2023, Annex 1, tables 1 and 2.
    """
    k = _bilinear(_SHELF_HZ, sample_rate)
    high = 10 ** (_SHELF_DB / 20)
    middle = high**_SHELF_MIDDLE
    a0 = 1 + k / _SHELF_Q + k * k
    shelf = (
        (high + middle * k / _SHELF_Q + k * k) / a0,
        2 * (k * k - high) / a0,
        (high - middle * k / _SHELF_Q + k * k) / a0,
        2 * (k * k - 1) / a0,
        (1 - k / _SHELF_Q + k * k) / a0,
    )
    k, a0 = _bilinear(_PASS_HZ, sample_rate), _high_pass_scale(sample_rate)
    # BS.1770 prints a numerator of 1, -2, 1 for 48 kHz: a gain of 0.04 dB, which other rates have to share
    gain = _high_pass_scale(48_000) / a0
    return shelf, (gain, -2 * gain, gain, 2 * (k * k - 1) / a0, (1 - k / _PASS_Q + k * k) / a0)


def k_weight(samples: FloatArray, sample_rate: int) -> FloatArray:
    """Filter one channel as BS.1770 does before it takes the power.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
    sample_rate : int >= 8000, Hz

    Returns
    -------
    np.ndarray [shape=(n,), dtype=float32]
    """
    return filter_signal(samples, k_weighting(sample_rate))


def _high_pass_scale(sample_rate: int) -> float:
    k = _bilinear(_PASS_HZ, sample_rate)
    return 1 + k / _PASS_Q + k * k


def _bilinear(corner_hz: float, sample_rate: int) -> float:
    return math.tan(math.pi * corner_hz / sample_rate)
