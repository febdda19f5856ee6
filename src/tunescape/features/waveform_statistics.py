"""``waveform@1``: the statistics of waveform and spectrum that the Douyin study lists."""

import numpy as np

from tunescape.arrays import FloatArray, Vector
from tunescape.features.excerpt import DESCRIPTOR_RATE, Excerpt
from tunescape.features.feature_set import FeatureSet
from tunescape.features.moments import NORMAL_KURTOSIS, moments
from tunescape.features.spectral_shape import spectral_centroid, spectral_rolloff
from tunescape.features.spectrum import Spectrum

__all__ = [
    "DIFFERENCE_STATISTICS",
    "FEATURES",
    "FREQUENCY_STATISTICS",
    "TIME_STATISTICS",
    "difference_statistics",
    "frequency_statistics",
    "time_statistics",
]

MODE_STEPS = 128
"""Steps of amplitude per unit to which samples are rounded for the mode: those of 8-bit audio."""

MODE_LIMIT = 4.0
"""Amplitude at which samples beyond it are counted for the mode: twelve decibels over full scale."""

FLOOR = 1e-10
"""Power, relative to the strongest bin, that a bin has at least where its logarithm is taken."""

TIME_STATISTICS = (
    *("maximum", "minimum", "range", "mean", "median", "mode", "std", "rms", "mean_square"),
    *("central_moment_2", "central_moment_3", "central_moment_4", "raw_moment_3", "raw_moment_4"),
    *("skewness", "kurtosis", "crest_factor", "shape_factor", "impulse_factor", "margin_factor"),
)
DIFFERENCE_STATISTICS = ("maximum", "minimum", "mean", "mean_absolute", "std", "skewness", "kurtosis")
FREQUENCY_STATISTICS = (
    *("mean", "rms", "centroid", "variance", "skewness", "kurtosis"),
    *("flatness", "flux", "entropy", "rolloff"),
)


def time_statistics(samples: FloatArray) -> Vector:
    """Describe the distribution of the samples, whatever their order.

    With n samples x and ``E[.]`` their mean:

    ====================  ====================================================  ==============
    name                  formula                                               unit
    ====================  ====================================================  ==============
    ``maximum``           max x                                                 amplitude
    ``minimum``           min x                                                 amplitude
    ``range``             max x - min x                                         amplitude
    ``mean``              E[x], the first raw moment                            amplitude
    ``median``            the middle of the sorted samples                      amplitude
    ``mode``              most frequent x, rounded to steps of 1/128            amplitude
    ``std``               sqrt(E[(x - E[x])**2])                                amplitude
    ``rms``               sqrt(E[x**2])                                         amplitude
    ``mean_square``       E[x**2], the second raw moment                        amplitude**2
    ``central_moment_k``  E[(x - E[x])**k], k = 2, 3, 4 (the first is 0)        amplitude**k
    ``raw_moment_k``      E[x**k], k = 3, 4                                     amplitude**k
    ``skewness``          central_moment_3 / central_moment_2**1.5              1
    ``kurtosis``          central_moment_4 / central_moment_2**2                1 (normal: 3)
    ``crest_factor``      max |x| / rms                                         1
    ``shape_factor``      rms / E[|x|]                                          1
    ``impulse_factor``    max |x| / E[|x|]                                      1
    ``margin_factor``     max |x| / E[sqrt |x|]**2                              1
    ====================  ====================================================  ==============

    Of equally frequent modes it is the one nearest to 0, the negative one of a pair; samples beyond ±4 count
    there. Silence has 0 everywhere, but kurtosis 3. Samples that are all equal have std, central moments and
    skewness 0, kurtosis 3, and factors 1. The factors are those of machine diagnosis [1]_.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
        n >= 1, all finite, at most 1e6.

    Returns
    -------
    np.ndarray [shape=(20,), dtype=float64]
        In the order of :data:`TIME_STATISTICS`.

    References
    ----------
    .. [1] Y. Lei, Z. He, Y. Zi, "A new approach to intelligent fault diagnosis of rotating machinery",
       Expert Systems with Applications 35(4), 2008.
    """
    x = samples.astype(np.float64)
    mean, std, skewness, kurtosis = moments(samples)
    lowest, highest = x.min(), x.max()
    square = x * x
    mean_square = square.mean()
    rms = np.sqrt(mean_square)
    level = np.abs(x)
    peak, mean_level, root_level = level.max(), level.mean(), np.sqrt(level).mean() ** 2
    factors = np.array([peak, rms, peak, peak])
    over = np.array([rms, mean_level, mean_level, root_level])
    return np.array(
        [
            *(highest, lowest, highest - lowest, mean, np.median(x), _mode(x), std, rms, mean_square),
            *(std**2, skewness * std**3, kurtosis * std**4, (square * x).mean(), (square * square).mean()),
            *(skewness, kurtosis, *np.divide(factors, over, out=np.zeros(4), where=over > 0)),
        ]
    )


def _mode(x: Vector) -> float:
    edge = round(MODE_STEPS * MODE_LIMIT)
    steps = np.rint(np.clip(x, -MODE_LIMIT, MODE_LIMIT) * MODE_STEPS).astype(np.int64)
    counts = np.bincount(steps + edge, minlength=2 * edge + 1)
    most_frequent = np.flatnonzero(counts == counts.max()) - edge
    return float(most_frequent[np.abs(most_frequent).argmin()]) / MODE_STEPS


def difference_statistics(samples: FloatArray, *, order: int) -> Vector:
    """Describe the differences between neighbouring samples: how steep (first) and how bent (second) it is.

    ``d[i] = x[i + 1] - x[i]``, taken ``order`` times. Their maximum, minimum, mean E[d], mean absolute value
    E[|d|] and standard deviation are amplitudes per step of the sample rate (to the power of the order);
    skewness and kurtosis (3 for a normal distribution) have no unit. Where there are no differences, all are
    0, but kurtosis 3; so it is where they are all 0.

    Parameters
    ----------
    samples : np.ndarray [shape=(n,), dtype=float32]
        n >= 1, all finite.
    order : int > 0

    Returns
    -------
    np.ndarray [shape=(7,), dtype=float64]
        In the order of :data:`DIFFERENCE_STATISTICS`.
    """
    d = np.diff(samples.astype(np.float64), order)
    mean, std, skewness, kurtosis = moments(d)
    if len(d) == 0:
        return np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, NORMAL_KURTOSIS])
    return np.array([d.max(), d.min(), mean, np.abs(d).mean(), std, skewness, kurtosis])


def frequency_statistics(spectrum: Spectrum) -> Vector:
    """Describe the spectrum of the whole excerpt, and how it changes.

    With P_k the power in bin k, averaged over the frames t [1]_, p_k its share ``P_k / sum P``, and f_k the
    frequency of K bins:

    ============  ==========================================================================  ===========
    name          formula                                                                     unit
    ============  ==========================================================================  ===========
    ``mean``      sum f p                                                                     Hz
    ``rms``       sqrt(sum f**2 p)                                                            Hz
    ``centroid``  sum f sqrt(P) / sum sqrt(P): the mean by magnitude, not power               Hz
    ``variance``  sum (f - mean)**2 p                                                         Hz**2
    ``skewness``  sum (f - mean)**3 p / variance**1.5                                         1
    ``kurtosis``  sum (f - mean)**4 p / variance**2                                           1
    ``flatness``  exp(E[log P]) / E[P], P at least 1e-10 of its maximum                       1, 0 to 1
    ``flux``      E over t of sum (N_t - N_{t-1})**2, N_t = sqrt(P_t) / sqrt(sum P_t) [2]_    1, 0 to 2
    ``entropy``   -sum p log p / log K                                                        1, 0 to 1
    ``rolloff``   the bin up to which 85 % of sum sqrt(P) lie                                 Hz
    ============  ==========================================================================  ===========

    Silence has 0 everywhere, but kurtosis 3. A single frame has no flux.

    Parameters
    ----------
    spectrum : Spectrum

    Returns
    -------
    np.ndarray [shape=(10,), dtype=float64]
        In the order of :data:`FREQUENCY_STATISTICS`.

    References
    ----------
    .. [1] P. D. Welch, "The use of fast Fourier transform for the estimation of power spectra", IEEE Trans.
       Audio and Electroacoustics 15(2), 1967.
    .. [2] G. Tzanetakis, P. Cook, "Musical genre classification of audio signals", IEEE Trans. Speech and
       Audio Processing 10(5), 2002.
    """
    power = spectrum.power.mean(axis=0, dtype=np.float64)
    total = power.sum()
    if total == 0:
        return np.array([0.0, 0.0, 0.0, 0.0, 0.0, NORMAL_KURTOSIS, 0.0, 0.0, 0.0, 0.0])
    share = power / total
    frequency = spectrum.frequencies_hz.astype(np.float64)
    mean = frequency @ share
    rms = np.sqrt(frequency**2 @ share)
    deviation = frequency - mean
    variance, third, fourth = (deviation**k @ share for k in (2, 3, 4))
    skewness, kurtosis = third / variance**1.5, fourth / variance**2
    # relative to its strongest bin, so that a faint spectrum is not lost in single precision
    whole = Spectrum(
        (power / power.max()).astype(np.float32)[None],
        spectrum.sample_rate,
        spectrum.n_fft,
        spectrum.hop_length,
    )
    floored = np.maximum(power, FLOOR * power.max())
    flatness = np.exp(np.log(floored).mean()) / floored.mean()
    heard = share[share > 0]
    entropy = -(heard @ np.log(heard)) / np.log(len(share))
    centroid, rolloff = spectral_centroid(whole)[0], spectral_rolloff(whole)[0]
    return np.array(
        [mean, rms, centroid, variance, skewness, kurtosis, flatness, _flux(spectrum), entropy, rolloff]
    )


def _flux(spectrum: Spectrum) -> float:
    # the squared distance of two vectors of length 1 is 2 - 2 cos; one of silence has length 0
    energy = spectrum.power.sum(axis=1, dtype=np.float64)
    if len(energy) < 2:
        return 0.0
    product = np.einsum("tf,tf->t", spectrum.magnitude[1:], spectrum.magnitude[:-1])
    norms = np.sqrt(energy[1:] * energy[:-1])
    cosine = np.divide(product, norms, out=np.zeros_like(norms), where=norms > 0)
    lengths = (energy > 0).astype(np.float64)
    return float(np.maximum(lengths[1:] + lengths[:-1] - 2 * cosine, 0).mean())


def _describe(excerpt: Excerpt) -> Vector:
    samples = excerpt.at(DESCRIPTOR_RATE)
    return np.concatenate(
        [
            time_statistics(samples),
            difference_statistics(samples, order=1),
            difference_statistics(samples, order=2),
            frequency_statistics(excerpt.spectrum),
        ]
    )


FEATURES = FeatureSet(
    name="waveform",
    version=1,
    dimensions=(
        *(f"time.{name}" for name in TIME_STATISTICS),
        *(f"difference1.{name}" for name in DIFFERENCE_STATISTICS),
        *(f"difference2.{name}" for name in DIFFERENCE_STATISTICS),
        *(f"frequency.{name}" for name in FREQUENCY_STATISTICS),
    ),
    dtype="float32",
    units=(
        "time.* and difference*.*: amplitude (moments: to their power; skewness, kurtosis, factors: 1); "
        "frequency.*: Hz (variance: Hz²; skewness, kurtosis, flatness, flux, entropy: 1)"
    ),
    summary="44 statistics of the samples, their differences and their spectrum",
    source="the statistics that the Douyin study lists; Lei, He & Zi 2008 (factors)",
    describe=_describe,
    by_default=False,
)
