"""Which pulse is tapped: where every other one is weak, the slower."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.features.tactus import FASTER_BPM, alternation, evenness, evenness_of_tempi, faster_is_tapped

RATE = 100.0


@given(values=st.lists(st.floats(0, 1e3), min_size=1, max_size=200), period=st.integers(2, 8))
def test_alternation_is_a_share(values, period):
    assert 0 <= alternation(np.array(values), period) <= 1 + 1e-9


@pytest.mark.parametrize(("values", "share"), [([1, 0] * 40, 1.0), ([1, 1] * 40, 0.0), ([3, 1] * 40, 0.5)])
def test_alternation_is_what_goes_up_and_down(values, share):
    assert alternation(np.array(values, dtype=float), 2) == pytest.approx(share, abs=1e-9)


def test_even_pulses_are_beats_and_alternating_ones_half_of_them():
    assert evenness(np.ones(64)) > 0 > evenness(np.tile([1.0, 0.1], 32))
    assert evenness(np.tile([1.0, 0.4, 0.7, 0.4], 16)) > evenness(np.tile([1.0, 0.4], 32))


@pytest.mark.parametrize("weak", [0.0, 1.0])
def test_the_evenness_of_a_tempo_is_heard_in_its_pulses(weak):
    pulses = np.zeros(1500)
    frames = np.round(7 + np.arange(0, 1480, RATE / 2)).astype(int)  # 120 BPM
    pulses[frames[::2]], pulses[frames[1::2]] = 1.0, weak
    at_120 = evenness_of_tempi(pulses, RATE)[np.argmin(np.abs(FASTER_BPM - 120))]
    assert faster_is_tapped(at_120, 60.0) == (weak == 1.0)


def test_fast_pulses_are_tapped_less_readily():
    assert faster_is_tapped(1.0, 64.0)
    assert not faster_is_tapped(1.0, 150.0)
