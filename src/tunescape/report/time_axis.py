"""Time along the bottom of a picture: seconds, or minutes and seconds."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator

__all__ = ["clock", "set_time_axis", "time_ticks"]

_STEPS_S = (
    *(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30),
    *(60, 120, 300, 600, 900, 1800, 3600, 7200, 18_000, 36_000),
)
_MIN_SPAN_S = 0.01
"""A clip of one sample has an axis, too."""


def clock(time_s: float, *, decimals: int = 0) -> str:
    """Write a time as ``1:05``, ``1:02:05`` or, with decimals, ``1:05.25``."""
    whole = round(time_s, decimals)
    minutes, seconds = divmod(whole, 60)
    width = 3 + decimals if decimals else 2
    text = f"{seconds:0{width}.{decimals}f}"
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02d}:{text}" if hours else f"{minutes}:{text}"


def time_ticks(start_s: float, end_s: float, *, most: int = 12) -> tuple[list[float], list[str], str]:
    """Choose round times between two.

    Parameters
    ----------
    start_s, end_s : float, seconds
    most : int > 0
        How many there may be.

    Returns
    -------
    times_s : list of float
    texts : list of str
        Seconds below one minute, else minutes and seconds.
    unit : str
        What to call the axis.
    """
    span = end_s - start_s
    step = next((step for step in _STEPS_S if span / step <= most), span / most)
    first, last = int(np.ceil(start_s / step - 1e-9)), int(np.floor(end_s / step + 1e-9))
    times = [i * step for i in range(first, last + 1)]
    decimals = max(0, -int(np.floor(np.log10(step))))
    if end_s < 60:
        return times, [f"{time:.{decimals}f}" for time in times], "time (s)"
    unit = "time (min:s)" if end_s < 3600 else "time (h:min:s)"
    return times, [clock(time, decimals=decimals) for time in times], unit


def set_time_axis(axes: Axes, start_s: float, end_s: float, *, along: str = "x", most: int = 12) -> None:
    """Let an axis run over a stretch of time, with round ticks and its unit.

    Parameters
    ----------
    axes : Axes
    start_s, end_s : float, seconds
    along : {"x", "y"}
    most : int > 0
        How many ticks there may be.
    """
    end_s = max(end_s, start_s + _MIN_SPAN_S)
    times, texts, unit = time_ticks(start_s, end_s, most=most)
    axis = axes.xaxis if along == "x" else axes.yaxis
    axis.set_major_locator(FixedLocator(times))
    axis.set_major_formatter(FixedFormatter(texts))
    axis.set_label_text(unit)
    (axes.set_xlim if along == "x" else axes.set_ylim)(start_s, end_s)
