"""The view ``structure``: sections, what comes again, and where the hook is."""

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from tunescape.features.catchiness import stretches
from tunescape.features.song_form import SongForm
from tunescape.music.heard_form import HeardForm, hear_blocks
from tunescape.music.hooks import HOOK_S, Hook, find_hook
from tunescape.report.look import ACCENT, FAINT, GREY, INK, LEVEL_MAP
from tunescape.report.pictures.source import PictureSource, Stretch
from tunescape.report.time_axis import set_time_axis

__all__ = ["draw_structure", "plot_bar_likeness", "plot_catchiness", "plot_sections"]

_LEFT, _RIGHT, _TOP, _BOTTOM, _NAME, _GAP = 0.85, 0.2, 0.42, 0.5, 0.16, 0.75  # inches
_SECTIONS_SHARE = 0.34
_LETTER_PX = 11
_TINT = 0.45
_MOST_PIXELS = 800


def plot_bar_likeness(axes: Axes, form: SongForm, hook: Hook, *, start_s: float) -> Axes:
    """Draw which bars are alike, where sections begin, and the hook as a square on the diagonal.

    Parameters
    ----------
    axes : Axes
    form : SongForm
    hook : Hook
    start_s : float
        Where in its track the stretch begins.

    Returns
    -------
    Axes
    """
    edges = form.grid.edges_s + start_s
    # an image of even steps: a mesh of uneven bars would be millions of corners for a long track
    at = np.linspace(edges[0], edges[-1], 2 * _MOST_PIXELS + 1)[1::2]
    bar = np.clip(np.searchsorted(edges, at, side="right") - 1, 0, len(form.likeness) - 1)
    axes.imshow(
        form.likeness[np.ix_(bar, bar)],
        cmap=LEVEL_MAP,
        vmin=-0.2,
        vmax=1,
        origin="lower",
        aspect="auto",
        interpolation="nearest",
        extent=(edges[0], edges[-1], edges[0], edges[-1]),
    )
    for section in form.sections[1:]:
        axes.axvline(section.start_s + start_s, color="white", linewidth=0.5, alpha=0.7)
        axes.axhline(section.start_s + start_s, color="white", linewidth=0.5, alpha=0.7)
    corner, side = hook.best.start_s + start_s, hook.best.end_s - hook.best.start_s
    axes.add_patch(Rectangle((corner, corner), side, side, fill=False, edgecolor=ACCENT, linewidth=1.8))
    set_time_axis(axes, edges[0], edges[-1], most=6)
    set_time_axis(axes, edges[0], edges[-1], most=6, along="y")
    return axes


def plot_sections(axes: Axes, form: SongForm, *, start_s: float) -> Axes:
    """Draw sections as a row of boxes; those of one letter have one colour, those that come once are grey.

    Parameters
    ----------
    axes : Axes
    form : SongForm
    start_s : float
        Where in its track the stretch begins.

    Returns
    -------
    Axes
    """
    colours = _colours(form.labels)
    room = axes.get_window_extent().width / form.duration_s
    for section in form.sections:
        begin, length = section.start_s + start_s, section.end_s - section.start_s
        axes.add_patch(Rectangle((begin, 0), length, 1, facecolor=colours[section.label], edgecolor="white"))
        if length * room > _LETTER_PX * len(section.label):
            place = (begin + length / 2, 0.5)
            axes.annotate(section.label, place, ha="center", va="center", color=INK, fontsize=10)
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    set_time_axis(axes, start_s, start_s + form.duration_s, most=8)
    axes.tick_params(axis="x", labelbottom=False, size=0)
    axes.set_xlabel("")
    return axes


def plot_catchiness(axes: Axes, heard: HeardForm, hook: Hook, *, start_s: float) -> Axes:
    """Draw how well a hook could begin at each bar; the hook and its runners-up are shaded.

    Parameters
    ----------
    axes : Axes
    heard : HeardForm
    hook : Hook
    start_s : float
        Where in its track the stretch begins.

    Returns
    -------
    Axes
    """
    found = stretches(heard.form, heard.frames, length_s=HOOK_S)
    for other in hook.alternatives:
        axes.axvspan(other.start_s + start_s, other.end_s + start_s, color=FAINT, linewidth=0)
    axes.axvspan(hook.best.start_s + start_s, hook.best.end_s + start_s, color=ACCENT, alpha=0.3, linewidth=0)
    if len(found.scores) > 1:
        axes.step(found.starts_s + start_s, found.scores, where="post", color=INK, linewidth=1)
        heads = found.begins_section
        axes.plot(found.starts_s[heads] + start_s, found.scores[heads], "o", color=INK, markersize=3.5)
    axes.set_ylim(0, 1)
    axes.set_ylabel("score", color=GREY, fontsize=8)
    set_time_axis(axes, start_s, start_s + heard.form.duration_s, most=8)
    return axes


def draw_structure(source: PictureSource, figure: Figure) -> None:
    """Draw the view ``structure``."""
    heard = hear_blocks([source.samples])
    hook = find_hook(heard)
    square, sections, scores = _panels(figure)
    start_s = source.stretch.start_s
    plot_bar_likeness(square, heard.form, hook, start_s=start_s)
    plot_sections(sections, heard.form, start_s=start_s)
    plot_catchiness(scores, heard, hook, start_s=start_s)
    names = {
        square: "which bars are alike",
        sections: "sections",
        scores: f"how well {HOOK_S:g} s from here would do; orange: the hook, {_clock(hook, source.stretch)}",
    }
    for axes, name in names.items():
        axes.set_title(name, fontsize=9, pad=4, loc="left", color=GREY)


def _clock(hook: Hook, stretch: Stretch) -> str:
    begin, end = (round(time + stretch.start_s) for time in (hook.best.start_s, hook.best.end_s))
    return f"{begin // 60}:{begin % 60:02d} to {end // 60}:{end % 60:02d}"


def _panels(figure: Figure) -> tuple[Axes, Axes, Axes]:
    """Put a square on the left, and two panels one below the other on what is left."""
    width, height = figure.get_size_inches()
    tall = height - _TOP - _BOTTOM - _NAME
    side = min(tall, 0.45 * (width - _LEFT))
    left = _LEFT + side + _GAP
    wide = max(width - left - _RIGHT, 0.5)
    upper = (tall - 2 * _NAME) * _SECTIONS_SHARE
    lower = tall - 2 * _NAME - upper
    boxes = (
        (_LEFT, _BOTTOM, side, side),
        (left, _BOTTOM + tall - upper, wide, upper),
        (left, _BOTTOM, wide, lower),
    )
    square, above, below = (
        figure.add_axes((x / width, y / height, w / width, h / height)) for x, y, w, h in boxes
    )
    return square, above, below


def _colours(labels: tuple[str, ...]) -> dict[str, str]:
    """Give each letter that comes again a light colour of its own."""
    again = [label for label in dict.fromkeys(labels) if labels.count(label) > 1]
    palette = matplotlib.colormaps["tab10"]
    colours = dict.fromkeys(labels, FAINT)
    for number, label in enumerate(again):
        light = 1 - _TINT * (1 - np.array(palette(number % 10)[:3]))
        colours[label] = to_hex(tuple(light.tolist()))
    return colours
