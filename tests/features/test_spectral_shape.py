import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tunescape.features.spectral_shape import spectral_bandwidth, spectral_centroid, spectral_rolloff
from tunescape.features.spectrum import Spectrum, power_spectrum

RATE = 22_050
BIN_HZ = RATE / 2048


def spectrum_with(bins: dict[int, float]) -> Spectrum:
    power = np.zeros((1, 1025), np.float32)
    for index, magnitude in bins.items():
        power[0, index] = magnitude**2
    return Spectrum(power, sample_rate=RATE, n_fft=2048, hop_length=512)


def test_centroid_and_bandwidth_of_two_lines():
    spectrum = spectrum_with({100: 3.0, 500: 1.0})
    assert spectral_centroid(spectrum)[0] == pytest.approx(200 * BIN_HZ, rel=1e-5)
    # root of (3 * 100² + 1 * 300²) / 4
    assert spectral_bandwidth(spectrum)[0] == pytest.approx(np.sqrt(30_000) * BIN_HZ, rel=1e-5)


@pytest.mark.parametrize("index", [0, 31, 32, 700, 1023, 1024])
def test_one_line_is_centre_and_end_and_has_no_width(index):
    spectrum = spectrum_with({index: 2.0})
    assert spectral_centroid(spectrum)[0] == pytest.approx(index * BIN_HZ, rel=1e-6)
    assert spectral_bandwidth(spectrum)[0] == pytest.approx(0, abs=1e-2)
    assert spectral_rolloff(spectrum)[0] == pytest.approx(index * BIN_HZ, rel=1e-6)


def test_a_known_centroid_is_used():
    spectrum = spectrum_with({100: 1.0})
    assert spectral_bandwidth(spectrum, centroid_hz=np.zeros(1, np.float32))[0] == pytest.approx(100 * BIN_HZ)


def test_silence_is_zero():
    silence = power_spectrum(np.zeros(3000, np.float32), sample_rate=RATE)
    for function in (spectral_centroid, spectral_bandwidth, spectral_rolloff):
        np.testing.assert_array_equal(function(silence), 0)


def test_white_noise_is_centred_at_a_quarter_of_the_rate():
    y = np.random.default_rng(4).normal(0, 0.1, 5 * RATE).astype(np.float32)
    spectrum = power_spectrum(y, sample_rate=RATE)
    assert spectral_centroid(spectrum).mean() == pytest.approx(RATE / 4, rel=0.01)
    assert spectral_bandwidth(spectrum).mean() == pytest.approx(RATE / 2 / np.sqrt(12), rel=0.01)
    assert spectral_rolloff(spectrum).mean() == pytest.approx(0.85 * RATE / 2, rel=0.01)


@given(
    hnp.arrays(np.float32, (2, 129), elements=st.floats(0, 1e6, width=32)),
    st.floats(0.01, 0.99),
)
def test_rolloff_is_where_the_running_sum_reaches_the_part_asked_for(power, roll_percent):
    spectrum = Spectrum(power, sample_rate=RATE, n_fft=256, hop_length=64)
    rolloff = spectral_rolloff(spectrum, roll_percent=roll_percent)
    running = np.cumsum(spectrum.magnitude, axis=1, dtype=np.float64)
    for hz, sums, magnitude in zip(rolloff, running, spectrum.magnitude, strict=True):
        end = round(float(hz) * 256 / RATE)
        slack = 1e-9 * sums[-1]
        assert sums[end] >= roll_percent * sums[-1] - slack
        assert sums[end] - magnitude[end] <= roll_percent * sums[-1] + slack


@given(hnp.arrays(np.float32, (2, 129), elements=st.floats(0, 1e6, width=32)))
def test_everything_lies_between_zero_and_half_the_rate(power):
    spectrum = Spectrum(power, sample_rate=RATE, n_fft=256, hop_length=64)
    for function in (spectral_centroid, spectral_bandwidth, spectral_rolloff):
        values = function(spectrum)
        assert ((values >= 0) & (values <= RATE / 2 * (1 + 1e-5))).all()
