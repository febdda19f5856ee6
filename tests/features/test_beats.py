"""Beats lie where a listener would tap; where nobody would, there are none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rhythms import CLICK, HAT, KICK, RATE, SNARE, chord, click_track, dance, place

from tunescape.features.beat_path import follow_beats
from tunescape.features.beats import track_beats
from tunescape.features.onset_envelope import FRAME_RATE, onset_envelope

rng = np.random.default_rng(1)


def distances_s(found, true):
    """Distance of each true time from the nearest found."""
    return np.abs(found[:, None] - true).min(axis=0)


@settings(max_examples=12)
@given(bpm=st.floats(60, 200), offset_s=st.floats(0.05, 0.5))
def test_every_click_is_a_beat(bpm, offset_s):
    samples, times_s = click_track(bpm, offset_s=offset_s)
    beats = track_beats(samples, RATE)
    assert beats.tempo_bpm == pytest.approx(bpm, rel=0.005)
    assert distances_s(beats.times_s, times_s).max() < 0.012
    assert len(beats.times_s) == pytest.approx(len(times_s), abs=1)
    assert beats.confidence > 0.2


@pytest.mark.parametrize("sample_rate", [8_000, 22_050, 48_000])
def test_the_sample_rate_does_not_matter(sample_rate):
    n = 20 * sample_rate
    times_s = np.arange(0.25, 19.9, 0.5)
    samples = np.zeros(n, dtype=np.float32)
    t = np.arange(sample_rate // 50) / sample_rate
    for time_s in times_s:
        first = round(time_s * sample_rate)
        samples[first : first + len(t)] = np.sin(2 * np.pi * 1000 * t) * np.exp(-t * 300)
    assert distances_s(track_beats(samples, sample_rate).times_s, times_s).max() < 0.015


@pytest.mark.parametrize("bpm", [72, 100, 128, 160])
def test_drums_are_followed_at_their_own_level(bpm):
    samples, times_s = dance(bpm, 4)
    beats = track_beats(samples, RATE)
    assert beats.tempo_bpm == pytest.approx(bpm, rel=0.01)
    assert distances_s(beats.times_s, times_s).max() < 0.03


@pytest.mark.parametrize("bpm", [160, 174])
@pytest.mark.parametrize("kicks", [(0, 2), (0, 2.5)], ids=["punk", "drum and bass"])
def test_kick_and_snare_in_turn_are_beats_however_fast(bpm, kicks):
    bars = [0.2 + 4 * 60 / bpm * bar for bar in range(16)]
    drums = [(KICK, kicks), (SNARE, (1, 3)), (HAT, np.arange(0, 4, 0.5)), (chord(36, seconds=1.0), (0,))]
    played = [
        (sound, bar + 60 / bpm * place_in_bar)
        for bar in bars
        for sound, places in drums
        for place_in_bar in places
    ]
    samples = place([sound for sound, _ in played], [time_s for _, time_s in played], bars[-1] + 2)
    beats = track_beats(samples, RATE)
    assert beats.tempo_bpm == pytest.approx(bpm, rel=0.01)
    assert distances_s(beats.times_s, np.array(bars)).max() < 0.03


@pytest.mark.parametrize("swing", [0.5, 0.58, 2 / 3])
def test_swing_moves_no_beat(swing):
    samples, times_s = dance(110, 4, swing=swing)
    beats = track_beats(samples, RATE)
    assert np.median(distances_s(beats.times_s, times_s)) < 0.02
    assert beats.tempo_bpm == pytest.approx(110, rel=0.01)


def test_a_tempo_that_drifts_is_followed():
    beats_per_s = np.linspace(100, 120, 90) / 60  # accelerando
    times_s = 0.2 + np.cumsum(1 / beats_per_s)
    samples = place([CLICK] * len(times_s), times_s, times_s[-1] + 0.5)
    beats = track_beats(samples, RATE)
    assert distances_s(beats.times_s, times_s).max() < 0.03
    assert 98 < beats.tempo_bpm < 122


def test_beats_go_on_through_a_pause():
    samples, times_s = click_track(120, duration_s=30)
    samples[int(12.05 * RATE) : int(16.05 * RATE)] = 0
    assert distances_s(track_beats(samples, RATE).times_s, times_s).max() < 0.02


def test_the_octave_nearly_taken_is_the_first_alternative():
    beats = track_beats(dance(100, 4)[0], RATE)
    assert any(beats.alternatives[0] == pytest.approx(bpm, rel=0.02) for bpm in (50, 200))


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(10 * RATE),
        np.full(10 * RATE, 0.3),
        np.sin(2 * np.pi * 440 * np.arange(10 * RATE) / RATE),
        np.sin(2 * np.pi * 55 * np.arange(10 * RATE) / RATE),
        0.1 * rng.standard_normal(15 * RATE),
        0.01 * np.cumsum(rng.standard_normal(15 * RATE)),
        0.1 * rng.standard_normal(RATE // 2),
        click_track(120, duration_s=0.5)[0],
        np.ones(1),
    ],
    ids=["silence", "dc", "a4", "a1", "white noise", "brown noise", "0.5 s of noise", "0.5 s", "one sample"],
)
def test_without_a_pulse_there_are_no_beats(samples):
    beats = track_beats(samples.astype(np.float32), RATE)
    assert beats.tempo_bpm is None
    assert beats.beats_per_bar is None
    assert (len(beats.times_s), len(beats.downbeats_s), beats.confidence) == (0, 0, 0.0)


def test_the_samples_are_left_as_they_were():
    samples, _ = click_track(120, duration_s=8)
    before = samples.copy()
    first, second = track_beats(samples, RATE), track_beats(samples, RATE)
    np.testing.assert_array_equal(samples, before)
    np.testing.assert_array_equal(first.times_s, second.times_s)


@settings(max_examples=30)
@given(
    n=st.integers(1, 400),
    period=st.floats(5, 150),
    seed=st.integers(0, 100),
)
def test_intervals_stay_near_the_period(n, period, seed):
    frames = follow_beats(np.random.default_rng(seed).random(n), period_frames=period)
    assert frames.min() >= 0
    assert frames.max() < n
    intervals = np.diff(frames)
    assert (intervals >= int(period / 1.25)).all()
    assert (intervals <= np.ceil(period * 1.25)).all()


def test_the_envelope_is_even_over_loud_and_quiet_passages():
    samples, times_s = click_track(120, duration_s=40)
    samples[20 * RATE :] *= 0.1
    envelope = onset_envelope(samples, RATE)
    assert envelope.frame_rate == FRAME_RATE
    heights = [
        envelope.strength[np.abs(envelope.times_s - time_s) < 0.03].max()
        for time_s in times_s
        if 2 < time_s < 18 or 24 < time_s < 38
    ]
    assert max(heights) / min(heights) < 3
    assert envelope.strength.min() >= 0


def test_a_new_chord_is_a_change_of_harmony_and_a_repeated_one_is_none():
    samples, times_s = dance(120, 4)
    envelope = onset_envelope(samples, RATE)
    at = [envelope.harmony[np.abs(envelope.times_s - time_s) < 0.1].max() for time_s in times_s[4:64]]
    firsts = np.array(at[::4])
    others = np.array([value for i, value in enumerate(at) if i % 4])
    assert np.median(firsts) > 5 * np.median(others)
