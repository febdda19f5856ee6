"""Segments lie where the design says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunescape.audio.segments import Segmentation, Span
from tunescape.settings import AnalysisSettings


def test_a_long_track_is_heard_in_evenly_spread_segments() -> None:
    assert Segmentation(4, 15.0).spans(240.0) == [
        Span(22.5, 15),
        Span(82.5, 15),
        Span(142.5, 15),
        Span(202.5, 15),
    ]


@pytest.mark.parametrize(
    ("duration_s", "expected"),
    [(18.0, [Span(0, 9), Span(9, 9)]), (0.2, [Span(0, 0.2)]), (15.0, [Span(0, 15)]), (60.0, None)],
)
def test_a_short_track_is_heard_whole(duration_s: float, expected: list[Span] | None) -> None:
    spans = Segmentation(4, 15.0).spans(duration_s)
    assert spans == (expected or [Span(15.0 * i, 15.0) for i in range(4)])


def test_all_covers_and_hook_begins() -> None:
    assert len(Segmentation("all", 15.0).spans(600.0)) == 40
    assert Segmentation("hook", 15.0).spans(600.0) == [Span(0, 15)]
    assert Segmentation("hook", 15.0).spans(7.0) == [Span(0, 7)]


@given(
    duration_s=st.floats(0.01, 50_000),
    count=st.one_of(st.integers(1, 20), st.sampled_from(["all", "hook"])),
    length_s=st.floats(0.5, 120),
)
def test_no_segment_leaves_the_track(duration_s: float, count: int | str, length_s: float) -> None:
    spans = Segmentation(count, length_s).spans(duration_s)  # type: ignore[arg-type]
    assert spans
    assert all(span.start_s >= -1e-9 and 0 < span.duration_s <= length_s * (1 + 1e-9) for span in spans)
    assert max(span.start_s + span.duration_s for span in spans) <= duration_s * (1 + 1e-9)
    if count == "all":
        assert sum(span.duration_s for span in spans) == pytest.approx(duration_s)


def test_it_follows_what_was_asked_for() -> None:
    assert Segmentation.from_settings(AnalysisSettings()) == Segmentation()
    asked = AnalysisSettings(segments="all", segment_length=7.5, channels="left")
    assert Segmentation.from_settings(asked) == Segmentation("all", 7.5, "left")
