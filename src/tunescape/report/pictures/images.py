"""Matrices over time as images: what spectrogram, chroma and their kin share."""

from typing import Literal

from matplotlib.axes import Axes
from matplotlib.image import AxesImage

from tunescape.arrays import FloatArray
from tunescape.features.decibel import power_to_db
from tunescape.report.look import DB_MAP, plot_width
from tunescape.report.pictures.reduce import reduce_rows
from tunescape.report.pictures.source import Stretch
from tunescape.report.time_axis import set_time_axis

__all__ = ["RANGE_DB", "draw_frames", "levels_db"]

RANGE_DB = 80.0
"""Below the loudest; what is further below is drawn as silence."""


def levels_db(power: FloatArray, *, quietest: float) -> FloatArray:
    """Power in decibels relative to the loudest.

    Parameters
    ----------
    power : np.ndarray [any shape but empty]
        Non-negative.
    quietest : float > 0
        What counts as the loudest at least, so that the noise of silence stays dark.

    Returns
    -------
    np.ndarray [same shape]
        From -80 to 0; -80 everywhere in silence.
    """
    loudest = max(float(power.max()), quietest)
    relative: FloatArray = power * power.dtype.type(1 / loudest)
    return power_to_db(relative, floor=10 ** (-RANGE_DB / 10), top_db=RANGE_DB)


def draw_frames(
    axes: Axes,
    frames: FloatArray,
    *,
    stretch: Stretch,
    frame_rate: float,
    limits: tuple[float, float],
    reduction: Literal["max", "mean"] = "max",
    colours: str = DB_MAP,
) -> AxesImage:
    """Draw a matrix over time; its rows are numbered from 0 up the y axis.

    Parameters
    ----------
    axes : Axes
        Gets a time axis.
    frames : np.ndarray [shape=(n_frames, n_rows)]
        Frame i is centred on i / frame_rate.
    stretch : Stretch
    frame_rate : float > 0
        Frames per second.
    limits : tuple of float
        Values of the first and the last colour.
    reduction : {"max", "mean"}
        How neighbouring frames are joined where there are more than pixels.
    colours : str
        Name of a colour map.

    Returns
    -------
    AxesImage
    """
    first = stretch.start_s - 0.5 / frame_rate
    image = axes.imshow(
        reduce_rows(frames, plot_width(axes), reduction).T,
        origin="lower",
        aspect="auto",
        interpolation="nearest",
        cmap=colours,
        vmin=limits[0],
        vmax=limits[1],
        extent=(first, first + len(frames) / frame_rate, -0.5, frames.shape[1] - 0.5),
    )
    set_time_axis(axes, stretch.start_s, stretch.end_s)
    return image
