"""The views ``piano-roll`` and ``note-self-similarity``: the notes that are heard, and what comes again."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from tunescape.music.transcription.notes import NoteList
from tunescape.music.transcription.parts import ACCOMPANIMENT, BASS, MELODY
from tunescape.music.transcription.piano_roll import euclidean_distances, piano_roll, transposed_similarity
from tunescape.report.look import ACCENT, BLUE, GREY, LEVEL_MAP, add_panel, add_squares
from tunescape.report.pictures.reduce import reduce_rows
from tunescape.report.pictures.source import PictureSource, Stretch
from tunescape.report.time_axis import set_time_axis

__all__ = ["draw_note_self_similarity", "draw_piano_roll", "plot_piano_roll"]

_COLOURS = {ACCOMPANIMENT: "#8f98a3", BASS: BLUE, MELODY: ACCENT}
_FRAME_RATE = 10.0  # of the study
_MOST_FRAMES = 600
_MIDDLE_C = 60
_LEAST_RANGE = 24
_C1, _C8 = 24, 108


def plot_piano_roll(axes: Axes, parts: Mapping[str, NoteList], *, stretch: Stretch) -> Axes:
    """Draw notes as bars, in the colour of their part; the stronger, the darker.

    Parameters
    ----------
    axes : Axes
    parts : mapping of str to NoteList
        Times count from the beginning of the stretch.
    stretch : Stretch

    Returns
    -------
    Axes
    """
    set_time_axis(axes, *stretch)
    heard = [part for part in parts.values() if len(part)]
    low = min((int(part.pitch.min()) for part in heard), default=_MIDDLE_C)
    high = max((int(part.pitch.max()) for part in heard), default=_MIDDLE_C)
    short = max(0, _LEAST_RANGE - (high - low)) / 2
    axes.set_ylim(low - short - 1.5, high + short + 1.5)
    octaves = [pitch for pitch in range(_C1, _C8 + 1, 12) if axes.get_ylim()[0] < pitch < axes.get_ylim()[1]]
    axes.set_yticks(octaves, [f"C{pitch // 12 - 1}" for pitch in octaves])
    axes.grid(axis="y")
    for name, colour in _COLOURS.items():
        part = parts.get(name)
        if part is not None and len(part):
            axes.add_collection(_bars(part, stretch.start_s, colour, name), autolim=False)
    if heard:
        axes.legend(
            loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, frameon=False, fontsize=8, handlelength=1.2
        )
    else:
        axes.text(0.5, 0.5, "no notes are heard", transform=axes.transAxes, ha="center", color=GREY)
    return axes


def _bars(part: NoteList, start_s: float, colour: str, name: str) -> PolyCollection:
    first, end = part.onset_s + start_s, part.offset_s + start_s
    low, high = part.pitch - 0.42, part.pitch + 0.42
    corners = np.stack(
        [np.stack(point, axis=1) for point in ((first, low), (first, high), (end, high), (end, low))], axis=1
    )
    bars = PolyCollection(list(corners), facecolor=colour, edgecolor="white", linewidth=0.3, label=name)
    bars.set_alpha(np.clip(0.35 + 0.75 * part.strength, 0, 1).tolist())
    return bars


def draw_piano_roll(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``piano-roll``."""
    plot_piano_roll(add_panel(figure), source.parts, stretch=source.stretch)


def draw_note_self_similarity(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``note-self-similarity``: the study's distances, and similarity whatever the key."""
    duration_s = max(source.excerpt.duration_s, 1 / _FRAME_RATE)
    rolls = [
        piano_roll(part, duration_s=duration_s, frame_rate=_FRAME_RATE) for part in source.parts.values()
    ]
    roll = reduce_rows(np.maximum.reduce(rolls), _MOST_FRAMES, "mean")
    moment_frames = max(2, round(2 * len(roll) / duration_s))
    distances = euclidean_distances(roll)
    panels = {
        "Euclidean distance of frames (the study)": (distances, f"{LEVEL_MAP}_r"),
        "likeness of 2 s, whatever the key": (
            transposed_similarity(roll, moment_frames=moment_frames),
            LEVEL_MAP,
        ),
    }
    for axes, (name, (matrix, colours)) in zip(add_squares(figure, len(panels)), panels.items(), strict=True):
        largest = max(float(matrix.max()), 1e-6)
        image = axes.imshow(
            matrix,
            origin="lower",
            aspect="auto",
            interpolation="nearest",
            cmap=colours,
            vmin=0,
            vmax=largest,
            extent=(*source.stretch, *source.stretch),
        )
        set_time_axis(axes, *source.stretch, most=6)
        set_time_axis(axes, *source.stretch, most=6, along="y")
        axes.set_title(name, fontsize=9, pad=4)
        bar = figure.colorbar(image, ax=axes, fraction=0.046, pad=0.03)
        bar.outline.set_visible(False)
        bar.ax.tick_params(size=2, labelsize=7)
