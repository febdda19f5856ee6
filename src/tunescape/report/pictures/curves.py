"""The views ``zero-crossing``, ``centroid``, ``bandwidth`` and ``rolloff``: one number a frame."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tunescape.arrays import FloatArray, Vector
from tunescape.features.excerpt import DESCRIPTOR_RATE
from tunescape.features.frame_level import zero_crossing_rate
from tunescape.features.spectral_shape import spectral_bandwidth, spectral_rolloff
from tunescape.report.frequency_axis import set_log_frequency
from tunescape.report.look import ACCENT, BLUE, add_panel, plot_width
from tunescape.report.pictures.reduce import column_starts
from tunescape.report.pictures.source import PictureSource, Stretch
from tunescape.report.pictures.waveform import plot_faint_waveform
from tunescape.report.time_axis import set_time_axis

__all__ = [
    "draw_bandwidth",
    "draw_centroid",
    "draw_rolloff",
    "draw_zero_crossing",
    "plot_curve",
    "plot_frequency_curve",
]

_LOWEST_HZ, _HIGHEST_HZ = 50.0, DESCRIPTOR_RATE / 2
_POINTS_PER_PIXEL = 0.5


def plot_curve(
    axes: Axes,
    values: Vector,
    *,
    stretch: Stretch,
    frame_rate: float,
    first_s: float = 0.0,
    colour: str = BLUE,
) -> Axes:
    """Draw one number a frame over time; where there are more frames than pixels, their mean and range.

    Parameters
    ----------
    axes : Axes
    values : np.ndarray [shape=(n_frames,)]
        nan where there is nothing to draw.
    stretch : Stretch
    frame_rate : float > 0
        Frames per second.
    first_s : float
        Where the first frame is centred, counted from the start of the stretch.
    colour : str

    Returns
    -------
    Axes
    """
    set_time_axis(axes, *stretch)
    n = len(values)
    starts = column_starts(n, max(1, round(plot_width(axes) * _POINTS_PER_PIXEL)))
    per_column = n / len(starts)
    middles = starts + (per_column - 1) / 2
    # the middle of a block may lie beyond the end of a very short clip
    times = np.minimum(stretch.start_s + first_s + middles / frame_rate, stretch.end_s)
    if per_column > 1:
        axes.fill_between(
            times,
            np.fmin.reduceat(values, starts),
            np.fmax.reduceat(values, starts),
            color=colour,
            alpha=0.22,
            linewidth=0,
        )
    known = np.isfinite(values)
    total = np.add.reduceat(np.where(known, values, 0), starts)
    count = np.add.reduceat(known.astype(np.float64), starts)
    mean = np.divide(total, count, out=np.full(len(starts), np.nan), where=count > 0)
    marker = "o" if n < 60 else ""
    axes.plot(times, mean, color=colour, linewidth=1.2, marker=marker, markersize=3)
    return axes


def plot_frequency_curve(
    axes: Axes,
    frequency_hz: Vector,
    *,
    stretch: Stretch,
    frame_rate: float,
    lowest_hz: float = _LOWEST_HZ,
) -> Axes:
    """Draw a frequency that moves over time, on a logarithmic scale.

    Parameters
    ----------
    axes : Axes
    frequency_hz : np.ndarray [shape=(n_frames,)]
        nan where there is nothing to draw.
    stretch : Stretch
    frame_rate : float > 0
        Frames per second.
    lowest_hz : float > 0
        Lower end of the scale; what lies below is drawn there.

    Returns
    -------
    Axes
    """
    plot_curve(
        axes, np.maximum(frequency_hz, lowest_hz), stretch=stretch, frame_rate=frame_rate, colour=ACCENT
    )
    set_log_frequency(axes, lowest_hz, _HIGHEST_HZ)
    return axes


def _draw_frequency(source: PictureSource, figure: Figure, frequency_hz: FloatArray) -> None:
    axes = add_panel(figure)
    frame_rate = source.spectrum.frame_rate
    audible = np.where(source.audible, frequency_hz, np.nan)
    plot_frequency_curve(axes, audible, stretch=source.stretch, frame_rate=frame_rate)
    plot_faint_waveform(axes, source.samples, stretch=source.stretch)


def draw_centroid(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``centroid``."""
    _draw_frequency(source, figure, source.centroid_hz)


def draw_bandwidth(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``bandwidth``."""
    _draw_frequency(source, figure, spectral_bandwidth(source.spectrum, centroid_hz=source.centroid_hz))


def draw_rolloff(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``rolloff``."""
    _draw_frequency(source, figure, spectral_rolloff(source.spectrum))


def draw_zero_crossing(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``zero-crossing``."""
    axes = add_panel(figure)
    rate = np.where(source.audible, zero_crossing_rate(source.samples), np.nan)
    frame_rate = source.spectrum.frame_rate
    plot_curve(axes, 100 * rate, stretch=source.stretch, frame_rate=frame_rate, colour=ACCENT)
    axes.set_ylim(0, 105 * max(0.05, float(np.max(rate, initial=0, where=source.audible))))
    axes.set_ylabel("sign changes (% of samples)")
    plot_faint_waveform(axes, source.samples, stretch=source.stretch)
