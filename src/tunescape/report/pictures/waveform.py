"""The view ``waveform``: each channel, as loud as it is beside the others."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tunescape.arrays import FloatArray
from tunescape.report.look import BLUE, FAINT, GREY, add_panel, plot_width
from tunescape.report.pictures.reduce import envelope
from tunescape.report.pictures.source import PictureSource, Stretch
from tunescape.report.time_axis import set_time_axis

__all__ = ["channel_names", "draw_waveform", "plot_faint_waveform", "plot_waveform"]

_NAMES = {
    "FL": "left",
    "FR": "right",
    "FC": "centre",
    "BL": "back left",
    "BR": "back right",
    "BC": "back",
    "SL": "side left",
    "SR": "side right",
}
_MOST_NAMES = 16
_ROOM = 0.94  # of the height of its row that the loudest channel takes
_SILENCE = 1e-30  # far below any converter; what is smaller cannot be divided by
_HAIR = 0.004  # what does not move still is a line that can be seen


def channel_names(n_channels: int, positions: Sequence[str] = ()) -> list[str]:
    """Name channels by their places, or number them where those are not known."""
    if n_channels == 1:
        return ["mono"]
    if len(positions) != n_channels:
        return ["left", "right"] if n_channels == 2 else [f"channel {i + 1}" for i in range(n_channels)]
    return [_NAMES.get(position, position) for position in positions]


def plot_waveform(
    axes: Axes, channels: FloatArray, *, stretch: Stretch, positions: Sequence[str] = ()
) -> Axes:
    """Draw the channels of a signal, one below the other, divided by the loudest sample of all.

    The pale outline reaches from the lowest to the highest sample of each pixel, the dark core one root mean
    square up and down. What is louder on one side stays louder in the picture.

    Parameters
    ----------
    axes : Axes
    channels : np.ndarray [shape=(n_channels, n), dtype=float32]
    stretch : Stretch
    positions : sequence of str
        FFmpeg's names of the channels' places.

    Returns
    -------
    Axes
    """
    n = len(channels)
    peak = _peak(channels)
    set_time_axis(axes, *stretch)
    axes.set_ylim(-1, 2 * n - 1)
    for i, samples in enumerate(channels):
        _plot_channel(axes, samples, stretch, centre=2.0 * (n - 1 - i), scale=_ROOM / peak if peak else 0.0)
    for height in range(1, 2 * n - 1, 2):
        axes.axhline(height, color=GREY, linewidth=0.4)
    _name_rows(axes, channel_names(n, positions))
    loudest = f"peak\n{20 * np.log10(peak):+.1f} dBFS".replace("-", "−") if peak else "silence"
    axes.text(1.008, 1.0, loudest, transform=axes.transAxes, va="top", fontsize=8, color=GREY)
    return axes


def _plot_channel(axes: Axes, samples: FloatArray, stretch: Stretch, *, centre: float, scale: float) -> None:
    columns = plot_width(axes)
    if len(samples) <= 2 * columns:
        times = _times(stretch, len(samples))
        marker = "." if len(samples) < columns / 10 else ""
        axes.plot(times, centre + scale * samples, color=BLUE, linewidth=0.8, marker=marker)
        return
    lowest, highest, rms = envelope(samples, columns)
    times = _times(stretch, len(rms))
    low, high = centre + scale * lowest - _HAIR, centre + scale * highest + _HAIR
    axes.fill_between(times, low, high, color=BLUE, alpha=0.4, linewidth=0)
    core = np.clip(centre + scale * np.stack([-rms, rms]), low, high)
    axes.fill_between(times, *core, color=BLUE, linewidth=0)


def _name_rows(axes: Axes, names: list[str]) -> None:
    n = len(names)
    if n == 1:
        axes.set_yticks([-_ROOM, 0, _ROOM], ["−1", "0", "1"])
        axes.set_ylabel("amplitude / peak")
    else:
        every = -(-n // _MOST_NAMES)
        axes.set_yticks([2 * (n - 1 - i) for i in range(0, n, every)], names[::every])


def plot_faint_waveform(axes: Axes, samples: FloatArray, *, stretch: Stretch) -> Axes:
    """Draw the outline of a waveform behind a curve, over the height of the axes whatever their scale.

    Parameters
    ----------
    axes : Axes
        Its time axis is set already.
    samples : np.ndarray [shape=(n,), dtype=float32]
    stretch : Stretch

    Returns
    -------
    Axes
    """
    lowest, highest, _ = envelope(samples, plot_width(axes))
    scale = 0.47 / (_peak(np.stack([lowest, highest])) or 1.0)
    axes.fill_between(
        _times(stretch, len(lowest)),
        0.5 + scale * lowest - _HAIR / 4,
        0.5 + scale * highest + _HAIR / 4,
        color=FAINT,
        linewidth=0,
        transform=axes.get_xaxis_transform(),
        zorder=0.5,
    )
    return axes


def _peak(samples: FloatArray) -> float:
    peak = max(float(samples.max()), -float(samples.min()))
    return peak if peak > _SILENCE else 0.0


def _times(stretch: Stretch, n: int) -> FloatArray:
    # the middle of each column
    step = (stretch.end_s - stretch.start_s) / n
    times: FloatArray = stretch.start_s + (np.arange(n) + 0.5) * step
    return times


def draw_waveform(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``waveform``."""
    excerpt = source.excerpt
    plot_waveform(add_panel(figure), excerpt.channels, stretch=source.stretch, positions=excerpt.positions)
