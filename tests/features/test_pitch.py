import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tunescape.features.pitch import note_name, spectrum_centre, weighted_spectrum_pitch

RATE = 22_050


def sine(frequency_hz, *, amplitude=1.0, seconds=2.0):
    t = np.arange(round(seconds * RATE)) / RATE
    return (amplitude * np.sin(2 * np.pi * frequency_hz * t)).astype(np.float32)


def test_weighted_spectrum_is_the_sum_of_the_study():
    y = np.random.default_rng(0).standard_normal(20_000).astype(np.float32)
    block = y[8000:16_000].astype(np.float64)
    transform = [abs(np.sum(block * np.exp(-2j * np.pi * i * np.arange(8000) / 8000))) for i in range(4001)]
    expected = sum((i + 1) * magnitude for i, magnitude in enumerate(transform)) / 8000
    curve = weighted_spectrum_pitch(y)
    assert curve.shape == (3,)
    assert curve[1] == pytest.approx(expected, rel=1e-9)


def test_weighted_spectrum_of_a_whole_number_of_periods():
    # bin 20 of a block of 8000 samples at 22,050 Hz has magnitude amplitude * 8000 / 2
    y = sine(20 * RATE / 8000, amplitude=0.5, seconds=8000 / RATE)
    assert weighted_spectrum_pitch(y)[0] == pytest.approx(21 * 0.5 / 2, rel=1e-3)


def test_the_study_takes_loudness_for_pitch_and_the_centre_does_not():
    soft_high, loud_low = sine(2000, amplitude=0.05), sine(400, amplitude=0.9)
    assert weighted_spectrum_pitch(loud_low)[0] > weighted_spectrum_pitch(soft_high)[0]
    assert spectrum_centre(soft_high, sample_rate=RATE)[0] > spectrum_centre(loud_low, sample_rate=RATE)[0]


def test_centre_of_a_tone_is_the_tone():
    frequency_hz = 160 * RATE / 8000
    centre = spectrum_centre(sine(frequency_hz, seconds=8000 / RATE), sample_rate=RATE)
    assert centre[0] == pytest.approx(frequency_hz, rel=0.01)


def test_silent_blocks_have_no_centre():
    y = np.concatenate([sine(440, seconds=8000 / RATE), np.zeros(8000, np.float32)])
    np.testing.assert_array_equal(np.isnan(spectrum_centre(y, sample_rate=RATE)), [False, True])
    assert weighted_spectrum_pitch(y)[1] == 0


@given(hnp.arrays(np.float32, st.integers(1, 400), elements=st.floats(-1, 1, width=32)), st.integers(1, 90))
def test_one_value_a_block_and_loudness_only_in_the_study(y, block_length):
    y = np.round(y, 3)  # so that no block fades into nothing when it is halved
    before = y.copy()
    curve = weighted_spectrum_pitch(y, block_length=block_length)
    centre = spectrum_centre(y, sample_rate=RATE, block_length=block_length)
    assert curve.shape == centre.shape == (-(-len(y) // block_length),)
    assert np.isfinite(curve).all()
    np.testing.assert_array_equal(y, before)
    half = y * np.float32(0.5)
    np.testing.assert_allclose(weighted_spectrum_pitch(half, block_length=block_length), curve / 2, atol=1e-9)
    halved = spectrum_centre(half, sample_rate=RATE, block_length=block_length)
    np.testing.assert_allclose(halved, centre, rtol=1e-6, atol=1e-6)


def test_many_blocks_are_the_same_as_few():
    y = np.random.default_rng(1).standard_normal(1000).astype(np.float32)
    curve = weighted_spectrum_pitch(y, block_length=10)
    np.testing.assert_allclose(curve[70:], weighted_spectrum_pitch(y[700:], block_length=10))


@pytest.mark.parametrize(
    ("frequency_hz", "name"),
    [(440, "A4"), (261.63, "C4"), (32.703, "C1"), (246.94, "B3"), (8.1758, "C-1"), (185, "F#3"), (452, "A4")],
)
def test_note_names(frequency_hz, name):
    assert note_name(frequency_hz) == name
