import librosa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tunescape.features.chroma import chroma_filterbank, chroma_stft, tonnetz
from tunescape.features.spectrum import power_spectrum

RATE = 22_050
C4_HZ = 440 * 2 ** (-9 / 12)
C_MAJOR = np.isin(np.arange(12), [0, 4, 7]).astype(np.float32)[None]


@pytest.mark.parametrize(("sample_rate", "n_fft"), [(22_050, 2048), (44_100, 4096), (16_000, 1023)])
def test_filterbank_equals_librosas(sample_rate, n_fft):
    expected = librosa.filters.chroma(sr=sample_rate, n_fft=n_fft, tuning=0.0)
    ours = chroma_filterbank(sample_rate=sample_rate, n_fft=n_fft)
    np.testing.assert_allclose(ours, expected, rtol=1e-5, atol=1e-9)


@pytest.mark.parametrize("pitch_class", range(12))
@pytest.mark.parametrize("octave", [0, 1, 2])
def test_a_tone_is_its_pitch_class(pitch_class, octave):
    frequency_hz = C4_HZ * 2 ** (pitch_class / 12 + octave)
    y = np.sin(2 * np.pi * frequency_hz * np.arange(RATE) / RATE).astype(np.float32)
    chroma = chroma_stft(power_spectrum(y, sample_rate=RATE))[3:-3]
    np.testing.assert_array_equal(chroma.argmax(axis=1), pitch_class)
    np.testing.assert_array_equal(chroma.max(axis=1), 1)
    assert chroma.min() >= 0


def test_silence_has_no_chroma_and_no_tonal_centre():
    chroma = chroma_stft(power_spectrum(np.zeros(3000, np.float32), sample_rate=RATE))
    np.testing.assert_array_equal(chroma, 0)
    np.testing.assert_array_equal(tonnetz(chroma), 0)


def test_twelve_equal_pitch_classes_have_no_tonal_centre():
    np.testing.assert_allclose(tonnetz(np.ones((1, 12), np.float32)), 0, atol=1e-6)


def test_a_fifth_is_near_and_a_tritone_opposite_on_the_circle_of_fifths():
    c, g, f_sharp = (tonnetz(np.eye(12, dtype=np.float32)[[i]])[0, :2] for i in (0, 7, 6))
    np.testing.assert_allclose(c, [0, 1], atol=1e-6)
    assert np.linalg.norm(c - g) == pytest.approx(2 * np.sin(np.pi / 12), rel=1e-4)
    np.testing.assert_allclose(f_sharp, -c, atol=1e-6)


@given(st.integers(0, 11), st.sampled_from([0, 2, 4]))
def test_transposition_turns_the_circles_and_keeps_the_radius(semitones, circle):
    centre = tonnetz(C_MAJOR)[0, circle : circle + 2]
    transposed = tonnetz(np.roll(C_MAJOR, semitones, axis=1))[0, circle : circle + 2]
    assert np.linalg.norm(transposed) == pytest.approx(np.linalg.norm(centre), rel=1e-4)


@given(hnp.arrays(np.float32, (4, 12), elements=st.floats(0, 1, width=32)))
def test_tonal_centres_lie_inside_their_circles(chroma):
    before = chroma.copy()
    centres = tonnetz(chroma)
    for first, radius in ((0, 1), (2, 1), (4, 0.5)):
        assert (np.linalg.norm(centres[:, first : first + 2], axis=1) <= radius + 1e-5).all()
    np.testing.assert_array_equal(chroma, before)
