import librosa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tunescape.audio.decode import AudioFile
from tunescape.features.excerpt import Excerpt
from tunescape.features.fundamental_frequency import fundamental_frequency

RATE = 22_050
T = np.arange(3 * RATE) / RATE
HOPS = np.minimum(np.arange(1 + len(T) // 512) * 512, len(T) - 1)


def tone(f0_hz, *, harmonics=6):
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(f0_hz, T.shape)) / RATE
    audible = [k for k in range(1, harmonics + 1) if k * np.max(f0_hz) < RATE / 2]
    return (0.2 * sum(np.sin(k * phase) / k for k in audible)).astype(np.float32)


def cents(a, b):
    return 1200 * np.abs(np.log2(a / b))


@pytest.mark.parametrize("harmonics", [1, 6])
@pytest.mark.parametrize("f0_hz", [66, 110, 440, 1000, 1500, 2050])
def test_steady_tones(f0_hz, harmonics):
    f0, voiced = fundamental_frequency(tone(f0_hz, harmonics=harmonics), sample_rate=RATE)
    # a period of 11 samples, between which a parabola guesses, is 10 cents unsure
    assert np.nanmedian(cents(f0, f0_hz)) < (1 if f0_hz < 1500 else 10)
    assert np.mean(cents(f0[2:-2], f0_hz) < 50) == 1
    assert voiced[5:-5].min() > 0.8


GLIDE = 110 * 2.0 ** (T * 1.2)
VIBRATO = 440 * 2.0 ** (0.5 / 12 * np.sin(2 * np.pi * 5.5 * T))


@pytest.mark.parametrize("curve", [GLIDE, VIBRATO], ids=["glide", "vibrato"])
def test_moving_tones_as_well_as_librosa(curve):
    y = tone(curve)
    truth = curve[HOPS]
    theirs, _, _ = librosa.pyin(y, fmin=65.4, fmax=2093, sr=RATE)
    ours, _ = fundamental_frequency(y, sample_rate=RATE)
    assert np.mean(cents(ours, truth) < 50) == 1
    assert np.median(cents(ours, truth)) <= np.nanmedian(cents(theirs, truth))
    both = ~np.isnan(ours) & ~np.isnan(theirs)
    assert np.mean(cents(ours[both], theirs[both]) < 50) > 0.99


def test_a_trumpet_as_librosa_hears_it(shared_data):
    (path,) = (shared_data / "cc-music").glob("*trumpet*.ogg")
    with AudioFile(path) as file:
        signal = file.read(0.0, 30.0)
    y = Excerpt(signal.samples.mean(axis=0), signal.sample_rate).at(RATE)
    theirs, _, _ = librosa.pyin(y, fmin=65.4, fmax=2093, sr=RATE)
    ours, _ = fundamental_frequency(y, sample_rate=RATE)
    both = ~np.isnan(ours) & ~np.isnan(theirs)
    # the rest lies within the changes of notes, where there is no one pitch
    assert np.mean(cents(ours[both], theirs[both]) < 50) > 0.95
    assert both.sum() > 0.95 * (~np.isnan(theirs)).sum()
    assert np.mean(np.isnan(ours) == np.isnan(theirs)) > 0.95


def test_silence_and_noise_have_no_pitch():
    rng = np.random.default_rng(0)
    white = 0.1 * rng.standard_normal(10 * RATE)
    brown = np.cumsum(white) / 100
    for y in (np.zeros(RATE), white, white * 1e-4, brown):
        f0, voiced = fundamental_frequency(y.astype(np.float32), sample_rate=RATE)
        assert np.isnan(f0).all()
        assert np.mean(voiced) < 0.05


def test_a_pause_between_notes_is_unvoiced():
    y = tone(220)
    y[RATE : 2 * RATE] = 0.001 * np.random.default_rng(2).standard_normal(RATE)
    f0, _ = fundamental_frequency(y, sample_rate=RATE)
    silent = slice(RATE // 512 + 3, 2 * RATE // 512 - 3)
    assert np.isnan(f0[silent]).all()
    assert not np.isnan(f0[3 : RATE // 512 - 3]).any()


def test_an_octave_that_flickers_is_smoothed():
    # where every other period is a little softer, half the pitch is true too
    flicker = np.random.default_rng(3).random(len(T) // 512 + 1).repeat(512)[: len(T)] > 0.5
    y = tone(220) + 0.012 * np.sin(2 * np.pi * 110 * T) * flicker
    f0, _ = fundamental_frequency(y.astype(np.float32), sample_rate=RATE)
    assert np.mean(cents(f0, 220) < 50) > 0.98


def test_other_rates_hops_and_ranges():
    y = tone(220)
    f0, voiced = fundamental_frequency(y, sample_rate=RATE, hop_length=300, fmin_hz=150, fmax_hz=500)
    assert f0.shape == voiced.shape == (1 + len(y) // 300,)
    assert np.nanmax(cents(f0, 220)) < 5
    twice, _ = fundamental_frequency(y, sample_rate=2 * RATE)
    assert np.nanmedian(cents(twice, 440)) < 1
    out_of_range, _ = fundamental_frequency(tone(220, harmonics=1), sample_rate=RATE, fmin_hz=300)
    assert not (cents(out_of_range[~np.isnan(out_of_range)], 220) < 50).any()


@pytest.mark.parametrize("bounds", [(0, 100), (500, 400), (100, 6000)])
def test_impossible_ranges_are_refused(bounds):
    with pytest.raises(ValueError, match="Hz"):
        fundamental_frequency(
            np.zeros(10, np.float32), sample_rate=RATE, fmin_hz=bounds[0], fmax_hz=bounds[1]
        )


@given(hnp.arrays(np.float32, st.integers(1, 1600), elements=st.floats(-1e6, 1e6, width=32)))
def test_any_signal_has_frames_in_range(y):
    before = y.copy()
    f0, voiced = fundamental_frequency(y, sample_rate=RATE)
    assert f0.shape == voiced.shape == (1 + len(y) // 512,)
    assert ((voiced >= 0) & (voiced <= 1)).all()
    pitched = f0[~np.isnan(f0)]
    assert ((pitched > 64) & (pitched < 2210)).all()
    np.testing.assert_array_equal(y, before)
