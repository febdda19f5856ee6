import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.charts.values import to_count, to_seconds, to_text


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


@given(st.one_of(st.text(st.characters()), st.integers(), st.floats(), st.none(), st.booleans()))
def test_any_value_has_an_answer(value: object) -> None:
    for answer in (to_text(value), to_count(value), to_seconds(value)):
        str(answer).encode()
