"""Cut points as an edit decision list: CMX 3600, which DaVinci Resolve, Premiere and Avid read."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tunescape.errors import ExportError
from tunescape.interfaces.timecode import FrameRate

__all__ = ["CutPoint", "edit_decision_list"]

MOST_EVENTS = 9999
FIRST_HOUR_S = 3600
"""Timelines begin at one hour, by custom."""

FASTEST_NOMINAL = 100  # its numbers of frames have two digits
COLOURS = {True: "Red", False: "Blue"}


class CutPoint(NamedTuple):
    """Where to cut.

    Attributes
    ----------
    time_s : float
    label : str
        What is written on its marker.
    is_downbeat : bool
    """

    time_s: float
    label: str
    is_downbeat: bool


def edit_decision_list(
    points: Sequence[CutPoint], *, title: str, duration_s: float, frame_rate: FrameRate
) -> str:
    """Write a list of shots that change at cut points.

    Every event is one shot, from a cut point to the next, of one source that runs through; the first begins
    with the track. So an editor that cuts a clip by the list (Resolve: *Pre-conformed EDL*) cuts it on the
    beat, and the comments give one that reads markers (Resolve: *Timeline Markers from EDL*) a marker at each
    point.

    Parameters
    ----------
    points : sequence of CutPoint
        Ascending. Those on one frame are one cut.
    title : str
    duration_s : float > 0
        Of the track.
    frame_rate : FrameRate

    Returns
    -------
    str
        Lines end with CR LF.

    Raises
    ------
    ExportError
        If it would have more than 9999 events, or frames more than two digits.
    """
    if frame_rate.nominal > FASTEST_NOMINAL:
        raise ExportError("an edit decision list has two digits for frames", hint="give --fps 60 or less")
    end = max(frame_rate.frame_at(duration_s), 1)
    shots = {0: CutPoint(0.0, "start", False)}
    for point in points:
        frame = frame_rate.frame_at(point.time_s)
        if frame < end and (frame not in shots or frame == 0):
            shots[frame] = point
    if len(shots) > MOST_EVENTS:
        raise ExportError(
            f"an edit decision list holds {MOST_EVENTS} cuts, not {len(shots)}",
            hint="give --every bar or 4bars",
        )
    name = _plain(title)
    lines = [f"TITLE: {name}", f"FCM: {'DROP FRAME' if frame_rate.drops else 'NON-DROP FRAME'}", ""]
    bounds = [*shots, end]
    for number, (first, last) in enumerate(pairwise(bounds), start=1):
        lines += _event(number, first, last, shots[first], name, frame_rate)
    return "\r\n".join([*lines, ""])


def _event(number: int, first: int, last: int, point: CutPoint, name: str, rate: FrameRate) -> list[str]:
    offset = _start_frame(rate)
    times = [rate.timecode(frame) for frame in (first, last, first + offset, last + offset)]
    marker = f" |C:ResolveColor{COLOURS[point.is_downbeat]} |M:{_plain(point.label)} |D:1"
    return [
        f"{number:03d}  AX       V     C        {' '.join(times)}",
        f"* FROM CLIP NAME: {name}",
        marker,
        "",
    ]


def _start_frame(rate: FrameRate) -> int:
    """Return the frame whose timecode is one hour."""
    return FIRST_HOUR_S * rate.nominal - 54 * rate.drops


def _plain(text: str) -> str:
    # a line break would begin an event, a bar end a marker's name
    kept = "".join(" " if unicodedata.category(letter).startswith("C") else letter for letter in text)
    return " ".join(kept.replace("|", "/").split())[:200]
