"""The view ``onsets``: where something starts, and the beats among it."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tunescape.arrays import Vector
from tunescape.features.beats import Beats, track_beats
from tunescape.features.excerpt import DESCRIPTOR_RATE
from tunescape.features.rhythm import onset_strength
from tunescape.report.look import ACCENT, BLUE, GREY, add_panel, plot_width
from tunescape.report.pictures.reduce import reduce_rows
from tunescape.report.pictures.source import PictureSource, Stretch
from tunescape.report.time_axis import set_time_axis

__all__ = ["draw_onsets", "plot_onsets"]

_MOST_BEATS_PER_PIXEL = 0.2
_TALLEST = 99.8  # percent of the curve that the axes must hold: one crash must not flatten the rest


def plot_onsets(axes: Axes, strength: Vector, beats: Beats, *, stretch: Stretch, frame_rate: float) -> Axes:
    """Draw how much starts when, and the beats as lines across it; those that begin a bar are stronger.

    Parameters
    ----------
    axes : Axes
    strength : np.ndarray [shape=(n_frames,)]
        At least 0.
    beats : Beats
        Counted from the start of the stretch.
    stretch : Stretch
    frame_rate : float > 0
        Frames per second.

    Returns
    -------
    Axes
    """
    set_time_axis(axes, *stretch)
    columns = plot_width(axes)
    drawn = reduce_rows(strength.astype(np.float32), columns, "max")
    times = stretch.start_s + np.arange(len(drawn)) * (len(strength) / len(drawn) / frame_rate)
    axes.fill_between(times, 0, drawn, color=BLUE, linewidth=0.6, zorder=2)
    highest = float(np.percentile(drawn, _TALLEST))
    axes.set_ylim(0, 1.18 * highest if highest > 0 else 1.0)
    axes.set_ylabel("onset strength")
    _draw_beats(axes, beats, stretch, most=_MOST_BEATS_PER_PIXEL * columns)
    return axes


def _draw_beats(axes: Axes, beats: Beats, stretch: Stretch, *, most: float) -> None:
    shown, starts_bar = beats.times_s, np.isin(beats.times_s, beats.downbeats_s)
    too_dense = len(shown) > most
    if too_dense:  # lines could not be told apart
        shown, starts_bar = beats.downbeats_s, np.ones(len(beats.downbeats_s), dtype=bool)
    top = axes.get_xaxis_transform()
    for times, strong in ((shown[~starts_bar], False), (shown[starts_bar], True)):
        axes.vlines(
            stretch.start_s + times,
            0,
            1,
            color=ACCENT,
            alpha=1.0 if strong else 0.55,
            linewidth=1.4 if strong else 0.9,
            transform=top,
            zorder=1,
        )
    text = "no steady\npulse" if beats.tempo_bpm is None else f"{beats.tempo_bpm:.1f} BPM"
    if beats.beats_per_bar:
        text += f"\n{beats.beats_per_bar} a bar"
    if too_dense:
        text += "\nline = bar" if len(shown) else "\nbeats too\ndense to\nbe drawn"
    axes.text(1.008, 1.0, text, transform=axes.transAxes, va="top", fontsize=8, color=GREY)


def draw_onsets(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``onsets``."""
    spectrum = source.spectrum
    beats = track_beats(source.samples, DESCRIPTOR_RATE)
    plot_onsets(
        add_panel(figure),
        onset_strength(spectrum),
        beats,
        stretch=source.stretch,
        frame_rate=spectrum.frame_rate,
    )
