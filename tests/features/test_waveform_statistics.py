import numpy as np
import pytest
import scipy.signal
import scipy.special
import scipy.stats
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tunescape.features.excerpt import Excerpt
from tunescape.features.registry import FEATURE_SETS, resolve_feature_sets
from tunescape.features.spectrum import power_spectrum
from tunescape.features.waveform_statistics import (
    DIFFERENCE_STATISTICS,
    FEATURES,
    FREQUENCY_STATISTICS,
    TIME_STATISTICS,
    difference_statistics,
    frequency_statistics,
    time_statistics,
)

RATE = 22_050
BIN_HZ = RATE / 2048


def in_time(y):
    return dict(zip(TIME_STATISTICS, time_statistics(np.asarray(y, np.float32)), strict=True))


def in_steps(y, order):
    values = difference_statistics(np.asarray(y, np.float32), order=order)
    return dict(zip(DIFFERENCE_STATISTICS, values, strict=True))


def in_frequency(y):
    spectrum = power_spectrum(np.asarray(y, np.float32), sample_rate=RATE)
    return dict(zip(FREQUENCY_STATISTICS, frequency_statistics(spectrum), strict=True))


def noise(n=RATE, seed=0):
    return np.random.default_rng(seed).gamma(2.0, 0.1, n).astype(np.float32) - np.float32(0.15)


def sine(frequency_hz, *, amplitude=1.0, n=RATE):
    return amplitude * np.sin(2 * np.pi * frequency_hz * np.arange(n) / RATE)


def test_time_statistics_are_those_of_scipy():
    y = noise()
    x = y.astype(np.float64)
    level = np.abs(x)
    expected = {
        "maximum": x.max(),
        "minimum": x.min(),
        "range": np.ptp(x),
        "mean": x.mean(),
        "median": np.median(x),
        "mode": scipy.stats.mode(np.round(x * 128)).mode / 128,
        "std": np.std(x),
        "rms": scipy.stats.pmean(level, 2),
        "mean_square": scipy.stats.moment(x, 2, center=0),
        **{f"central_moment_{k}": scipy.stats.moment(x, k) for k in (2, 3, 4)},
        **{f"raw_moment_{k}": scipy.stats.moment(x, k, center=0) for k in (3, 4)},
        "skewness": scipy.stats.skew(x),
        "kurtosis": scipy.stats.kurtosis(x, fisher=False),
        "crest_factor": level.max() / scipy.stats.pmean(level, 2),
        "shape_factor": scipy.stats.pmean(level, 2) / scipy.stats.pmean(level, 1),
        "impulse_factor": level.max() / scipy.stats.pmean(level, 1),
        "margin_factor": level.max() / scipy.stats.pmean(level, 0.5),
    }
    assert in_time(y) == pytest.approx(expected, rel=1e-6)


def test_a_sine_has_the_factors_of_the_integrals():
    described = in_time(sine(443, amplitude=0.8, n=RATE * 2))
    root = 1 / np.sqrt(np.pi) * scipy.special.gamma(0.75) / scipy.special.gamma(1.25)
    assert described["crest_factor"] == pytest.approx(np.sqrt(2), rel=1e-3)
    assert described["shape_factor"] == pytest.approx(np.pi / (2 * np.sqrt(2)), rel=1e-3)
    assert described["impulse_factor"] == pytest.approx(np.pi / 2, rel=1e-3)
    assert described["margin_factor"] == pytest.approx(1 / root**2, rel=2e-3)
    assert described["rms"] == pytest.approx(0.8 / np.sqrt(2), rel=1e-3)
    assert described["kurtosis"] == pytest.approx(1.5, rel=1e-3)
    assert described["raw_moment_4"] == pytest.approx(3 / 8 * 0.8**4, rel=1e-3)
    assert described["skewness"] == pytest.approx(0, abs=1e-6)


def test_a_square_wave_has_factors_of_one():
    described = in_time(np.tile([0.5, -0.5], 500))
    names = ("crest_factor", "shape_factor", "impulse_factor", "margin_factor", "kurtosis")
    assert [described[name] for name in names] == pytest.approx([1] * 5)
    assert (described["mode"], described["median"], described["std"]) == (-0.5, 0, 0.5)


def test_the_mode_is_the_most_frequent_step_nearest_to_silence():
    assert in_time([0.25, 0.25, -0.1, 0.9])["mode"] == 0.25
    assert in_time([0.5, 0.5, 0.1, 0.1])["mode"] == pytest.approx(13 / 128)
    assert in_time([9, 9, 1])["mode"] == 4


@pytest.mark.parametrize("order", [1, 2])
def test_differences_are_those_of_numpy(order):
    y = noise()
    d = np.diff(y.astype(np.float64), order)
    expected = {
        "maximum": d.max(),
        "minimum": d.min(),
        "mean": d.mean(),
        "mean_absolute": np.abs(d).mean(),
        "std": d.std(),
        "skewness": scipy.stats.skew(d),
        "kurtosis": scipy.stats.kurtosis(d, fisher=False),
    }
    assert in_steps(y, order) == pytest.approx(expected, rel=1e-6)


def test_differences_of_a_sine_grow_with_its_frequency():
    omega = 2 * np.pi * 443 / RATE
    for order in (1, 2):
        described = in_steps(sine(443, n=RATE), order)
        gain = (2 * np.sin(omega / 2)) ** order
        assert described["std"] == pytest.approx(gain / np.sqrt(2), rel=1e-3)
        assert described["mean_absolute"] == pytest.approx(gain * 2 / np.pi, rel=1e-3)
    ramp = np.arange(1000) / 1024
    assert (in_steps(ramp, 1)["mean"], in_steps(ramp, 1)["std"]) == (1 / 1024, 0)
    assert in_steps(ramp, 2)["mean_absolute"] == 0


def test_frequency_statistics_are_those_of_scipy():
    y = scipy.signal.lfilter([1], [1, -0.9], noise() + 0.05).astype(np.float32)
    _, _, frames = scipy.signal.stft(
        y, RATE, nperseg=2048, noverlap=1536, window="hann", boundary="zeros", padded=False, scaling="psd"
    )
    frames = frames[:, : 1 + len(y) // 512]
    power = np.mean(np.abs(frames) ** 2, axis=1)
    f = np.arange(1025) * BIN_HZ
    spread = scipy.stats.rv_discrete(values=(np.arange(1025), power / power.sum()))
    mean, variance, skewness, excess = (float(value) for value in spread.stats(moments="mvsk"))
    magnitude = np.sqrt(power)
    units = np.abs(frames) / np.linalg.norm(frames, axis=0)
    expected = {
        "mean": mean * BIN_HZ,
        "rms": np.sqrt(variance + mean**2) * BIN_HZ,
        "centroid": np.average(f, weights=magnitude),
        "variance": variance * BIN_HZ**2,
        "skewness": skewness,
        "kurtosis": excess + 3,
        "flatness": scipy.stats.gmean(power) / power.mean(),
        "flux": np.mean(np.sum(np.diff(units, axis=1) ** 2, axis=0)),
        "entropy": scipy.stats.entropy(power) / np.log(1025),
        "rolloff": f[np.searchsorted(np.cumsum(magnitude), 0.85 * magnitude.sum())],
    }
    described = in_frequency(y)
    assert described.keys() == expected.keys()
    # float32 beside float64, and one frame at the end that scipy may lay differently
    assert described == pytest.approx(expected, rel=1e-3)


def test_a_tone_has_its_frequency_and_the_width_of_the_window():
    described = in_frequency(sine(200 * BIN_HZ, n=4 * RATE))
    assert described["mean"] == pytest.approx(200 * BIN_HZ, rel=0.01)
    assert described["rms"] == pytest.approx(200 * BIN_HZ, rel=0.01)
    assert described["rolloff"] == pytest.approx(200 * BIN_HZ, abs=20 * BIN_HZ)
    assert described["flatness"] < 0.01
    assert described["entropy"] < 0.3
    assert described["flux"] < 0.01


def test_noise_is_flat_and_a_click_is_flat_too():
    white = np.random.default_rng(1).standard_normal(20 * RATE)
    described = in_frequency(white)
    assert described["flatness"] > 0.98
    assert described["entropy"] > 0.99
    assert described["mean"] == pytest.approx(RATE / 4, rel=0.01)
    assert described["variance"] == pytest.approx((RATE / 2) ** 2 / 12, rel=0.02)
    assert described["kurtosis"] == pytest.approx(1.8, rel=0.02)
    click = np.zeros(2048)
    click[1024] = 1
    assert in_frequency(click)["flatness"] == pytest.approx(1, abs=1e-5)


def test_flux_is_the_share_of_change():
    steady = sine(1000, n=4 * RATE)
    alternating = np.concatenate([sine(1000, n=4096), sine(5000, n=4096)] * 5)
    assert in_frequency(alternating)["flux"] > 10 * in_frequency(steady)["flux"]
    assert in_frequency(sine(1000, n=400))["flux"] == 0


SILENT = {"kurtosis": 3.0}


@pytest.mark.parametrize("n", [1, 2, 3, 511, 5000])
def test_silence_has_no_statistics_but_the_kurtosis_of_none(n):
    silence = np.zeros(n)
    for described in (in_time(silence), in_steps(silence, 1), in_steps(silence, 2), in_frequency(silence)):
        assert {name: value for name, value in described.items() if value} == SILENT


@pytest.mark.parametrize("value", [0.3, -1.0, 1e-20])
@pytest.mark.parametrize("n", [1, 7, 20_000])
def test_a_constant_has_factors_of_one_and_no_spread(value, n):
    y = np.full(n, value, np.float32)
    described = in_time(y)
    for name in ("maximum", "minimum", "mean", "median"):
        assert described[name] == pytest.approx(value, rel=1e-6)
    assert described["rms"] == pytest.approx(abs(value), rel=1e-6)
    for name in ("range", "std", "central_moment_2", "central_moment_3", "central_moment_4", "skewness"):
        assert described[name] == 0
    for name in ("crest_factor", "shape_factor", "impulse_factor", "margin_factor"):
        assert described[name] == pytest.approx(1)
    assert described["kurtosis"] == 3
    assert {name: v for name, v in in_steps(y, 1).items() if v} == SILENT


SIGNALS = hnp.arrays(
    np.float32,
    st.integers(1, 1500),
    elements=st.floats(-1e6, 1e6, width=32),
    fill=st.sampled_from([np.float32(0), np.float32(0.5)]),
)


@settings(max_examples=80)
@given(SIGNALS, st.sampled_from([8000, 22_050, 44_100]))
@example(np.full(1, -1, dtype=np.float32), 44_100)
@example(np.full(40, 1e-45, dtype=np.float32), 22_050)
@example(np.full(3000, 1e6, dtype=np.float32) * np.float32([1, -1] * 1500), 22_050)
@example(sine(1000, amplitude=1e-19).astype(np.float32), 22_050)
def test_finite_for_every_finite_signal(y, sample_rate):
    before = y.copy()
    described = dict(zip(FEATURES.dimensions, FEATURES(Excerpt(y, sample_rate)), strict=True))
    assert np.isfinite(list(described.values())).all()
    np.testing.assert_array_equal(y, before)
    assert described["time.minimum"] <= described["time.median"] <= described["time.maximum"]
    for name in ("flatness", "entropy"):
        assert 0 <= described[f"frequency.{name}"] <= 1 + 1e-6
    assert 0 <= described["frequency.flux"] <= 2 + 1e-6
    assert (
        0 <= described["frequency.mean"] <= described["frequency.rms"] * (1 + 1e-6) <= RATE / 2 * (1 + 1e-5)
    )


POWERS = {  # of a gain: what has no power in here does not know the level
    **dict.fromkeys(("maximum", "minimum", "range", "mean", "median", "std", "rms", "mean_absolute"), 1),
    "mean_square": 2,
    "central_moment_2": 2,
    "central_moment_3": 3,
    "central_moment_4": 4,
    "raw_moment_3": 3,
    "raw_moment_4": 4,
}


@settings(max_examples=20)
@given(st.integers(-8, 8), st.integers(0, 1000))
def test_a_gain_changes_amplitudes_by_their_power_and_nothing_else(exponent, seed):
    y = noise(4000, seed)
    gain = 2.0**exponent
    soft, loud = y, (y * np.float32(gain))
    for describe in (in_time, lambda x: in_steps(x, 1), lambda x: in_steps(x, 2)):
        before, after = describe(soft), describe(loud)
        for name in before.keys() - {"mode"}:
            assert after[name] == pytest.approx(before[name] * gain ** POWERS.get(name, 0), rel=1e-9), name
    np.testing.assert_allclose(
        list(in_frequency(loud).values()), list(in_frequency(soft).values()), rtol=1e-4, atol=1e-6
    )


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_upside_down_and_backwards(seed):
    y = noise(3000, seed)
    forward, inverted, backward = in_time(y), in_time(-y), in_time(y[::-1])
    assert backward == pytest.approx(forward, rel=1e-9)
    odd = {"mean", "median", "skewness", "central_moment_3", "raw_moment_3"}
    for name in forward.keys() - {"maximum", "minimum", "mode"}:
        assert inverted[name] == pytest.approx(-forward[name] if name in odd else forward[name], rel=1e-9)
    assert inverted["maximum"] == -forward["minimum"]


def test_an_offset_moves_the_place_and_not_the_shape():
    y = noise()
    before, after = in_time(y), in_time(y + np.float32(0.25))
    for name in ("maximum", "minimum", "mean", "median", "mode"):
        assert after[name] - before[name] == pytest.approx(0.25, abs=1e-6)
    for name in ("range", "std", "central_moment_2", "central_moment_3", "skewness", "kurtosis"):
        assert after[name] == pytest.approx(before[name], rel=1e-4)
    np.testing.assert_allclose(
        difference_statistics(y, order=1),
        difference_statistics(y + np.float32(0.25), order=1),
        rtol=1e-3,
        atol=1e-6,
    )


def test_declared_and_taken_only_where_asked_for():
    assert FEATURES.id == "waveform@1"
    assert len(set(FEATURES.dimensions)) == len(FEATURES.dimensions) == 44
    assert FEATURE_SETS["waveform"] is FEATURES
    assert "waveform" in resolve_feature_sets("all")
    assert "waveform" not in resolve_feature_sets("default")
    assert set(resolve_feature_sets("all")) - set(resolve_feature_sets("default")) == {
        name
        for name, feature_set in FEATURE_SETS.items()
        if not feature_set.by_default and not feature_set.only_by_name
    }
    assert resolve_feature_sets("waveform,statistical") == ("statistical", "waveform")
    vector = FEATURES(Excerpt(noise(44_100), 44_100))
    assert vector.dtype == np.float32
    np.testing.assert_array_equal(vector, FEATURES(Excerpt(noise(44_100), 44_100)))
