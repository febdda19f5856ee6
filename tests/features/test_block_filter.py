"""The block filter is scipy's, and K-weighting is that of the recommendation."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from tunescape.features import block_filter
from tunescape.features.block_filter import filter_signal
from tunescape.features.k_weighting import k_weight, k_weighting


def reference(samples: np.ndarray, sections: block_filter.Sections) -> np.ndarray:
    sos = [[b0, b1, b2, 1.0, a1, a2] for b0, b1, b2, a1, a2 in sections]
    return scipy.signal.sosfilt(sos, samples.astype(np.float64))


@settings(max_examples=60, deadline=None)
@given(
    poles=st.lists(st.tuples(st.floats(0, 0.999), st.floats(0, np.pi)), min_size=1, max_size=3),
    zeros=st.floats(-2, 2),
    n=st.integers(1, 3000),
)
def test_any_stable_filter_is_that_of_scipy(poles: list[tuple[float, float]], zeros: float, n: int) -> None:
    sections = tuple((1.0, zeros, 0.5, -2 * r * np.cos(angle), r * r) for r, angle in poles)
    samples = np.random.default_rng(n).uniform(-1, 1, n).astype(np.float32)
    expected = reference(samples, sections)
    scale = max(1.0, float(np.abs(expected).max()))
    # float32 between the sections: 6,000 drawn filters were off by at most 5.1e-6 of the peak a section
    tolerance = 8e-6 * len(sections) * scale
    np.testing.assert_allclose(filter_signal(samples, sections), expected, atol=tolerance, rtol=0)


def test_pieces_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = np.random.default_rng(0).uniform(-1, 1, 10_007).astype(np.float32) + np.float32(0.5)
    whole = k_weight(samples, 44_100)
    monkeypatch.setattr(block_filter, "_BLOCKS_AT_ONCE", 7)
    np.testing.assert_allclose(k_weight(samples, 44_100), whole, atol=1e-6)
    np.testing.assert_allclose(whole, reference(samples, k_weighting(44_100)), atol=4e-6)


def test_the_coefficients_are_those_of_the_recommendation() -> None:
    shelf, high_pass = k_weighting(48_000)
    expected = (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
    assert shelf == pytest.approx(expected, abs=1e-12)
    assert high_pass == pytest.approx((1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621), abs=1e-12)


@pytest.mark.parametrize("rate", [32_000, 44_100, 96_000, 192_000])
def test_every_rate_has_the_same_response(rate: int) -> None:
    def response(sample_rate: int, hz: np.ndarray) -> np.ndarray:
        sos = [[b0, b1, b2, 1.0, a1, a2] for b0, b1, b2, a1, a2 in k_weighting(sample_rate)]
        return np.abs(scipy.signal.freqz_sos(sos, hz, fs=sample_rate)[1])

    hz = np.geomspace(20, 10_000, 50)
    difference_db = 20 * np.log10(response(rate, hz) / response(48_000, hz))
    assert np.abs(difference_db).max() < 0.1
