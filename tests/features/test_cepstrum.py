import numpy as np
import pytest

from tunescape.features.cepstrum import mel_power, mfcc
from tunescape.features.spectrum import mel_filterbank, power_spectrum

RATE = 22_050


def spectrum_of_noise():
    y = np.random.default_rng(3).normal(0, 0.1, RATE).astype(np.float32)
    return power_spectrum(y, sample_rate=RATE)


@pytest.mark.parametrize("n_mels", [1, 20, 128, 250])
def test_mel_power_is_the_product_with_the_whole_bank(n_mels):
    spectrum = spectrum_of_noise()
    bank = mel_filterbank(sample_rate=RATE, n_fft=2048, n_mels=n_mels)
    np.testing.assert_allclose(mel_power(spectrum, n_mels=n_mels), spectrum.power @ bank.T, rtol=1e-4)


def test_mel_power_of_a_tone_lies_in_the_band_around_it():
    y = np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE).astype(np.float32)
    strongest = mel_power(power_spectrum(y, sample_rate=RATE))[5:-5].argmax(axis=1)
    # Slaney's scale: 15 mel at 1 kHz, and 27 more for each factor of 6.4 above
    mel_of_top = 15 + 27 * np.log(RATE / 2 / 1000) / np.log(6.4)
    assert set(strongest) <= {round(15 / mel_of_top * 129) - 1 + step for step in (-1, 0, 1)}


def test_fewer_coefficients_are_the_first_of_more():
    spectrum = spectrum_of_noise()
    np.testing.assert_array_equal(mfcc(spectrum, n_mfcc=13), mfcc(spectrum, n_mfcc=20)[:, :13])


def test_zeroth_coefficient_is_the_mean_level():
    spectrum = spectrum_of_noise()
    level = 10 * np.log10(mel_power(spectrum))
    np.testing.assert_allclose(mfcc(spectrum)[:, 0], level.mean(axis=1) * np.sqrt(128), rtol=1e-5)
