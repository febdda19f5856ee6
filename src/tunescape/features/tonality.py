"""Pitch classes, tuning and key."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tunescape.arrays import Vector
from tunescape.features.excerpt import Excerpt
from tunescape.features.feature_set import FeatureSet
from tunescape.features.spectrum import Spectrum

__all__ = [
    "FEATURES",
    "KEYS",
    "PITCH_CLASSES",
    "KeyEstimate",
    "camelot",
    "estimate_key",
    "peak_weights",
    "pitch_class_profile",
    "spectral_peaks",
]

PITCH_CLASSES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
"""Names of the dimensions of a profile."""

KEYS = tuple(
    f"{tonic} {mode}"
    for mode, tonics in (
        ("major", ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")),
        ("minor", ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")),
    )
    for tonic in tonics
)
"""The 24 keys, spelt with the fewest accidentals in the signature (of the ties, F# major and Eb minor)."""

# How often each scale degree sounds in major and in minor: Albrecht & Shanahan 2013, table 2. On 12 songs of
# POP909, played by piano and by band, these had a mean MIREX score of 0.97; Krumhansl & Kessler 1982 0.80,
# Temperley 1999 0.78, Temperley 2007 0.84, Bellman & Budge 0.84.
MAJOR_PROFILE = (0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081)
MINOR_PROFILE = (0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052)

QUIET_FRAME = 1e-3
FAINTEST = np.finfo(np.float32).tiny  # of power: below it, float32 cannot tell a peak from what is beside it

# Tuning strengths: noise of any length stays below 0.02, dense productions reach about 0.1, clear notes 0.6.
NO_TUNING = 0.02
CLEAR_TUNING = 0.12


@dataclass(frozen=True)
class KeyEstimate:
    """The key of a track.

    Attributes
    ----------
    name : str or None
        One of :data:`KEYS`; None where nothing tuned is heard.
    confidence : float
        From 0 to 1: how well the key fits, how far it leads, and how much of the sound is tuned at all.
    alternatives : tuple of str
        Other keys that fit, best first.
    tuning_cents : float or None
        How far above A4 = 440 Hz it is tuned, -50 to 50; None where nothing tuned is heard.
    """

    name: str | None
    confidence: float
    alternatives: tuple[str, ...]
    tuning_cents: float | None


def spectral_peaks(
    spectrum: Spectrum, *, fmin_hz: float = 65.0, fmax_hz: float = 2000.0
) -> tuple[Vector, Vector, npt.NDArray[np.int64]]:
    """Find the peaks of all frames, their frequency interpolated between bins.

    A parabola through the logarithms of three bins of a Hann window misses the frequency of a steady sinusoid
    by less than 2 % of a bin.

    Parameters
    ----------
    spectrum : Spectrum
    fmin_hz, fmax_hz : float > 0
        Range of the peaks' bins. Below 65 Hz a bin is wider than a whole tone; above 2 kHz there are mostly
        overtones.

    Returns
    -------
    frequency_hz, magnitude : np.ndarray [shape=(n_peaks,), dtype=float64]
        Peaks less than 60 dB below the strongest bin of the range in their frame; none where its power is
        below what float32 resolves.
    frame : np.ndarray [shape=(n_peaks,), dtype=int64]
        Which frame each belongs to, ascending.
    """
    bin_hz = spectrum.sample_rate / spectrum.n_fft
    first, last = int(np.ceil(fmin_hz / bin_hz)), int(fmax_hz / bin_hz)
    power = spectrum.power[:, first - 1 : last + 2]
    middle = power[:, 1:-1]
    loudest = spectrum.power.max(axis=1, keepdims=True)  # 100 dB below it is the rounding of the transform
    floor = np.maximum(middle.max(axis=1, keepdims=True) * 1e-6, loudest * 1e-10).clip(min=FAINTEST)
    is_peak = (middle > power[:, :-2]) & (middle >= power[:, 2:]) & (middle > floor)
    at = np.flatnonzero(np.pad(is_peak, ((0, 0), (1, 1))))
    around = np.take(power, at + np.array([[-1], [0], [1]])).astype(np.float64)
    left, top, right = np.log(np.maximum(around, FAINTEST))
    offset = 0.5 * (left - right) / (left - 2 * top + right)
    frame, place = np.divmod(at, power.shape[1])
    frequency = (first - 1 + place + offset) * bin_hz
    return frequency, np.exp(0.5 * top - 0.125 * (left - right) * offset), frame


def peak_weights(magnitude: Vector, frame: npt.NDArray[np.int64]) -> Vector:
    """Weigh peaks so that soft notes are heard beside loud ones, and soft passages beside loud ones.

    Parameters
    ----------
    magnitude : np.ndarray [shape=(n_peaks,)]
        Greater than 0.
    frame : np.ndarray [shape=(n_peaks,), dtype=int64]

    Returns
    -------
    np.ndarray [shape=(n_peaks,), dtype=float64]
        The square roots of the magnitudes, scaled to the same sum in each frame but those of which it is
        less than a thousandth of the largest.
    """
    weights = np.sqrt(magnitude)
    if len(weights) == 0:
        return weights
    sums = np.bincount(frame, weights)
    scaled: Vector = weights / np.maximum(sums, QUIET_FRAME * sums.max())[frame]
    return scaled


@lru_cache(maxsize=1)
def _folding() -> Vector:
    # from cents above C to pitch classes: Gómez's squared cosine, 4/3 of a semitone wide
    distance = (np.arange(1200) - 100 * np.arange(12)[:, None] + 600) % 1200 - 600
    width = 400 / 3
    return np.where(np.abs(distance) <= width / 2, np.cos(np.pi * distance / width) ** 2, 0.0)


def pitch_class_profile(frequency_hz: Vector, weights: Vector) -> tuple[Vector, float, float]:
    """Harmonic pitch-class profile of spectral peaks, freed of their common mistuning.

    Each peak counts for its own pitch class, and for those of the notes whose 2nd, 3rd or 4th harmonic it
    could be, 0.6 times as much from one to the next. Tuning is the circular mean of the deviations of peaks
    from equal temperament.

    Parameters
    ----------
    frequency_hz, weights : np.ndarray [shape=(n_peaks,)]
        Both greater than 0; see :func:`peak_weights`.

    Returns
    -------
    profile : np.ndarray [shape=(12,), dtype=float64]
        From C upwards, sum 1; all 0 without peaks.
    tuning_cents : float
        Deviation from A4 = 440 Hz, -50 to 50.
    tuning_strength : float
        Length of the circular mean, less what chance gives so many peaks: from 0, frequencies at random, to
        1, all exactly in tune with each other.

    References
    ----------
    .. [1] E. Gómez, "Tonal description of polyphonic audio for music content processing", INFORMS Journal on
       Computing 18(3), 2006.
    .. [2] K. Dressler and S. Streich, "Tuning frequency estimation using circular statistics", ISMIR 2007.
    """
    if len(frequency_hz) == 0:
        return np.zeros(12), 0.0, 0.0
    cents = np.round(1200 * np.log2(frequency_hz / 440) + 900).astype(np.int64) % 1200
    histogram = np.asarray(np.bincount(cents, weights / weights.sum(), 1200), dtype=np.float64)
    mean_vector = complex(histogram @ np.exp(2j * np.pi * np.arange(1200) / 100))
    tuning_cents = 100 * float(np.angle(mean_vector)) / (2 * np.pi)
    harmonics = sum(0.6 ** (h - 1) * np.roll(histogram, -round(1200 * np.log2(h))) for h in (1, 2, 3, 4))
    profile = _folding() @ np.roll(harmonics, -round(tuning_cents))
    chance = 2 * float(np.linalg.norm(weights) / weights.sum())  # exceeded by 2 % of random frequencies
    return profile / profile.sum(), tuning_cents, max(abs(mean_vector) - chance, 0.0)


def _common_tuning(tuning_cents: Vector, weights: Vector) -> float:
    return 100 * float(np.angle(weights @ np.exp(2j * np.pi * tuning_cents / 100))) / (2 * np.pi)


def _in_one_tuning(profiles: Vector, tuning_cents: Vector, common_cents: float) -> Vector:
    # A track half a semitone off is +49 cents in one segment and -49 in the next, its notes a semitone apart:
    # move the profiles of segments on the other side of the border to the track's side.
    shifts = np.round((tuning_cents - common_cents) / 100).astype(np.int64)
    return np.stack([np.roll(row, shift) for row, shift in zip(profiles, shifts, strict=True)])


@lru_cache(maxsize=1)
def _templates() -> Vector:
    # one row a key of KEYS, of zero mean and unit length: their product with a profile is the correlation
    rows = [np.roll(p, tonic) for p in (MAJOR_PROFILE, MINOR_PROFILE) for tonic in range(12)]
    templates = np.array(rows) - np.mean(rows, axis=1, keepdims=True)
    unit: Vector = templates / np.linalg.norm(templates, axis=1, keepdims=True)
    return unit


def estimate_key(matrix: Vector) -> KeyEstimate:
    """Estimate the key of a track from the vectors of its segments.

    The mean profile, weighted by how tuned each segment is, is correlated with the profiles of the 24 keys.

    Parameters
    ----------
    matrix : np.ndarray [shape=(n_segments, 14)]
        Rows of ``tonality@2``.

    Returns
    -------
    KeyEstimate

    References
    ----------
    .. [1] C. L. Krumhansl, "Cognitive Foundations of Musical Pitch", 1990 (correlation with key profiles).
    .. [2] J. Albrecht and D. Shanahan, "The use of large corpora to train a new type of key-finding
       algorithm: an improved treatment of the minor mode", Music Perception 31(1), 2013 (the profiles).
    """
    rows = np.asarray(matrix, dtype=np.float64)
    profiles, tuning_cents, strength = rows[:, :12], rows[:, 12], rows[:, 13]
    total = strength.sum()
    tuned = (strength @ strength / total - NO_TUNING) / (CLEAR_TUNING - NO_TUNING) if total > 0 else 0.0
    common_cents = _common_tuning(tuning_cents, strength)
    mean = strength @ _in_one_tuning(profiles, tuning_cents, common_cents)
    centred = mean - mean.mean()
    length = float(np.linalg.norm(centred))
    if tuned <= 0 or length == 0:
        return KeyEstimate(None, 0.0, (), None)
    correlations = _templates() @ (centred / length)
    odds = np.exp(15 * (correlations - correlations.max()))  # a lead of 0.2 is safe, one of 0.02 a coin toss
    order = np.argsort(-correlations)
    fit = max(float(correlations[order[0]]), 0.0) / float(odds.sum())
    alternatives = tuple(KEYS[i] for i in order[1:4] if odds[i] > 0.1)
    return KeyEstimate(KEYS[order[0]], fit * min(float(tuned), 1.0), alternatives, common_cents)


def camelot(key: str) -> str:
    """Return where a key lies on the wheel of disc jockeys: ``8B`` for C major, ``8A`` for A minor.

    Neighbouring numbers are a fifth apart, the same number is the same signature: such keys mix well.

    Parameters
    ----------
    key : str
        One of :data:`KEYS`.
    """
    number = KEYS.index(key)
    minor = number >= 12
    relative_major = (number + 3) % 12 if minor else number
    return f"{(7 * relative_major + 7) % 12 + 1}{'A' if minor else 'B'}"


def _describe(excerpt: Excerpt) -> Vector:
    frequency_hz, magnitude, frame = spectral_peaks(excerpt.spectrum)
    weights = peak_weights(magnitude, frame)
    profile, tuning_cents, tuning_strength = pitch_class_profile(frequency_hz, weights)
    return np.append(profile, [tuning_cents, tuning_strength])


FEATURES = FeatureSet(
    name="tonality",
    version=2,
    dimensions=(*(f"chroma.{name}" for name in PITCH_CLASSES), "tuning", "tuning_strength"),
    dtype="float32",
    units="chroma.*: share of the peaks, sum 1; tuning: cents, -50 to 50; tuning_strength: 0 to 1",
    summary="the twelve pitch classes and the tuning",
    source="Gómez 2006 (harmonic pitch-class profile); Dressler & Streich 2007 (tuning)",
    describe=_describe,
)
