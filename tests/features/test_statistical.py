from pathlib import Path

import numpy as np
import pytest
import scipy.stats
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tunescape.features.excerpt import Excerpt
from tunescape.features.statistical import FEATURES, STATISTICAL_RATE, statistical

NAMES = FEATURES.dimensions
SERIES = [name.removesuffix("mean") for name in NAMES if name.endswith("mean")]


def noise(n: int, seed: int = 0):
    return np.random.default_rng(seed).normal(0.01, 0.1, n).astype(np.float32)


def named(y):
    return dict(zip(NAMES, statistical(y), strict=True))


def test_equals_the_golden_values(shared_data: Path):
    files = sorted((shared_data / "golden" / "statistical").glob("*.npz"))
    assert files
    for file in files:
        golden = np.load(file)
        assert tuple(golden["names"]) == NAMES
        np.testing.assert_allclose(statistical(golden["signal_10k"]), golden["features"], rtol=1e-9)


@pytest.mark.parametrize("n", [12_345, 20_000, 29_999])
def test_follows_the_definition(n):
    y = noise(n)
    described = named(y)
    for length in (1, 10, 100, 1000):
        series = y[: n // length * length].astype(np.float64).reshape(-1, length).mean(axis=1)
        for d, values in (("", series), ("d", np.diff(series))):
            expected = {
                "mean": values.mean(),
                "std": values.std(),
                "skew": scipy.stats.skew(values),
                "kurt": scipy.stats.kurtosis(values, fisher=False),
            }
            for moment, value in expected.items():
                assert described[f"amp{length}{d}{moment}"] == pytest.approx(value, rel=1e-8)


@pytest.mark.parametrize(("frequency_hz", "band"), [(50, 1), (150, 2), (420, 5), (970, 10)])
def test_a_tone_puts_its_power_in_its_tenth_of_the_first_kilohertz(frequency_hz, band):
    y = np.sin(2 * np.pi * frequency_hz * np.arange(20_000) / STATISTICAL_RATE).astype(np.float32)
    assert named(y)[f"power{band}"] > 0.99


def test_shares_add_up_to_one():
    assert statistical(noise(3000))[-10:].sum() == pytest.approx(1)


@pytest.mark.parametrize("value", [0.0, 0.3, -1.0])
def test_a_constant_has_a_mean_and_nothing_else(value):
    described = named(np.full(15_000, value, dtype=np.float32))
    for series in SERIES:
        mean = 0.0 if series.endswith("d") else value
        assert described[f"{series}mean"] == pytest.approx(mean, rel=1e-7)
        assert described[f"{series}std"] == 0
        assert described[f"{series}skew"] == 0
        assert described[f"{series}kurt"] == 3
    assert all(described[f"power{i}"] == 0 for i in range(1, 11))


def test_series_that_are_empty_in_a_short_signal_describe_nothing():
    described = named(noise(999))
    assert [described[f"amp1000{moment}"] for moment in ("mean", "std", "skew", "kurt")] == [0, 0, 0, 3]
    assert described["amp100std"] > 0


@settings(max_examples=60)
@given(
    hnp.arrays(
        np.float32,
        st.integers(1, 2500),
        elements=st.floats(width=32, allow_nan=False, allow_infinity=False),
        fill=st.sampled_from([np.float32(0), np.float32(0.5)]),
    )
)
@example(np.full(1, -1, dtype=np.float32))
@example(np.full(4, 1e-45, dtype=np.float32))
@example(np.full(2000, 3e38, dtype=np.float32) * np.float32([1, -1] * 1000))
def test_finite_for_every_finite_signal(y):
    before = y.copy()
    described = statistical(y)
    assert described.shape == (42,)
    assert described.dtype == np.float64
    assert np.isfinite(described).all()
    np.testing.assert_array_equal(y, before)


@settings(max_examples=20)
@given(st.integers(-20, 20), st.integers(0, 1000))
def test_only_means_and_deviations_know_the_level(exponent, seed):
    y = noise(2500, seed)
    quiet, loud = statistical(y), statistical(y * np.float32(2.0**exponent))
    knows_level = np.array([name.endswith(("mean", "std")) for name in NAMES])
    np.testing.assert_allclose(loud[knows_level], quiet[knows_level] * 2.0**exponent, rtol=1e-9)
    np.testing.assert_allclose(loud[~knows_level], quiet[~knows_level], rtol=1e-9)


def test_feature_set_resamples_and_declares_what_it_gives():
    assert FEATURES.id == "statistical@1"
    assert len(set(NAMES)) == len(NAMES) == 42
    excerpt = Excerpt(noise(44_100), 44_100)
    vector = FEATURES(excerpt)
    assert vector.dtype == FEATURES.dtype
    np.testing.assert_array_equal(vector, statistical(excerpt.at(STATISTICAL_RATE)).astype(FEATURES.dtype))
    np.testing.assert_array_equal(vector, FEATURES(Excerpt(noise(44_100), 44_100)))
