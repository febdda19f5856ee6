"""Cut lists: each shot ends where the next begins, at the frames nearest to the beats."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_timecode import RATES, frame_of

from tunescape.errors import ExportError
from tunescape.interfaces.edl import CutPoint, edit_decision_list
from tunescape.interfaces.timecode import parse_frame_rate

EVENT = re.compile(r"(\d{3,4})  AX       V     C        (\S{11}) (\S{11}) (\S{11}) (\S{11})")


def events(text: str) -> list[tuple[str, ...]]:
    return [match.groups() for line in text.split("\r\n") if (match := EVENT.fullmatch(line))]


def cuts(*times_s: float) -> list[CutPoint]:
    return [CutPoint(time_s, f"bar {i}", i % 4 == 0) for i, time_s in enumerate(times_s)]


def test_a_list_reads_as_cmx_3600() -> None:
    text = edit_decision_list(cuts(0.5, 1.0), title="Tune", duration_s=2.0, frame_rate=parse_frame_rate("25"))
    assert text.split("\r\n") == [
        "TITLE: Tune",
        "FCM: NON-DROP FRAME",
        "",
        "001  AX       V     C        00:00:00:00 00:00:00:12 01:00:00:00 01:00:00:12",
        "* FROM CLIP NAME: Tune",
        " |C:ResolveColorBlue |M:start |D:1",
        "",
        "002  AX       V     C        00:00:00:12 00:00:01:00 01:00:00:12 01:00:01:00",
        "* FROM CLIP NAME: Tune",
        " |C:ResolveColorRed |M:bar 0 |D:1",
        "",
        "003  AX       V     C        00:00:01:00 00:00:02:00 01:00:01:00 01:00:02:00",
        "* FROM CLIP NAME: Tune",
        " |C:ResolveColorBlue |M:bar 1 |D:1",
        "",
        "",
    ]


def test_drop_frame_is_announced_and_written() -> None:
    text = edit_decision_list(cuts(60.06), title="x", duration_s=120, frame_rate=parse_frame_rate("29.97"))
    assert "FCM: DROP FRAME" in text
    (_, first), (_, second) = [event[1:3] for event in events(text)]
    assert first == "00:01:00;02"
    assert second == "00:01:59;28"  # 120 s are frame 3596
    assert events(text)[0][3] == "01:00:00;00"


@given(
    fps=st.sampled_from(RATES),
    times_s=st.lists(st.floats(0, 400), max_size=60).map(sorted),
    duration_s=st.floats(0.01, 400),
)
def test_shots_follow_each_other_from_the_first_frame_to_the_last(
    fps: str, times_s: list[float], duration_s: float
) -> None:
    rate = parse_frame_rate(fps)
    found = events(edit_decision_list(cuts(*times_s), title="x", duration_s=duration_s, frame_rate=rate))
    spans = [tuple(frame_of(code, rate) for code in event[1:]) for event in found]
    assert [int(event[0]) for event in found] == list(range(1, len(found) + 1))
    assert spans[0][0] == 0
    assert spans[-1][1] == max(1, rate.frame_at(duration_s))
    assert all(last > first for first, last, *_ in spans)
    assert all(a[1] == b[0] for a, b in pairwise(spans))
    hour = frame_of("01:00:00:00", rate)
    assert all((first + hour, last + hour) == (third, fourth) for first, last, third, fourth in spans)
    wanted = {rate.frame_at(time_s) for time_s in times_s if rate.frame_at(time_s) < spans[-1][1]}
    assert {first for first, *_ in spans} == wanted | {0}


def test_what_would_break_a_line_is_written_as_blanks() -> None:
    title = "a\r\n002  AX | ｂ\x00 \u202e夜曲"
    text = edit_decision_list(cuts(), title=title, duration_s=1, frame_rate=parse_frame_rate("30"))
    assert text.split("\r\n")[0] == "TITLE: a 002 AX / ｂ 夜曲"
    assert len(events(text)) == 1


def test_more_than_the_format_holds_is_refused() -> None:
    with pytest.raises(ExportError, match="9999 cuts, not 10001"):
        edit_decision_list(
            cuts(*range(1, 10_001)), title="x", duration_s=20_000, frame_rate=parse_frame_rate("25")
        )
    with pytest.raises(ExportError, match="two digits"):
        edit_decision_list(cuts(1), title="x", duration_s=2, frame_rate=parse_frame_rate("120"))
