import numpy as np
import pytest

from tunescape.features.contrast import spectral_contrast
from tunescape.features.spectrum import Spectrum, power_spectrum

RATE = 22_050


def flat(n_frames: int = 3) -> Spectrum:
    return Spectrum(np.ones((n_frames, 1025), np.float32), sample_rate=RATE, n_fft=2048, hop_length=512)


def test_a_flat_spectrum_has_no_contrast():
    np.testing.assert_array_equal(spectral_contrast(flat()), np.zeros((3, 7)))


@pytest.mark.parametrize(
    ("frequency_hz", "band"), [(100, 0), (300, 1), (600, 2), (1200, 3), (2500, 4), (5000, 5), (9000, 6)]
)
def test_one_strong_bin_stands_out_in_its_octave_only(frequency_hz, band):
    spectrum = flat()
    spectrum.power[1, round(frequency_hz * 2048 / RATE)] = 1e6
    contrast = spectral_contrast(spectrum)
    assert contrast[1, band] > 20  # the mean of up to nine magnitudes, one of them a thousand
    contrast[1, band] = 0
    np.testing.assert_array_equal(contrast, np.zeros((3, 7)))


def test_a_tone_has_more_contrast_than_noise():
    random = np.random.default_rng(5)
    noise = random.normal(0, 0.01, RATE).astype(np.float32)
    tone = noise + np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE).astype(np.float32)
    of_noise, of_tone = (
        spectral_contrast(power_spectrum(y, sample_rate=RATE)).mean(axis=0) for y in (noise, tone)
    )
    assert of_tone[3] > of_noise[3] + 10


def test_bands_and_edges_are_options():
    assert spectral_contrast(flat(), n_bands=3, fmin_hz=400).shape == (3, 4)


def test_leaves_the_spectrum_alone():
    spectrum = power_spectrum(np.random.default_rng(6).random(4000, dtype=np.float32), sample_rate=RATE)
    before = spectrum.power.copy()
    spectral_contrast(spectrum)
    np.testing.assert_array_equal(spectrum.power, before)
