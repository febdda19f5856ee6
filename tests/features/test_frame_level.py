import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tunescape.features.frame_level import rms, zero_crossing_rate

RATE = 22_050
FRAMINGS = [(2048, 512), (8, 4), (6, 2), (5, 5), (9, 3), (4, 4), (1, 1)]


def frames_of(y, frame_length, hop_length, mode):
    """Every frame, cut out one by one."""
    half = frame_length // 2
    padded = np.pad(y, (half, frame_length), mode=mode)
    return [padded[t * hop_length : t * hop_length + frame_length] for t in range(1 + len(y) // hop_length)]


@given(
    hnp.arrays(np.float32, st.integers(1, 60), elements=st.floats(-1, 1, width=32)),
    st.sampled_from(FRAMINGS),
)
def test_rms_is_the_root_of_the_mean_square_of_each_frame(y, framing):
    frame_length, hop_length = framing
    frames = frames_of(y.astype(np.float64), frame_length, hop_length, "constant")
    expected = [np.sqrt(np.mean(frame**2)) for frame in frames]
    np.testing.assert_allclose(
        rms(y, frame_length=frame_length, hop_length=hop_length), expected, rtol=1e-5, atol=1e-15
    )


@given(
    hnp.arrays(np.float32, st.integers(1, 60), elements=st.sampled_from([-1, -1e-11, 0, 1e-11, 0.5])),
    st.sampled_from(FRAMINGS),
)
def test_zero_crossings_are_counted_inside_each_frame(y, framing):
    frame_length, hop_length = framing
    frames = frames_of(y, frame_length, hop_length, "edge")
    expected = [np.mean(np.diff(frame < -1e-10, prepend=frame[0] < -1e-10)) for frame in frames]
    rate = zero_crossing_rate(y, frame_length=frame_length, hop_length=hop_length)
    np.testing.assert_allclose(rate, expected, rtol=1e-6)


def test_a_square_wave_has_its_amplitude_and_crosses_twice_a_period():
    y = np.where(np.arange(RATE) % 100 < 50, 0.25, -0.25).astype(np.float32)
    np.testing.assert_allclose(rms(y)[2:-2], 0.25, rtol=1e-6)
    np.testing.assert_allclose(zero_crossing_rate(y)[2:-2], 0.02, atol=1 / 2048)


def test_silence_is_zero():
    y = np.zeros(5000, np.float32)
    np.testing.assert_array_equal(rms(y), np.zeros(10))
    np.testing.assert_array_equal(zero_crossing_rate(y), np.zeros(10))


def test_rounding_noise_around_zero_does_not_cross_it():
    y = np.random.default_rng(8).uniform(-1e-10, 1e-10, 5000).astype(np.float32)
    np.testing.assert_array_equal(zero_crossing_rate(y), 0)


@pytest.mark.parametrize("function", [rms, zero_crossing_rate])
def test_a_hop_that_does_not_divide_the_frame_is_refused(function):
    with pytest.raises(ValueError, match="hop_length 500 does not divide frame_length 2048"):
        function(np.zeros(100, np.float32), hop_length=500)
