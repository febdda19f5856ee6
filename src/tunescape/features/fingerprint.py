"""Audio fingerprints: is it the same recording, whatever the encoding?"""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tunescape.arrays import FloatArray, Vector
from tunescape.features.excerpt import Excerpt
from tunescape.features.feature_set import FeatureSet
from tunescape.features.spectrum import Spectrum

__all__ = ["FEATURES", "SAME_RECORDING", "bit_error_rate", "fingerprint", "same_recording"]

Words = npt.NDArray[np.uint32]

N_FRAMES = 256
SMOOTHING = 16  # frames, 0.37 s: the frame length of Haitsma & Kalker
# Frames between the energies that are compared. Haitsma & Kalker take neighbours, 12 ms apart; with frames
# 23 ms apart, four leave fewer bits to the chance of where in a frame an encoder's delay falls.
LAG = 4
# A frame's power at -90 dB of full scale, about the noise of 16-bit silence: 1e-9 * n_fft * sum(hann**2) / 2
SILENCE = 8e-4
NO_CHANGE = 1e-4  # of the mean band energy: above what rounding makes of a steady tone

MAX_SHIFT = 11  # frames, 0.25 s: the padding of encoders
JITTER = 2  # frames, 46 ms: segment starts move by a share of the difference in length

SAME_RECORDING = 0.25

SILENT, STEADY = np.uint32(0), np.uint32(0xFFFFFFFF)


@lru_cache(maxsize=2)
def _bands(sample_rate: int, n_fft: int) -> tuple[int, FloatArray]:
    # first bin, and the share of each bin in 33 bands of equal width in log frequency
    edges = np.geomspace(300.0, 2000.0, 34) * (n_fft / sample_rate)
    bins = np.arange(int(edges[0]), int(edges[-1]) + 2)
    below = np.clip(edges - (bins[:, None] - 0.5), 0, 1)
    return int(bins[0]), np.diff(below, axis=1).astype(np.float32)


def _moving_sum(x: Vector, n: int) -> Vector:
    total = np.cumsum(np.pad(x, ((1, 0), (0, 0))), axis=0)
    return total[n:] - total[:-n]


def fingerprint(spectrum: Spectrum) -> Words:
    """Turn the middle of an excerpt into 32 bits a frame.

    A bit says whether the difference between the energies of two neighbouring bands grew within 93 ms. There
    are 33 bands between 300 and 2000 Hz; energies are summed over 0.37 s.

    Parameters
    ----------
    spectrum : Spectrum

    Returns
    -------
    np.ndarray [shape=(256,), dtype=uint32]
        0 where nothing sounds (below -90 dB of full scale) and beyond the end of a short excerpt; all bits set
        where something sounds and nothing changes. Independent of the level above that.

    References
    ----------
    .. [1] J. Haitsma and T. Kalker, "A highly robust audio fingerprinting system", ISMIR 2002.
    """
    first_bin, bands = _bands(spectrum.sample_rate, spectrum.n_fft)
    energies = spectrum.power[:, first_bin : first_bin + len(bands)] @ bands
    reach = SMOOTHING + LAG - 1
    around = ((reach // 2, reach - reach // 2), (0, 0))
    smoothed = _moving_sum(np.pad(energies.astype(np.float64), around), SMOOTHING)
    differences = smoothed[:, :-1] - smoothed[:, 1:]
    grew = differences[LAG:] - differences[:-LAG] > -NO_CHANGE * smoothed.mean()
    words = np.packbits(grew, axis=1).view(">u4")[:, 0].astype(np.uint32)
    loudness = spectrum.power.sum(axis=1, keepdims=True, dtype=np.float64)
    words[_moving_sum(np.pad(loudness, around), reach + 1)[:, 0] < (reach + 1) * SILENCE] = SILENT
    middle = words[max(0, (len(words) - N_FRAMES) // 2) :][:N_FRAMES]
    return np.pad(middle, (0, N_FRAMES - len(middle)))


def _errors_and_bits(x: Words, y: Words) -> tuple[Vector, Vector]:
    # per segment; frames where both say the same nothing count for neither
    uninformative = (x == y) & ((x == SILENT) | (x == STEADY))
    errors = np.bitwise_count(x ^ y).sum(axis=1, dtype=np.float64)
    return errors, 32.0 * np.count_nonzero(~uninformative, axis=1)


def _compare(a: Words, b: Words, max_shift_frames: int) -> tuple[float, float]:
    # bit errors and bits at the best shift: one for all segments, from which each may stray by JITTER
    width = a.shape[1]
    shifts = range(-max_shift_frames - JITTER, max_shift_frames + JITTER + 1)
    errors, bits = np.zeros((2, len(shifts), len(a)))
    for i, shift in enumerate(shifts):
        x, y = a[:, max(shift, 0) : width + min(shift, 0)], b[:, max(-shift, 0) : width - max(shift, 0)]
        errors[i], bits[i] = _errors_and_bits(x, y)
    rates = np.divide(errors, bits, out=np.full_like(errors, 0.5), where=bits > 0)
    rates = np.lib.stride_tricks.sliding_window_view(rates, 2 * JITTER + 1, axis=0)
    own = rates.argmin(axis=2) + np.arange(len(rates))[:, None]
    chosen_errors = np.take_along_axis(errors, own, axis=0).sum(axis=1)
    chosen_bits = np.take_along_axis(bits, own, axis=0).sum(axis=1)
    best = np.argmin(chosen_errors / np.maximum(chosen_bits, 1) + (chosen_bits == 0))
    return float(chosen_errors[best]), float(chosen_bits[best])


def bit_error_rate(a: npt.NDArray[Any], b: npt.NDArray[Any], *, max_shift_frames: int = MAX_SHIFT) -> float:
    """Share of bits in which two fingerprints differ, at the shift in time that suits them best.

    The shift is common to all segments to within two frames (46 ms), as it is for two encodings whose lengths
    differ by a little. Frames in which neither track says anything are left out.

    Parameters
    ----------
    a, b : np.ndarray [shape=(n_segments, 256), dtype=uint32]
        Fingerprints of the same segments of two tracks.
    max_shift_frames : int >= 0
        Largest shift, in frames of 23 ms.

    Returns
    -------
    float
        0 where all bits agree, and for silence against silence; about 0.5 by chance; 0.5 also where there is
        nothing to compare: the numbers of segments differ, or both tracks are steady tones.
    """
    a, b = np.asarray(a, dtype=np.uint32), np.asarray(b, dtype=np.uint32)
    if a.shape != b.shape:
        return 0.5
    if not a.any() and not b.any():
        return 0.0
    errors, bits = _compare(a, b, max_shift_frames)
    return errors / bits if bits > 0 else 0.5


def same_recording(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> bool:
    """Tell whether two tracks are encodings of one recording.

    MEASURED

    Parameters
    ----------
    a, b : np.ndarray [shape=(n_segments, 256), dtype=uint32]

    Returns
    -------
    bool
    """
    a, b = np.asarray(a, dtype=np.uint32), np.asarray(b, dtype=np.uint32)
    if a.shape != b.shape:
        return False
    if not a.any() and not b.any():
        return True
    errors, bits = _compare(a, b, MAX_SHIFT)
    return bits > 0 and errors / bits <= SAME_RECORDING


def _describe(excerpt: Excerpt) -> Words:
    return fingerprint(excerpt.spectrum)


FEATURES = FeatureSet(
    name="fingerprint",
    version=1,
    dimensions=tuple(f"frame.{i:03d}" for i in range(N_FRAMES)),
    dtype="uint32",
    units="32 bits a frame, the highest for the lowest pair of bands",
    source="Haitsma & Kalker 2002, on frames 23 ms apart",
    describe=_describe,
)
