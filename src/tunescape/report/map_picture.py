"""A picture of the map: every track a point, coloured by what is known of it."""

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from tunescape.arrays import Vector
from tunescape.errors import PictureError
from tunescape.report.fonts import lettering
from tunescape.report.group_styles import group_styles
from tunescape.report.look import FAINT, GREY, LEVEL_MAP, PictureSize, look, new_figure
from tunescape.whole_file import replacing

__all__ = ["plot_map", "save_map"]

_LONGEST_NAME = 34
_MAP = PictureSize(width=1200, height=800)


def plot_map(coordinates: Vector, values: Sequence[Any], *, label: str, axes: Axes) -> Axes:
    """Draw tracks as points.

    Parameters
    ----------
    coordinates : np.ndarray [shape=(n, 2)]
    values : sequence of number, str or None
        What each point is coloured by: numbers on a scale, texts as groups with a legend, the largest first;
        what is not known is grey.
    label : str
        What the values are.
    axes : matplotlib Axes
        Drawn on.

    Returns
    -------
    matplotlib Axes
    """
    size = float(np.clip(480 / len(coordinates) ** 0.5, 5, 70))
    unknown = np.array([value is None for value in values], dtype=np.bool_)
    axes.scatter(*_columns(coordinates[unknown]), s=size, color=FAINT, linewidths=0)
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, int | float) for value in known):
        points = axes.scatter(
            *_columns(coordinates[~unknown]), c=known, s=size, cmap=LEVEL_MAP, linewidths=0, alpha=0.9
        )
        bar = axes.figure.colorbar(points, ax=axes, label=label, fraction=0.03, aspect=45, pad=0.02)
        bar.outline.set_visible(False)
    elif known:
        _groups(coordinates, values, size, axes)
    axes.set_aspect("equal", adjustable="datalim")
    axes.margins(0.05)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    return axes


def _columns(coordinates: Vector) -> tuple[Vector, Vector]:
    return coordinates[:, 0], coordinates[:, 1]


def _groups(coordinates: Vector, values: Sequence[Any], size: float, axes: Axes) -> None:
    styles = group_styles(values)
    drawn_apart = [name for name, (colour, _) in styles.items() if colour != GREY]
    for name in drawn_apart:
        mine = coordinates[[value == name for value in values]]
        colour, marker = styles[name]
        drawn = lettering(str(name)[:_LONGEST_NAME])
        axes.scatter(
            *_columns(mine), s=size, color=colour, marker=marker, linewidths=0, alpha=0.9, label=drawn.text
        )
    rest = styles.keys() - set(drawn_apart)
    if rest:
        mine = coordinates[[value in rest for value in values]]
        axes.scatter(*_columns(mine), s=size, color=GREY, linewidths=0, label=f"{len(rest)} more")
    legend = axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, labelspacing=0.7)
    for text in legend.get_texts():
        text.set_fontfamily(list(lettering(text.get_text()).families))


def save_map(
    coordinates: Vector,
    values: Sequence[Any],
    path: str | os.PathLike[str],
    *,
    label: str,
    title: str,
    size: PictureSize = _MAP,
) -> None:
    """Write a map as PNG.

    Parameters
    ----------
    coordinates, values, label
        As for :func:`plot_map`.
    path : str or PathLike
    title : str
    size : PictureSize

    Raises
    ------
    PictureError
        If the file cannot be written.
    """
    grouped = any(isinstance(value, str) for value in values)
    with look(), replacing(path, error=PictureError) as file:
        figure = new_figure(size)
        axes = figure.add_axes((0.02, 0.03, 0.74 if grouped else 0.94, 0.89))
        plot_map(coordinates, values, label=label, axes=axes)
        drawn = lettering(title)
        figure.text(
            0.02,
            0.965,
            drawn.text,
            fontsize=11,
            va="center",
            fontfamily=list(drawn.families),
            parse_math=False,
        )
        figure.savefig(file, format="png")
