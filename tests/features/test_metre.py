"""Bars are found where accents tell of them, and not where none do."""

import numpy as np
import pytest
from rhythms import RATE, click_track, dance

from tunescape.features.beats import track_beats
from tunescape.features.metre import find_metre


def accented(n, length, *, contrast=3.0, seed=0):
    values = np.random.default_rng(seed).random(n)
    values[::length] += contrast
    return values


@pytest.mark.parametrize("length", [3, 4, 5, 7])
@pytest.mark.parametrize("contrast", [0.9, 3.0])
def test_the_period_of_accents_is_the_bar(length, contrast):
    metre = find_metre(accented(84, length, contrast=contrast))
    assert metre.beats_per_bar == length
    assert metre.confidence > 0.3
    np.testing.assert_array_equal(metre.downbeats, np.arange(0, 84, length))


@pytest.mark.parametrize("offset", [1, 2])
def test_a_piece_may_begin_with_an_upbeat(offset):
    metre = find_metre(accented(60, 3)[3 - offset :])
    assert metre.downbeats[0] == offset


def test_one_odd_bar_shifts_those_after_it():
    values = np.concatenate([accented(40, 4), accented(2, 4), accented(40, 4, seed=1)])
    metre = find_metre(values)
    assert metre.beats_per_bar == 4
    np.testing.assert_array_equal(metre.downbeats, [*range(0, 41, 4), *range(42, 82, 4)])


@pytest.mark.parametrize("n", [12, 40, 200])
def test_chance_has_seldom_a_metre(n):
    found = [find_metre(np.random.default_rng(seed).gamma(2, size=n)) for seed in range(60)]
    assert sum(metre.beats_per_bar is None for metre in found) >= 45
    # fours are believed sooner than others, and that little is known is told
    assert sum(metre.confidence < 0.25 for metre in found) >= 52


def test_faint_accents_are_enough_for_fours_and_for_nothing_else():
    for length, believed in ((4, 4), (5, None), (7, None)):
        values = np.tile([1.35] + [1.0] * (length - 1), 40) + 0.5 * np.random.default_rng(1).random(
            40 * length
        )
        values += np.random.default_rng(2).gamma(1, 0.3, 40 * length)
        assert find_metre(values).beats_per_bar == believed


@pytest.mark.parametrize("values", [np.zeros(0), np.zeros(50), np.ones(50), np.arange(8.0)])
def test_nothing_is_made_of_nothing(values):
    metre = find_metre(values)
    assert (metre.beats_per_bar, metre.confidence, len(metre.downbeats)) == (None, 0.0, 0)


@pytest.mark.parametrize(("bpm", "beats_per_bar"), [(90, 3), (150, 3), (84, 4), (125, 4), (120, 5)])
def test_dances_have_their_bars(bpm, beats_per_bar):
    samples, times_s = dance(bpm, beats_per_bar)
    beats = track_beats(samples, RATE)
    assert beats.beats_per_bar == beats_per_bar
    true = times_s[::beats_per_bar]
    inner = true[(true > 3) & (true < 36)]
    assert np.abs(beats.downbeats_s[:, None] - inner).min(axis=0).max() < 0.04
    assert set(beats.downbeats_s) <= set(beats.times_s)


def test_equal_clicks_have_no_metre():
    beats = track_beats(click_track(120)[0], RATE)
    assert beats.beats_per_bar is None
    assert len(beats.downbeats_s) == 0
    assert len(beats.times_s) > 30


def test_the_waltz_among_real_recordings_is_one(shared_data):
    import soundfile

    (path,) = (shared_data / "cc-music").glob("*sweet-waltz*.ogg")
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    beats = track_beats(samples.mean(axis=1), sample_rate)
    assert beats.beats_per_bar in (3, None)
