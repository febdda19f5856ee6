import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.charts.values import to_count, to_moment, to_seconds, to_text


@pytest.mark.parametrize(
    ("value", "count"),
    [
        *((0, 0), (1234, 1234), ("1234", 1234), (" 1,234,567 ", 1_234_567), ("-12", -12), ("+12", 12)),
        *(("12.3万", 123_000), ("1.2亿", 120_000_000), ("3w", 30_000), ("3.4K", 3400), ("2M", 2_000_000)),
        *((1e3, 1000), ("10万+", 100_000), ("7.0", 7)),
        *(
            (None, None),
            ("", None),
            ("many", None),
            (True, None),
            ([1], None),
            (math.nan, None),
            (math.inf, None),
        ),
        *(("9" * 39, None), ("9" * 5000, None), (1e300, None), ("1e5", None), ("0x10", None)),
    ],
)
def test_counts(value: object, count: int | None) -> None:
    assert to_count(value) == count


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *(
            (15, 15),
            ("15", 15),
            (15.25, 15.25),
            ("0:15", 15),
            ("1:02:03", 3723),
            ("61:01", 3661),
            ("00:15.5", 15.5),
        ),
        *(
            (None, None),
            ("", None),
            ("long", None),
            (-1, None),
            (math.inf, None),
            ("nan", None),
            ("1e999", None),
        ),
    ],
)
def test_durations(value: object, seconds: float | None) -> None:
    assert to_seconds(value) == seconds


def test_milliseconds() -> None:
    assert to_seconds(15_250, unit="ms") == 15.25
    assert to_seconds("0:15", unit="ms") == 15


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *(("  a \n b\x00c ", "a b c"), (7, "7"), (7.0, "7"), (7.5, "7.5"), ("\ud83d!", "\ufffd!")),
        *(("", None), ("   ", None), (None, None), (False, None), ({}, None)),
    ],
)
def test_texts(value: object, text: str | None) -> None:
    assert to_text(value) == text


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-11-20T11:20:56+00:00", "2026-11-20T11:20:56+00:00"),
        ("2026-11-20T19:20:56.7+08:00", "2026-11-20T11:20:56+00:00"),
        ("2026-11-20 11:20", "2026-11-20T11:20:00+00:00"),
        ("20261120T112056Z", "2026-11-20T11:20:56+00:00"),
        ("2026-11-20", "2026-11-20T00:00:00+00:00"),
        ("2026/1/5", "2026-01-05T00:00:00+00:00"),
        ("2026/11/20 9:05:07", "2026-11-20T09:05:07+00:00"),
        ("2026年11月20日", "2026-11-20T00:00:00+00:00"),
        *(("", None), (None, None), (20261120, None), ("last week", None), ("20/11/2026", None)),
        *(("2026-13-01", None), ("2026/2/30", None), ("0001-01-01T00:00+05:00", None)),
    ],
)
def test_moments(value: object, moment: str | None) -> None:
    assert to_moment(value) == moment


@given(st.datetimes(timezones=st.timezones()))
def test_moments_sort_as_texts(when: datetime.datetime) -> None:
    later = when + datetime.timedelta(days=1) if when.year < 9999 else when
    if 1 < when.year < 9999:
        assert str(to_moment(when.isoformat())) < str(to_moment(later.isoformat()))


@given(st.one_of(st.text(st.characters()), st.integers(), st.floats(), st.none(), st.booleans()))
def test_any_value_has_an_answer(value: object) -> None:
    for answer in (to_text(value), to_count(value), to_seconds(value), to_moment(value)):
        str(answer).encode()
