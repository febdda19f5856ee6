"""A rhythmic pattern is heard whatever plays it, how loud, and nearly how fast."""

import importlib.util

import numpy as np
import pytest
import soundfile
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st
from rhythms import RATE, dance

from tunescape.features.rhythm_pattern import (
    FRAME_RATE,
    PATTERN_DIMENSIONS,
    SAMPLE_RATE,
    band_levels,
    pattern_tempo,
    rhythm_pattern,
)

T = np.arange(15 * SAMPLE_RATE) / SAMPLE_RATE
NOISE = np.random.default_rng(0).standard_normal(len(T)).astype(np.float32)


def named(samples):
    values = rhythm_pattern(np.asarray(samples, dtype=np.float32))
    return dict(zip(PATTERN_DIMENSIONS, values, strict=True))


def view(samples, prefix):
    return {name: value for name, value in named(samples).items() if name.startswith(prefix)}


def band_noise(low_hz, high_hz):
    spectrum = np.fft.rfft(NOISE)
    frequencies = np.fft.rfftfreq(len(NOISE), 1 / SAMPLE_RATE)
    spectrum[(frequencies < low_hz) | (frequencies > high_hz)] = 0
    return np.fft.irfft(spectrum, len(NOISE))


def swelling(rate_hz, *, phase=0.0):
    return (0.55 + 0.45 * np.sin(2 * np.pi * rate_hz * T + phase)) ** 4


def played(bpm, beats_per_bar=4):
    return soxr.resample(dance(bpm, beats_per_bar, duration_s=15)[0], RATE, SAMPLE_RATE)


def test_every_dimension_has_a_name_of_its_own():
    assert len(set(PATTERN_DIMENSIONS)) == len(PATTERN_DIMENSIONS) == 125
    kinds = [name.split(".")[0] for name in PATTERN_DIMENSIONS]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "modulation": 65,
        "relative": 16,
        "cross": 39,
        "density": 5,
    }


def test_the_recipe_is_followed_to_the_letter(shared_data):
    path = shared_data.parent / "tools" / "rhythm_reference.py"
    if not path.is_file():
        pytest.skip("no reference beside the data")
    spec = importlib.util.spec_from_file_location("rhythm_reference", path)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    for genre in ("blues", "disco", "classical"):
        clip = sorted((shared_data / "gtzan" / genre).glob("*.flac"))[0]
        samples, rate = soundfile.read(clip, dtype="float32")
        excerpt = soxr.resample(samples, rate, SAMPLE_RATE)[: 15 * SAMPLE_RATE]
        np.testing.assert_allclose(rhythm_pattern(excerpt), reference.rhythm(excerpt), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("rate_hz", [1.0, 2.0, 4.0, 2**2.5])
def test_a_band_that_swells_is_heard_at_its_rate(rate_hz):
    heard = view(NOISE * swelling(rate_hz), "modulation.1050-2900hz")
    assert max(heard, key=heard.get) == f"modulation.1050-2900hz.{rate_hz:.2f}hz"


def test_bands_that_swell_together_cohere_and_those_that_take_turns_do_not():
    low, high = band_noise(40, 140), band_noise(1500, 7000)
    together = named(low * swelling(2) + high * swelling(2))
    in_turn = named(low * swelling(2) + high * swelling(2, phase=np.pi))
    assert together["cross.low-high.2.00hz"] > 0.8
    assert in_turn["cross.low-high.2.00hz"] < -0.8


@pytest.mark.parametrize("bpm", [70, 96, 120, 150])
def test_the_tempo_to_read_against_is_that_of_a_pulse_train(bpm):
    pulses = np.zeros(1500)
    pulses[np.round(np.arange(0, 1500, 60 * FRAME_RATE / bpm)).astype(int)[:-1]] = 1
    assert pattern_tempo(pulses - pulses.mean()) == pytest.approx(bpm, rel=0.03)


def test_relative_to_the_tempo_a_pattern_stays_the_same():
    slow, fast, other = (
        np.array(list(view(played(*how), "relative").values())) for how in ((92,), (108,), (100, 3))
    )
    assert np.corrcoef(slow, fast)[0, 1] > 0.9
    assert np.corrcoef(slow, fast)[0, 1] > np.corrcoef(slow, other)[0, 1]


def test_more_onsets_are_a_higher_density():
    sparse, dense = (view(played(bpm), "density")["density.2900-8000hz"] for bpm in (60, 180))
    assert dense > sparse + 0.5


@settings(max_examples=8)
@given(gain=st.floats(1e-2, 4))
def test_the_level_does_not_matter(gain):
    samples = played(120)
    np.testing.assert_allclose(
        rhythm_pattern((gain * samples).astype(np.float32)), rhythm_pattern(samples), atol=2e-3
    )


@settings(max_examples=40)
@given(n=st.integers(1, 20_000), seed=st.integers(0, 100), loud=st.sampled_from([0.0, 1e-6, 1.0, 1e6]))
def test_whatever_is_heard_has_finite_numbers(n, seed, loud):
    samples = (loud * np.random.default_rng(seed).standard_normal(n)).astype(np.float32)
    values = rhythm_pattern(samples)
    assert values.shape == (125,)
    assert np.isfinite(values).all()


def test_steady_sound_has_no_pattern():
    tone = (0.3 * np.sin(2 * np.pi * 440 * T)).astype(np.float32)
    silence = np.zeros(len(T), dtype=np.float32)
    for samples in (tone, silence):
        density = view(samples, "density")
        assert max(density.values()) < -3  # below 0.05 dB a frame


def test_levels_are_decibels_of_the_band_a_tone_lies_in():
    levels = band_levels((0.5 * np.sin(2 * np.pi * 600 * T)).astype(np.float32))
    assert levels.shape == (1501, 5)
    middle = levels[700]
    assert np.argmax(middle) == 2
    # a sine of amplitude a through a Hann window of n samples: power 3/32 a^2 n^2 summed over its bins
    assert middle[2] == pytest.approx(10 * np.log10(3 / 32 * 0.25 * 1024**2), abs=0.05)
    louder = band_levels((5 * np.sin(2 * np.pi * 600 * T)).astype(np.float32))
    assert louder[700, 2] - middle[2] == pytest.approx(20, abs=0.01)


def test_the_samples_are_left_as_they_were():
    samples = played(120)
    before = samples.copy()
    np.testing.assert_array_equal(rhythm_pattern(samples), rhythm_pattern(samples))
    np.testing.assert_array_equal(samples, before)
