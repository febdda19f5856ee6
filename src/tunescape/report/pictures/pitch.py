"""The view ``pitch``: the study's curve, the same without loudness, and the melody's fundamental."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tunescape.arrays import Vector
from tunescape.features.excerpt import DESCRIPTOR_RATE
from tunescape.features.fundamental_frequency import fundamental_frequency
from tunescape.features.pitch import weighted_spectrum_pitch
from tunescape.report.frequency_axis import set_note_axis
from tunescape.report.look import ACCENT, BLUE, GREEN, add_panels
from tunescape.report.pictures.curves import plot_curve
from tunescape.report.pictures.source import PictureSource, Stretch
from tunescape.report.time_axis import set_time_axis

__all__ = ["draw_pitch", "plot_fundamental", "plot_note_curve", "plot_weighted_spectrum"]

_BLOCK_LENGTH = 8000
"""Samples a block, as in the Douyin study."""

_F0_RATE = DESCRIPTOR_RATE // 2  # Hz; enough for the highest of them, and half the work
_FMIN_HZ, _FMAX_HZ = 65.406, 2093.0  # C2 to C7
_LEAP = 2 ** (3 / 12)  # a minor third from one frame to the next is another note, not a glide
_MIDDLE_C_HZ = 261.626
_PANELS = (
    "pitch curve of the study: mixes loudness into pitch",
    "spectral centroid: brightness, whatever the loudness",
    "fundamental frequency: the note of one voice, where one is heard",
)


def _note_limits(frequency_hz: Vector) -> tuple[float, float]:
    """Return a range around what is heard, of two octaves at least; around middle C where nothing is."""
    heard = frequency_hz[frequency_hz > 0]
    low, high = np.percentile(heard, [1, 99]) if len(heard) else (_MIDDLE_C_HZ, _MIDDLE_C_HZ)
    middle = float(np.sqrt(low * high))
    return min(low / 1.2, middle / 2), max(high * 1.2, middle * 2)


def plot_note_curve(axes: Axes, frequency_hz: Vector, *, stretch: Stretch, frame_rate: float) -> Axes:
    """Draw a frequency that moves over time against the names of notes.

    Parameters
    ----------
    axes : Axes
    frequency_hz : np.ndarray [shape=(n_frames,)]
        nan where there is none.
    stretch : Stretch
    frame_rate : float > 0
        Frames per second.

    Returns
    -------
    Axes
    """
    plot_curve(axes, frequency_hz, stretch=stretch, frame_rate=frame_rate, colour=GREEN)
    set_note_axis(axes, *_note_limits(frequency_hz), most=3)
    axes.grid(axis="y")
    return axes


def plot_fundamental(axes: Axes, f0_hz: Vector, *, stretch: Stretch, frame_rate: float) -> Axes:
    """Draw a fundamental frequency against the names of notes; where no voice is heard, nothing.

    Parameters
    ----------
    axes : Axes
    f0_hz : np.ndarray [shape=(n_frames,)]
        nan where unvoiced.
    stretch : Stretch
    frame_rate : float > 0
        Frames per second.

    Returns
    -------
    Axes
    """
    set_time_axis(axes, *stretch)
    times = stretch.start_s + np.arange(len(f0_hz)) / frame_rate
    with np.errstate(invalid="ignore"):
        leaps = np.abs(np.log2(f0_hz[1:] / f0_hz[:-1])) > np.log2(_LEAP)
    gaps = np.flatnonzero(leaps) + 1
    times, notes = np.insert(times, gaps, np.nan), np.insert(f0_hz, gaps, np.nan)
    marker = "o" if len(f0_hz) < 60 else ""
    axes.plot(times, notes, color=ACCENT, linewidth=1.5, marker=marker, markersize=3)
    set_note_axis(axes, *_note_limits(f0_hz), most=5)
    axes.grid(axis="y")
    return axes


def plot_weighted_spectrum(axes: Axes, curve: Vector, *, stretch: Stretch, frame_rate: float) -> Axes:
    """Draw the pitch curve of the Douyin study, which rises with loudness as well as with pitch.

    Parameters
    ----------
    axes : Axes
    curve : np.ndarray [shape=(n_blocks,)]
    stretch : Stretch
    frame_rate : float > 0
        Blocks per second.

    Returns
    -------
    Axes
    """
    first_s = 0.5 / frame_rate
    plot_curve(axes, curve, stretch=stretch, frame_rate=frame_rate, first_s=first_s, colour=BLUE)
    axes.set_ylim(0, 1.1 * float(curve.max()) or 1.0)
    axes.set_ylabel("Σ(i+1)·|Xᵢ| / n")
    return axes


def draw_pitch(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``pitch``."""
    samples, sample_rate, stretch = source.excerpt.samples, source.excerpt.sample_rate, source.stretch
    frame_rate = source.spectrum.frame_rate
    weighted, centroid, fundamental = add_panels(figure, (1, 1, 1.7), names=_PANELS)
    curve = weighted_spectrum_pitch(samples, block_length=_BLOCK_LENGTH)
    plot_weighted_spectrum(weighted, curve, stretch=stretch, frame_rate=sample_rate / _BLOCK_LENGTH)
    brightness = np.where(source.audible, source.centroid_hz, np.nan)
    plot_note_curve(centroid, brightness, stretch=stretch, frame_rate=frame_rate)
    f0_hz, _ = fundamental_frequency(
        source.excerpt.at(_F0_RATE),
        sample_rate=_F0_RATE,
        hop_length=source.spectrum.hop_length,
        fmin_hz=_FMIN_HZ,
        fmax_hz=_FMAX_HZ,
    )
    # every other frame of the spectrum; rounding may have left one more
    audible = source.audible[np.minimum(2 * np.arange(len(f0_hz)), len(source.audible) - 1)]
    f0_hz[~audible] = np.nan
    plot_fundamental(fundamental, f0_hz, stretch=stretch, frame_rate=frame_rate / 2)
    for axes in (weighted, centroid):
        axes.set_xticks([])
        axes.set_xlabel("")
