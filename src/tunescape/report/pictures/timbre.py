"""The view ``mfcc``: the shape of the spectrum, apart from pitch."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tunescape.arrays import FloatArray
from tunescape.features.cepstrum import mfcc
from tunescape.report.look import DIVERGING_MAP, add_colour_bar, add_panel
from tunescape.report.pictures.images import draw_frames
from tunescape.report.pictures.source import PictureSource, Stretch

__all__ = ["draw_mfcc", "plot_mfcc"]

_LEAST_LIMIT_DB = 10.0
_SHARE_WITHIN_LIMITS = 99.0  # percent: a few extremes must not wash out the rest


def plot_mfcc(axes: Axes, coefficients: FloatArray, *, stretch: Stretch, frame_rate: float) -> Axes:
    """Draw how mel-frequency cepstral coefficients differ from their means over the stretch.

    All but the zeroth, which is the level. The low ones are many times as large as the high ones, and it is
    changes that a picture can show.

    Parameters
    ----------
    axes : Axes
    coefficients : np.ndarray [shape=(n_frames, n_mfcc)]
        From the zeroth on, dB.
    stretch : Stretch
    frame_rate : float > 0
        Frames per second.

    Returns
    -------
    Axes
    """
    shown = coefficients[:, 1:] - coefficients[:, 1:].mean(axis=0)
    limit = max(float(np.percentile(np.abs(shown), _SHARE_WITHIN_LIMITS)), _LEAST_LIMIT_DB)
    image = draw_frames(
        axes,
        shown,
        stretch=stretch,
        frame_rate=frame_rate,
        limits=(-limit, limit),
        reduction="mean",
        colours=DIVERGING_MAP,
    )
    numbers = np.arange(1, coefficients.shape[1], 3)
    axes.set_yticks(numbers - 1, [str(number) for number in numbers])
    axes.set_ylabel("coefficient")
    add_colour_bar(image, label="dB from the mean")
    return axes


def draw_mfcc(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``mfcc``."""
    spectrum = source.spectrum
    plot_mfcc(add_panel(figure), mfcc(spectrum), stretch=source.stretch, frame_rate=spectrum.frame_rate)
