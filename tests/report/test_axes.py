"""Ticks that can be read: time, hertz, notes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tunescape.report.frequency_axis import (
    hertz,
    set_frequency_rows,
    set_log_frequency,
    set_note_axis,
    set_note_rows,
)
from tunescape.report.time_axis import clock, set_time_axis, time_ticks


@pytest.fixture
def axes() -> Axes:
    return Figure().add_subplot()


def labels(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


@pytest.mark.parametrize(
    ("time_s", "decimals", "text"),
    [(0, 0, "0:00"), (65, 0, "1:05"), (59.96, 1, "1:00.0"), (3725, 0, "1:02:05"), (65.25, 2, "1:05.25")],
)
def test_a_clock_writes_minutes_and_hours(time_s, decimals, text):
    assert clock(time_s, decimals=decimals) == text


@pytest.mark.parametrize(
    ("start_s", "end_s", "texts", "unit"),
    [
        (0, 0.2, ["0.00", "0.02", "0.04"], "time (s)"),
        (0, 5, ["0.0", "0.5", "1.0"], "time (s)"),
        (0, 15, ["0", "2", "4"], "time (s)"),
        (50, 62, ["0:50", "0:51", "0:52"], "time (min:s)"),
        (100, 101, ["1:40.0", "1:40.1", "1:40.2"], "time (min:s)"),
        (0, 240, ["0:00", "0:30", "1:00"], "time (min:s)"),
        (3590, 3900, ["1:00:00", "1:00:30", "1:01:00"], "time (h:min:s)"),
    ],
)
def test_ticks_are_round_times_with_their_unit(start_s, end_s, texts, unit):
    _, shown, name = time_ticks(start_s, end_s)
    assert (shown[:3], name) == (texts, unit)


@given(st.floats(0, 40_000), st.floats(0.01, 40_000))
def test_ticks_lie_within_and_are_few_and_differ(start_s, span_s):
    times, texts, _ = time_ticks(start_s, start_s + span_s)
    assert len(times) == len(texts) == len(set(texts)) <= 14
    assert len(times) >= 2
    assert start_s - 1e-3 <= times[0]
    assert times[-1] <= start_s + span_s + 1e-3


def test_an_axis_of_one_sample_still_has_a_length(axes):
    set_time_axis(axes, 3.0, 3.0 + 1 / 44_100)
    low, high = axes.get_xlim()
    assert low == 3.0
    assert high == pytest.approx(3.01)


def test_hertz_are_short():
    assert [hertz(f) for f in (50, 500, 1000, 2500, 10_000)] == ["50", "500", "1k", "2.5k", "10k"]


@pytest.mark.parametrize("sample_rate", [8, 8000, 44_100, 384_000])
def test_linear_rows_have_ticks_where_the_frequencies_are(axes, sample_rate):
    frequencies = np.linspace(0, sample_rate / 2, 300)
    set_frequency_rows(axes, frequencies, linear=True)
    rows = axes.get_yticks()
    assert 3 <= len(rows) <= 12
    for row, text in zip(rows, labels(axes), strict=True):
        value = float(text[:-1]) * 1000 if text.endswith("k") else float(text)
        assert np.interp(row, np.arange(300), frequencies) == pytest.approx(value, abs=0.06 * value)


def test_rows_of_a_warped_scale_have_ticks_that_do_not_run_into_each_other(axes):
    frequencies = 700 * (np.exp(np.linspace(0, 2.8, 200)) - 1) + 20  # mel-like: dense at the top
    set_frequency_rows(axes, frequencies)
    assert "1k" in labels(axes)
    assert np.diff(axes.get_yticks()).min() >= 200 / 16


def test_the_cs_of_an_image_of_semitones_are_named(axes):
    set_note_rows(axes, 32.703 * 2 ** (np.arange(84) / 12))
    assert axes.get_yticks().tolist() == [12 * octave for octave in range(7)]
    assert labels(axes) == [f"C{octave}" for octave in range(1, 8)]


@given(st.floats(30, 4000), st.floats(1.3, 64))
def test_notes_on_a_logarithmic_axis_are_few_and_where_they_belong(lowest_hz, ratio):
    axes = Figure().add_subplot()
    set_note_axis(axes, lowest_hz, lowest_hz * ratio)
    assert len(labels(axes)) <= 7
    for tick, text in zip(axes.get_yticks(), labels(axes), strict=True):
        midi = 69 + 12 * np.log2(tick / 440)
        assert midi == pytest.approx(round(midi), abs=1e-6)
        assert text.endswith(str(round(midi) // 12 - 1))


def test_round_frequencies_on_a_logarithmic_axis(axes):
    set_log_frequency(axes, 50, 11_025)
    assert labels(axes) == ["50", "100", "200", "500", "1k", "2k", "5k", "10k"]
    assert axes.get_yscale() == "log"
