"""The view ``chroma``: which notes sound, whatever their octave."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tunescape.arrays import FloatArray
from tunescape.features.chroma import chroma_stft
from tunescape.features.tonality import PITCH_CLASSES
from tunescape.report.look import LEVEL_MAP, add_colour_bar, add_panel
from tunescape.report.pictures.images import draw_frames
from tunescape.report.pictures.source import PictureSource, Stretch

__all__ = ["draw_chroma", "plot_chroma"]


def plot_chroma(axes: Axes, chroma: FloatArray, *, stretch: Stretch, frame_rate: float) -> Axes:
    """Draw the strength of the twelve pitch classes over time.

    Parameters
    ----------
    axes : Axes
    chroma : np.ndarray [shape=(n_frames, 12)]
        From C to B, in [0, 1].
    stretch : Stretch
    frame_rate : float > 0
        Frames per second.

    Returns
    -------
    Axes
    """
    image = draw_frames(
        axes,
        chroma,
        stretch=stretch,
        frame_rate=frame_rate,
        limits=(0, 1),
        reduction="mean",
        colours=LEVEL_MAP,
    )
    axes.set_yticks(np.arange(12), PITCH_CLASSES)
    axes.set_ylabel("pitch class")
    add_colour_bar(image, label="power / strongest")
    return axes


def draw_chroma(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``chroma``."""
    spectrum = source.spectrum
    chroma = chroma_stft(spectrum)
    plot_chroma(add_panel(figure), chroma, stretch=source.stretch, frame_rate=spectrum.frame_rate)
