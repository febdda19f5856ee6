"""Figures for paper, for Markdown and for readers without a script: drawn by matplotlib."""

import io

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import MaxNLocator

from tunescape.report.cluster_pictures import SCORES, plot_score
from tunescape.report.figures import Bars, Curves, Figure, Intervals, Points
from tunescape.report.fonts import lettering
from tunescape.report.look import ACCENT, BLUE, GREY, PictureSize, look, new_figure
from tunescape.report.map_picture import plot_map
from tunescape.report.small_png import small_png

__all__ = ["STILL_BYTES", "still_png"]

STILL_BYTES = 80_000
"""What a figure may weigh."""

_DPI = 180
_SERIES = (BLUE, ACCENT)
_LONGEST_LABEL = 40


def still_png(figure: Figure) -> bytes:
    """Draw a figure as a PNG, 7 inches wide.

    Parameters
    ----------
    figure : Figure

    Returns
    -------
    bytes
        Any text in it is drawn as letters of the installed fonts, and as it is: no formula, no markup.
    """
    with look():
        match figure:
            case Points():
                drawing = _points(figure)
            case Bars():
                drawing = _bars(figure)
            case Intervals():
                drawing = _intervals(figure)
            case Curves():
                drawing = _curves(figure)
        buffer = io.BytesIO()
        drawing.savefig(buffer, format="png")
    return small_png(buffer.getvalue(), most_bytes=STILL_BYTES)


def _new(height_in: float) -> Drawing:
    drawing = new_figure(PictureSize(7 * _DPI, round(height_in * _DPI), _DPI))
    drawing.set_layout_engine("constrained")
    return drawing


def _write(axes: Axes) -> None:
    """Let every text of some axes use fonts that have its letters."""
    texts = [*axes.get_xticklabels(), *axes.get_yticklabels(), axes.xaxis.label, axes.yaxis.label, axes.title]
    legend = axes.get_legend()
    if legend is not None:
        texts += legend.get_texts()
    for text in texts:
        text.set_fontfamily(list(lettering(text.get_text()).families))


def _labels(texts: tuple[str, ...]) -> list[str]:
    cut = [text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1]}…" for text in texts]
    return [lettering(text).text for text in cut]


def _points(figure: Points) -> Drawing:
    drawing = _new(4.2)
    axes = drawing.add_subplot()
    label = lettering(figure.label)
    values = figure.values
    if figure.logarithmic:
        values = tuple(None if value is None else float(np.log10(float(value))) for value in values)
        label = lettering(f"{figure.label} (log₁₀)")
    plot_map(figure.coordinates, values, label=label.text, axes=axes)
    _write(axes)
    for other in drawing.axes:
        other.yaxis.label.set_fontfamily(list(label.families))
    return drawing


def _bars(figure: Bars) -> Drawing:
    n, several = len(figure.labels), len(figure.series)
    drawing = _new(0.9 + 0.2 * n * max(1.0, 0.75 * several) if figure.horizontal else 2.6)
    axes = drawing.add_subplot()
    thick = 0.75 / several
    places = np.arange(n, dtype=np.float64)
    labels = _labels(figure.labels)
    for i, ((name, heights), colour) in enumerate(zip(figure.series, _SERIES, strict=False)):
        at = places + (i - (several - 1) / 2) * thick
        draw = axes.barh if figure.horizontal else axes.bar
        draw(at, heights, thick, color=colour, label=lettering(name).text or "_")
    if figure.horizontal:
        axes.set_yticks(places, labels)
        axes.invert_yaxis()
        axes.set_xlabel(lettering(figure.height_title).text)
        axes.grid(axis="x")
    else:
        axes.set_xticks(places[:: figure.label_step], labels[:: figure.label_step])
        axes.set_xlabel(lettering(figure.label_title).text)
        axes.set_ylabel(lettering(figure.height_title).text)
        axes.grid(axis="y")
    if figure.are_counts:
        axis = axes.xaxis if figure.horizontal else axes.yaxis
        axis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.margins(x=0.02 if not figure.horizontal else None, y=0.02 if figure.horizontal else None)
    if several > 1:
        axes.legend(frameon=False, ncols=several, loc="lower left", bbox_to_anchor=(0, 1))
    _write(axes)
    return drawing


def _intervals(figure: Intervals) -> Drawing:
    rows = figure.rows
    drawing = _new(0.9 + 0.24 * len(rows))
    axes = drawing.add_subplot()
    places = np.arange(len(rows))
    for place, row in zip(places, rows, strict=True):
        axes.plot([row.low, row.high], [place, place], color=BLUE, linewidth=1.3)
        axes.plot([row.value], [place], "o", color=ACCENT if row.value > 0 else BLUE, markersize=5)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_xlim(-1.05, 1.05)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xticks([-1, -0.5, 0, 0.5, 1], ["−1", "−0.5", "0", "+0.5", "+1"])
    axes.set_yticks(places, _labels(tuple(row.label for row in rows)))
    axes.set_xlabel(lettering(f"‹ {figure.less}    {figure.title}    {figure.more} ›").text)
    axes.grid(axis="x")
    _write(axes)
    return drawing


def _curves(figure: Curves) -> Drawing:
    drawing = _new(6.6)
    panels = drawing.subplots(len(SCORES), 1, sharex=True, height_ratios=[1.4, 1, 1, 1, 1])
    for name, axes in zip(SCORES, panels, strict=True):
        plot_score(figure.scores, name, k=figure.k, axes=axes)
        title = lettering(figure.titles[name])
        drawn = axes.set_title(title.text, loc="left", fontsize=8, color=GREY)
        drawn.set_fontfamily(list(title.families))
    panels[-1].set_xlabel(lettering(figure.k_title).text)
    for axes in panels:
        _write(axes)
    return drawing
