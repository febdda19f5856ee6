"""Frequency up the side of a picture: hertz on scales that follow the ear, and names of notes."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from tunescape.arrays import Vector
from tunescape.features.pitch import note_name

__all__ = ["hertz", "set_frequency_rows", "set_log_frequency", "set_note_axis", "set_note_rows"]

_ROUND_HZ = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
# all notes, the scale of C major, its triad, its fifth, C alone
_NOTE_STEPS = (frozenset(range(12)), {0, 2, 4, 5, 7, 9, 11}, {0, 4, 7}, {0, 7}, {0})
_MOST_TICKS = 16
_ROUND_STEPS_HZ = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)


def hertz(frequency_hz: float) -> str:
    """Write a frequency as ``500`` or ``2k``."""
    return f"{frequency_hz / 1000:g}k" if frequency_hz >= 1000 else f"{frequency_hz:g}"


def set_frequency_rows(axes: Axes, frequencies_hz: Vector, *, linear: bool = False) -> None:
    """Label the rows of an image with the round frequencies among them.

    Parameters
    ----------
    axes : Axes
        Rows are numbered from 0 along y.
    frequencies_hz : np.ndarray [shape=(n_rows,)]
        Rising.
    linear : bool
        Whether they rise in equal steps.
    """
    lowest, highest = float(frequencies_hz[0]), float(frequencies_hz[-1])
    if linear:
        step = next((step for step in _ROUND_STEPS_HZ if highest / step <= 8), highest / 8)
        ticks = np.arange(0, highest + step / 2, step)
    else:
        ticks = np.array(_ROUND_HZ, dtype=np.float64)
    ticks = ticks[(ticks >= lowest) & (ticks <= highest)]
    rows = np.interp(ticks, frequencies_hz, np.arange(len(frequencies_hz)))
    apart = _spread(rows, len(frequencies_hz) / _MOST_TICKS)
    ticks, rows = ticks[apart], rows[apart]
    axes.set_yticks(rows, [hertz(tick) for tick in ticks])
    axes.set_ylabel("frequency (Hz)")


def set_note_rows(axes: Axes, frequencies_hz: Vector) -> None:
    """Name the Cs among the rows of an image, one of which is a semitone.

    Parameters
    ----------
    axes : Axes
        Rows are numbered from 0 along y.
    frequencies_hz : np.ndarray [shape=(n_rows,)]
    """
    names = [note_name(float(frequency)) for frequency in frequencies_hz]
    rows = [row for row, name in enumerate(names) if name.rstrip("-0123456789") == "C"]
    axes.set_yticks(rows, [names[row] for row in rows])
    axes.set_ylabel("note")


def set_log_frequency(axes: Axes, lowest_hz: float, highest_hz: float) -> None:
    """Let the y axis be logarithmic in frequency, with round ticks."""
    axes.set_yscale("log")
    ticks = [tick for tick in _ROUND_HZ if lowest_hz <= tick <= highest_hz]
    _set_ticks(axes, ticks, hertz)
    axes.set_ylim(lowest_hz, highest_hz)
    axes.set_ylabel("frequency (Hz)")


def set_note_axis(axes: Axes, lowest_hz: float, highest_hz: float, *, most: int = 6) -> None:
    """Let the y axis be logarithmic in frequency, and name notes on it: the Cs, and more where there is room.

    Parameters
    ----------
    axes : Axes
    lowest_hz, highest_hz : float > 0, Hz
    most : int > 0
        How many names there may be.
    """
    axes.set_yscale("log")
    low, high = (12 * np.log2(f / 440) + 69 for f in (lowest_hz, highest_hz))
    for steps in _NOTE_STEPS:
        notes = [
            440 * 2 ** ((midi - 69) / 12)
            for midi in range(int(np.ceil(low)), int(np.floor(high)) + 1)
            if midi % 12 in steps
        ]
        if len(notes) <= most:
            break
    _set_ticks(axes, notes, note_name)
    axes.set_ylim(lowest_hz, highest_hz)
    axes.set_ylabel("note")


def _spread(rows: Vector, least: float) -> list[int]:
    """Choose ticks from the top down that are far enough apart to be read."""
    chosen: list[int] = []
    for i in range(len(rows) - 1, -1, -1):
        if not chosen or rows[chosen[-1]] - rows[i] >= least:
            chosen.append(i)
    return chosen[::-1]


def _set_ticks(axes: Axes, ticks: list[float] | list[int], name: Callable[[float], str]) -> None:
    axes.yaxis.set_major_locator(FixedLocator(ticks))
    axes.yaxis.set_major_formatter(FixedFormatter([name(tick) for tick in ticks]))
    axes.yaxis.set_minor_locator(NullLocator())
