"""How an evolution went: fewest and mean errors, generation by generation."""

import os
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from tunescape.discovery.selection.evolution import Generation
from tunescape.discovery.selection.held_out import FeatureSelection
from tunescape.errors import PictureError
from tunescape.report.look import ACCENT, BLUE, GREY, PictureSize, add_panels, look, new_figure
from tunescape.whole_file import replacing

__all__ = ["plot_convergence", "save_convergence"]


def plot_convergence(history: Sequence[Generation], *, error_all: int, axes: Axes) -> Axes:
    """Draw the errors of an evolution.

    Parameters
    ----------
    history : sequence of Generation
        At least one.
    error_all : int
        Errors without selection, drawn as the line to beat.
    axes : matplotlib Axes
        Drawn on.

    Returns
    -------
    matplotlib Axes
    """
    numbers = [generation.number for generation in history]
    best = [generation.best for generation in history]
    axes.axhline(error_all, color=GREY, linestyle="--")
    axes.plot(numbers, [generation.mean for generation in history], color=ACCENT)
    axes.step(numbers, best, where="post", color=BLUE)
    last, mean = numbers[-1], history[-1].mean
    top = 1.08 * max(error_all, *(generation.mean for generation in history), 1.0)
    # the mean is never below the best: its label gives way upwards
    labels = (
        (best[-1], f"best {best[-1]}", BLUE),
        (max(mean, best[-1] + 0.06 * top), f"mean {mean:.0f}", ACCENT),
    )
    for height, text, colour in labels:
        axes.annotate(text, (last, height), (4, 0), textcoords="offset points", color=colour, va="center")
    axes.annotate(
        f"all features {error_all}",
        (last, error_all),
        (-4, 4),
        textcoords="offset points",
        color=GREY,
        ha="right",
    )
    axes.set_xlim(0, max(last, 1))
    axes.set_ylim(0, top)
    axes.grid(axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("generation")
    axes.set_ylabel("excerpts that miss their twin")
    return axes


def save_convergence(selection: FeatureSelection, path: str | os.PathLike[str]) -> None:
    """Write the curve of a selection as PNG.

    Raises
    ------
    PictureError
        If the file cannot be written.
    """
    with look(), replacing(path, error=PictureError) as file:
        figure = new_figure(PictureSize())
        (axes,) = add_panels(figure)
        plot_convergence(selection.history, error_all=selection.error_all, axes=axes)
        title = f"Selecting from {selection.feature_set}: {selection.n_excerpts} excerpts"
        axes.set_title(title, loc="left")
        figure.savefig(file, format="png")
