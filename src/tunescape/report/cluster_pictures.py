"""Pictures of a clustering: the scores of every number of clusters."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from tunescape.errors import PictureError
from tunescape.report.look import ACCENT, BLUE, FAINT, GREY, PictureSize, add_panels, look, new_figure
from tunescape.whole_file import replacing

__all__ = ["SCORES", "plot_score", "save_scores"]

SCORES = {
    "silhouette": "silhouette: larger is better; grey: evenly scattered points, ± 1 standard deviation",
    "gap": "gap statistic: larger is better, ± 1 standard error",
    "calinski_harabasz": "Calinski–Harabasz: larger is better",
    "davies_bouldin": "Davies–Bouldin: smaller is better",
    "inertia": "inertia: look for a bend",
}
"""Names of the scores, and how to read their curves."""

_CURVES = PictureSize(width=900, height=1100)


def plot_score(scores: Sequence[Mapping[str, Any]], name: str, *, k: int, axes: Axes) -> Axes:
    """Draw one score for every number of clusters.

    Parameters
    ----------
    scores : sequence of mapping
        Rows with ``k``, the score, and where the score is ``silhouette`` or ``gap`` what it is held against:
        ``silhouette_expected`` and ``silhouette_spread``, or ``gap_error``.
    name : str
        One of :data:`SCORES`.
    k : int
        The number that was chosen, marked where it is among them.
    axes : matplotlib Axes
        Drawn on.

    Returns
    -------
    matplotlib Axes
    """
    ks = [row["k"] for row in scores]
    values = [row[name] for row in scores]
    if name == "silhouette":
        expected = [row["silhouette_expected"] for row in scores]
        spread = [row["silhouette_spread"] for row in scores]
        low, high = ([e + sign * s for e, s in zip(expected, spread, strict=True)] for sign in (-1, 1))
        axes.fill_between(ks, low, high, color=FAINT, linewidth=0)
        axes.plot(ks, expected, color=GREY, linestyle="--")
    if name == "gap":
        axes.errorbar(
            ks,
            values,
            [row["gap_error"] for row in scores],
            fmt="none",
            color=BLUE,
            elinewidth=0.8,
            capsize=2,
        )
    axes.plot(ks, values, color=BLUE, marker="o", markersize=3.5)
    if k in ks:
        axes.axvline(k, color=ACCENT, linewidth=0.8)
        axes.plot([k], [values[ks.index(k)]], color=ACCENT, marker="o", markersize=6)
    axes.margins(x=0.03, y=0.12)
    axes.grid(axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    return axes


def save_scores(
    about: Mapping[str, Any], path: str | os.PathLike[str], *, size: PictureSize = _CURVES
) -> None:
    """Write the curves of all scores as PNG.

    Parameters
    ----------
    about : mapping
        Of a :class:`~tunescape.library.cluster_store.StoredClustering`.
    path : str or PathLike
    size : PictureSize

    Raises
    ------
    PictureError
        If there are no scores, or the file cannot be written.
    """
    scores = about["scores"]
    if not scores:
        raise PictureError("there are too few tracks for curves", path=path, hint="analyze more music")
    with look(), replacing(path, error=PictureError) as file:
        figure = new_figure(size)
        panels = add_panels(figure, [1.4, 1, 1, 1, 1], names=list(SCORES.values()))
        for name, axes in zip(SCORES, panels, strict=True):
            plot_score(scores, name, k=about["k"], axes=axes)
        panels[-1].set_xlabel("number of clusters")
        figure.align_ylabels(panels)
        chosen = f"{about['k']} clusters" if about["found"] else "no clusters"
        title = f"Space {about['space']}, {about['tracks']} tracks: {chosen}"
        figure.text(0.09, 0.985, title, fontsize=11, va="top", parse_math=False)
        figure.savefig(file, format="png")
