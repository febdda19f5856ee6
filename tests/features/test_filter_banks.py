"""Filter banks: a sine at the centre of a band is heard in that band, and statistics of levels are right."""

import librosa
import numpy as np
import pytest
import scipy.signal
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from tunescape.features.decibel import power_to_db
from tunescape.features.excerpt import Excerpt
from tunescape.features.feature_set import FeatureSet
from tunescape.features.filter_banks import (
    bark_filterbank,
    gammatone_centres_hz,
    gammatone_filterbank,
    hz_to_bark,
    wavelet_centres_hz,
    wavelet_power,
)
from tunescape.features.filterbank_statistics import BAND_STATISTICS, BANKS, FEATURES, band_statistics, deltas

RATE, N_FFT = 22_050, 2048


def sine(frequency_hz: float, seconds: float = 1.0, amplitude: float = 0.5) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    return (amplitude * np.sin(2 * np.pi * frequency_hz * t)).astype(np.float32)


def test_bark_is_the_scale_that_zwicker_measured() -> None:
    # edges of critical bands in Hz, E. Zwicker 1961
    edges = np.array(
        [200, 300, 400, 510, 630, 770, 920, 1080, 1270, 1480, 1720, 2000, 2320, 2700, 3150, 3700]
    )
    np.testing.assert_allclose(hz_to_bark(edges.astype(float)), np.arange(2, 18), atol=0.06)


def test_bark_filters_share_the_spectrum() -> None:
    bank = bark_filterbank(sample_rate=RATE, n_fft=N_FFT, n_bands=24)
    bins = np.fft.rfftfreq(N_FFT, 1 / RATE)
    assert bank.shape == (24, 1025)
    peaks = hz_to_bark(bins[bank.argmax(axis=1)])
    np.testing.assert_allclose(
        np.diff(peaks)[4:], (hz_to_bark(np.array([RATE / 2]))[0] + 0.53) / 25, atol=0.15
    )


@given(band=st.integers(0, 39))
def test_a_sine_is_loudest_in_the_gammatone_filter_of_its_frequency(band: int) -> None:
    centres = gammatone_centres_hz(n_bands=40, fmin_hz=50, fmax_hz=10_000)
    bank = gammatone_filterbank(sample_rate=RATE, n_fft=N_FFT, n_bands=40, fmin_hz=50, fmax_hz=10_000)
    power = Excerpt(sine(centres[band]), RATE).spectrum.power[10:30].mean(axis=0)
    levels = bank @ power
    assert levels.argmax() == band
    assert centres[0] == pytest.approx(50)
    assert centres[-1] == pytest.approx(10_000)


def test_a_gammatone_filter_has_the_response_of_scipys() -> None:
    centre = float(gammatone_centres_hz(n_bands=40, fmin_hz=50, fmax_hz=10_000)[20])
    bank = gammatone_filterbank(sample_rate=RATE, n_fft=N_FFT, n_bands=40, fmin_hz=50, fmax_hz=10_000)
    b, a = scipy.signal.gammatone(centre, "fir", order=4, fs=RATE, numtaps=4096)
    bins = np.fft.rfftfreq(N_FFT, 1 / RATE)
    response = np.abs(scipy.signal.freqz(b, a, worN=bins, fs=RATE)[1]) ** 2
    near = np.abs(bins - centre) < 400
    np.testing.assert_allclose(bank[20][near] / bank[20].max(), response[near] / response.max(), atol=0.02)


def test_wavelets_lie_evenly_in_octaves() -> None:
    centres = wavelet_centres_hz(fmin_hz=55, fmax_hz=880, per_octave=4)
    assert len(centres) == 17
    np.testing.assert_allclose(centres[::4], [55, 110, 220, 440, 880])


@given(band=st.integers(0, 29), amplitude=st.floats(0.01, 1.0))
def test_a_sine_at_the_centre_of_a_wavelet_gives_a_quarter_of_its_square(band: int, amplitude: float) -> None:
    centres = wavelet_centres_hz(fmin_hz=55, fmax_hz=9000, per_octave=4)
    power = wavelet_power(sine(centres[band], 2.0, amplitude), centres, sample_rate=RATE, hop_length=512)
    middle = power[20:-20].mean(axis=0)
    assert middle.argmax() == band
    assert middle[band] == pytest.approx(amplitude**2 / 4, rel=1e-3)


def test_the_wavelet_transform_is_the_convolution_with_a_morlet_wavelet() -> None:
    y = np.random.default_rng(0).normal(0, 0.3, 6000).astype(np.float32)
    centre, hop = 500.0, 256
    found = wavelet_power(y, np.array([centre]), sample_rate=RATE, hop_length=hop)[:, 0]
    # in time: a Gaussian of deviation OMEGA / (2 pi f) around a turning phase, of area 1
    deviation = 6.0 / (2 * np.pi * centre) * RATE
    t = np.arange(-6 * int(deviation), 6 * int(deviation) + 1)
    wavelet = np.exp(-0.5 * (t / deviation) ** 2) / (deviation * np.sqrt(2 * np.pi))
    filtered = scipy.signal.fftconvolve(y, wavelet * np.exp(2j * np.pi * centre / RATE * t), mode="same")
    squares = np.abs(filtered[: hop * (len(y) // hop)]) ** 2
    expected = squares.reshape(-1, hop).mean(axis=1)
    np.testing.assert_allclose(found[: len(expected)], expected, rtol=0.02, atol=1e-5)


def test_deltas_are_those_of_librosa() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    expected = librosa.feature.delta(rows.T, width=5, mode="nearest").T
    np.testing.assert_allclose(deltas(rows), expected, atol=1e-6)


def test_a_steady_slope_is_its_own_delta() -> None:
    rows = (3.0 * np.arange(20, dtype=np.float32))[:, np.newaxis]
    np.testing.assert_allclose(deltas(rows)[2:-2], 3.0, rtol=1e-6)
    np.testing.assert_allclose(deltas(np.full((1, 4), 7.0, np.float32)), 0)


def test_statistics_of_bands_are_those_of_scipy() -> None:
    power = np.random.default_rng(0).gamma(2.0, size=(200, 3)).astype(np.float32)
    found = band_statistics(power).reshape(8, 3)
    level = power_to_db(power).astype(np.float64)
    for first, rows in ((0, level), (4, deltas(power_to_db(power)).astype(np.float64))):
        expected = [
            rows.mean(axis=0),
            rows.std(axis=0),
            scipy.stats.skew(rows),
            scipy.stats.kurtosis(rows, fisher=False),
        ]
        np.testing.assert_allclose(found[first : first + 4], expected, rtol=1e-3, atol=1e-3)
    assert len(BAND_STATISTICS) == 8


@pytest.mark.parametrize("feature_set", FEATURES, ids=lambda one: one.name)
class TestEachBank:
    def test_it_declares_what_it_returns(self, feature_set: FeatureSet) -> None:
        bank = feature_set.name.removeprefix("filterbank-")
        n_bands = BANKS[bank][1]
        assert feature_set.dimensions[0] == f"{bank}.mean.01"
        assert feature_set.dimensions[-1] == f"{bank}.delta_kurtosis.{n_bands:02d}"
        vector = feature_set(Excerpt(sine(440.0), RATE))
        assert vector.shape == (8 * n_bands,)
        assert not feature_set.by_default

    def test_louder_is_the_same_but_for_the_mean(self, feature_set: FeatureSet) -> None:
        noise = np.random.default_rng(0).normal(0, 0.05, 2 * RATE).astype(np.float32)
        quiet, loud = feature_set(Excerpt(noise, RATE)), feature_set(Excerpt(10 * noise, RATE))
        n_bands = len(feature_set.dimensions) // 8
        np.testing.assert_allclose(loud[:n_bands] - quiet[:n_bands], 20, atol=0.01)
        np.testing.assert_allclose(loud[n_bands:], quiet[n_bands:], atol=0.02)

    @pytest.mark.parametrize("n", [1, 500, 30_000])
    def test_silence_has_finite_statistics(self, feature_set: FeatureSet, n: int) -> None:
        vector = feature_set(Excerpt(np.zeros(n, np.float32), RATE)).reshape(8, -1)
        np.testing.assert_allclose(vector[0], -100, atol=1e-3)
        assert not vector[1].any()
