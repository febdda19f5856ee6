"""Frames and timecode, with and without dropped numbers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.errors import SettingsError
from tunescape.interfaces.timecode import FrameRate, parse_frame_rate

RATES = ("23.976", "24", "25", "29.97", "30", "50", "59.94", "60")
DAY_S = 86_400


def frame_of(timecode: str, rate: FrameRate) -> int:
    """Count frames the other way round: all numbers, less those that minutes have left out."""
    hours, minutes, seconds, frames = map(int, timecode.replace(";", ":").split(":"))
    minutes += 60 * hours
    number = (60 * minutes + seconds) * rate.nominal + frames
    return number - rate.drops * (minutes - minutes // 10)


@pytest.mark.parametrize(
    ("fps", "frame", "timecode"),
    [
        ("25", 0, "00:00:00:00"),
        ("25", 90_024, "01:00:00:24"),
        ("23.976", 24, "00:00:01:00"),
        ("30", 1800, "00:01:00:00"),
        # SMPTE ST 12-1: no ;00 and ;01 at a minute that is no tenth
        ("29.97", 1799, "00:00:59;29"),
        ("29.97", 1800, "00:01:00;02"),
        ("29.97", 17_981, "00:09:59;29"),
        ("29.97", 17_982, "00:10:00;00"),
        ("29.97", 107_892, "01:00:00;00"),
        ("59.94", 3599, "00:00:59;59"),
        ("59.94", 3600, "00:01:00;04"),
        ("59.94", 215_784, "01:00:00;00"),
        ("24", 24 * DAY_S, "00:00:00:00"),
    ],
)
def test_frames_have_the_timecode_that_editors_give_them(fps: str, frame: int, timecode: str) -> None:
    assert parse_frame_rate(fps).timecode(frame) == timecode


@given(fps=st.sampled_from(RATES), frame=st.integers(0, 60 * 60 * 23 * 24))
def test_every_frame_has_a_timecode_of_its_own(fps: str, frame: int) -> None:
    rate = parse_frame_rate(fps)
    assert frame_of(rate.timecode(frame), rate) == frame


@given(fps=st.sampled_from(("29.97", "59.94")), time_s=st.floats(0, DAY_S - 1))
def test_drop_frame_keeps_up_with_the_clock(fps: str, time_s: float) -> None:
    rate = parse_frame_rate(fps)
    hours, minutes, seconds, frames = map(
        int, rate.timecode(rate.frame_at(time_s)).replace(";", ":").split(":")
    )
    shown_s = 3600 * hours + 60 * minutes + seconds + frames / rate.nominal
    assert abs(shown_s - time_s) < 0.2  # non-drop would be 86 s late after a day


@given(fps=st.sampled_from(RATES), time_s=st.floats(0, DAY_S))
def test_the_nearest_frame_is_taken(fps: str, time_s: float) -> None:
    rate = parse_frame_rate(fps)
    off = abs(rate.frame_at(time_s) / rate.exact - Fraction(time_s))
    assert off <= 1 / (2 * rate.exact)


@pytest.mark.parametrize(
    "fps",
    ["", "0", "-25", "29,97", "25.5", "nan", "1e3", "121", "９", "25 fps", "999999", "00601", "9" * 9999],
)
def test_other_rates_are_refused(fps: str) -> None:
    with pytest.raises(SettingsError, match="--fps cannot be"):
        parse_frame_rate(fps)
