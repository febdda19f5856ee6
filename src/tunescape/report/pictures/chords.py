"""The view ``chords``: their names over the pitch classes that sound."""

import colorsys

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from tunescape.arrays import FloatArray
from tunescape.features.beats import track_beats
from tunescape.features.chord_names import HAS_MINOR_THIRD, NO_CHORD, QUALITIES, chord_symbol, root_of
from tunescape.features.chords import ChordSequence, find_chords
from tunescape.features.excerpt import DESCRIPTOR_RATE
from tunescape.features.pitch_registers import FRAMES_PER_COLUMN, SOUNDING, pitch_registers
from tunescape.features.posteriorgram import FRAMES_PER_S, posteriorgrams
from tunescape.features.tonality import FEATURES as TONALITY
from tunescape.features.tonality import PITCH_CLASSES, estimate_key
from tunescape.report.look import ACCENT, FAINT, GREY, INK, LEVEL_MAP, add_colour_bar, add_panels
from tunescape.report.pictures.images import draw_frames
from tunescape.report.pictures.source import PictureSource, Stretch
from tunescape.report.time_axis import set_time_axis

__all__ = ["draw_chords", "plot_chords", "plot_roots"]

_LETTER_PX = 6.5
_MAJOR, _MINOR = (0.78, 0.75), (0.62, 0.45)  # lightness and saturation
_SHARES = (1.0, 4.0)


def plot_chords(axes: Axes, sequence: ChordSequence, *, stretch: Stretch, key: str | None = None) -> Axes:
    """Draw chords as a strip: a hue a root, in the order of fifths, darker with a minor third.

    Parameters
    ----------
    axes : Axes
    sequence : ChordSequence
        Its times count from the beginning of the stretch.
    stretch : Stretch
    key : str, optional
        One of :data:`~tunescape.features.tonality.KEYS`: how names are spelt.

    Returns
    -------
    Axes
    """
    set_time_axis(axes, *stretch)
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    starts, ends = stretch.start_s + sequence.bounds_s[:-1], stretch.start_s + sequence.bounds_s[1:]
    boxes = [[(a, 0), (a, 1), (b, 1), (b, 0)] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    colours = [_colour(chord) for chord in sequence.chords.tolist()]
    axes.add_collection(PolyCollection(boxes, facecolor=colours, edgecolor="white", linewidth=0.8))
    pixels_per_s = axes.get_window_extent().width / max(stretch.end_s - stretch.start_s, 1e-6)
    scale = _LETTER_PX * axes.get_figure(root=True).dpi / 100  # type: ignore[union-attr]
    for start, end, chord in zip(starts.tolist(), ends.tolist(), sequence.chords.tolist(), strict=True):
        name = chord_symbol(chord, key=key)
        if len(name) * scale < (end - start) * pixels_per_s:
            axes.text((start + end) / 2, 0.46, name, ha="center", va="center", fontsize=8, color=INK)
    return axes


def _colour(chord: int) -> tuple[float, float, float] | str:
    if chord == NO_CHORD:
        return FAINT
    fifths = 7 * root_of(chord) % 12
    lightness, saturation = _MINOR if HAS_MINOR_THIRD[chord % len(QUALITIES)] else _MAJOR
    return colorsys.hls_to_rgb(fifths / 12, lightness, saturation)


def plot_roots(axes: Axes, sequence: ChordSequence, *, stretch: Stretch) -> Axes:
    """Mark the roots of chords on an axis of pitch classes, C at 0.

    Parameters
    ----------
    axes : Axes
    sequence : ChordSequence
    stretch : Stretch

    Returns
    -------
    Axes
    """
    sounding = sequence.chords != NO_CHORD
    roots = sequence.chords[sounding] // len(QUALITIES)
    starts, ends = sequence.bounds_s[:-1][sounding], sequence.bounds_s[1:][sounding]
    axes.hlines(
        roots - 0.4, stretch.start_s + starts, stretch.start_s + ends, color=ACCENT, linewidth=2.5, zorder=3
    )
    return axes


def draw_chords(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``chords``."""
    samples = source.samples
    columns = np.concatenate([pitch_registers(heard) for heard in posteriorgrams([samples])])
    beats = track_beats(samples, DESCRIPTOR_RATE)
    sequence = find_chords(columns, beats.times_s, duration_s=source.excerpt.duration_s)
    key = estimate_key(TONALITY(source.excerpt)[np.newaxis])
    frame_rate = FRAMES_PER_S / FRAMES_PER_COLUMN
    n_frames = max(1, round(source.excerpt.duration_s * frame_rate))
    strip, panel = add_panels(figure, _SHARES)
    plot_chords(strip, sequence, stretch=source.stretch, key=key.name)
    strip.set_xlabel("")
    image = draw_frames(
        panel,
        _relative(columns[:n_frames]),
        stretch=source.stretch,
        frame_rate=frame_rate,
        limits=(0, 1),
        reduction="mean",
        colours=LEVEL_MAP,
    )
    panel.set_yticks(np.arange(12), PITCH_CLASSES)
    panel.set_ylabel("pitch class")
    plot_roots(panel, sequence, stretch=source.stretch)
    add_colour_bar(image, label="sounds / strongest")
    text = "no key" if key.name is None else f"{key.name}\nline = root"
    strip.text(1.008, 0.95, text, transform=strip.transAxes, va="top", fontsize=8, color=GREY)


def _relative(columns: FloatArray) -> FloatArray:
    """Return how strongly pitch classes sound, whatever their octave, beside the strongest of the moment."""
    sounding = columns[:, : len(SOUNDING)].sum(axis=1, dtype=np.float32)
    strongest = sounding.max(axis=1, keepdims=True, initial=0.2)
    relative: FloatArray = sounding / strongest
    return relative
