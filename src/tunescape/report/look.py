"""The one look of all pictures: sizes, colours, type, and where things stand on the page."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from tunescape.report.palette import GROUP_COLOURS

__all__ = [
    "ACCENT",
    "BLUE",
    "DB_MAP",
    "DIVERGING_MAP",
    "FAINT",
    "GREEN",
    "GREY",
    "INK",
    "LEVEL_MAP",
    "SMALLEST_IN",
    "PictureSize",
    "add_colour_bar",
    "add_panel",
    "add_panels",
    "add_squares",
    "look",
    "new_figure",
    "plot_width",
]

INK, GREY, FAINT = "#222222", "#6b6b6b", "#dcdfe4"
BLUE, ACCENT, GREEN = GROUP_COLOURS[:3]

# perceptually uniform, rising in lightness, and read alike by people who do not see red or green
DB_MAP, LEVEL_MAP, DIVERGING_MAP = "magma", "cividis", "PuOr"

_RC: Final[dict[Any, Any]] = {
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.facecolor": "white",
    "axes.formatter.use_mathtext": False,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": 9.0,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": True,
    "axes.xmargin": 0.0,
    "figure.facecolor": "white",
    "font.family": ["DejaVu Sans"],
    "font.size": 9.0,
    "grid.color": "#e6e8eb",
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.2,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in a title is a dollar sign
    "text.usetex": False,
    "xtick.color": GREY,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 8.0,
    "xtick.major.size": 3.0,
    "xtick.major.width": 0.6,
    "ytick.color": GREY,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 8.0,
    "ytick.major.size": 3.0,
    "ytick.major.width": 0.6,
}

# inches; the same for all views, so that pictures of one track can be laid one below the other
_LEFT, _RIGHT, _TOP, _BOTTOM, _GAP, _NAME = 0.85, 0.85, 0.42, 0.5, 0.14, 0.13

SMALLEST_IN = (4.0, 2.2)
"""Width and height, in inches, below which axes have no room."""

_rc_lock = threading.RLock()
"""matplotlib's parameters belong to the whole process; one picture at a time may set them."""


@contextmanager
def look() -> Iterator[None]:
    """Give the pictures made and drawn inside the block the one look, and leave matplotlib as it was."""
    with _rc_lock, matplotlib.rc_context(_RC):
        yield


@dataclass(frozen=True)
class PictureSize:
    """How large a picture is.

    Attributes
    ----------
    width, height : int, pixels
        At least :data:`SMALLEST_IN`.
    dpi : float
        Pixels per inch: twice as many draw letters and lines twice as large.
    """

    width: int = 1200
    height: int = 450
    dpi: float = 100.0


def new_figure(size: PictureSize) -> Figure:
    """Return an empty figure, apart from any window or global state."""
    return Figure(figsize=(size.width / size.dpi, size.height / size.dpi), dpi=size.dpi)


def plot_width(axes: Axes) -> int:
    """Return the width of axes in whole pixels: more columns than that cannot be seen."""
    return max(1, round(axes.get_window_extent().width))


def add_panels(figure: Figure, shares: Sequence[float] = (1.0,), *, names: Sequence[str] = ()) -> list[Axes]:
    """Put axes over the width of a figure, one below the other.

    Parameters
    ----------
    figure : Figure
    shares : sequence of float > 0
        Their heights, as shares of the room there is.
    names : sequence of str
        What each shows, written above it.

    Returns
    -------
    list of Axes
        From top to bottom. Room for a colour bar is left on the right.
    """
    width, height = figure.get_size_inches()
    gap = _GAP + (_NAME if names else 0)
    top = height - _TOP - (_NAME if names else 0)
    room = top - _BOTTOM - gap * (len(shares) - 1)
    panels = []
    for share in shares:
        tall = room * share / sum(shares)
        top -= tall
        box = (_LEFT / width, top / height, (width - _LEFT - _RIGHT) / width, tall / height)
        panels.append(figure.add_axes(box))
        top -= gap
    for axes in panels[:-1]:
        axes.tick_params(axis="x", labelbottom=False)
    for axes, name in zip(panels, names, strict=False):
        axes.text(0, 1.03, name, transform=axes.transAxes, fontsize=8, color=GREY)
    return panels


def add_panel(figure: Figure) -> Axes:
    """Put axes over a whole figure, but for the room of titles and of a colour bar."""
    return add_panels(figure)[0]


def add_squares(figure: Figure, n: int) -> list[Axes]:
    """Put ``n`` axes side by side, as near to squares as the figure allows; room for a colour bar is left."""
    width, height = figure.get_size_inches()
    room = (width - _LEFT - _RIGHT - 3 * _GAP * (n - 1)) / n
    # a line for the name of each above it
    side = min(room, height - _TOP - _BOTTOM - _NAME)
    step = (width - _LEFT - _RIGHT - side) / max(n - 1, 1)
    return [
        figure.add_axes(((_LEFT + i * step) / width, _BOTTOM / height, side / width, side / height))
        for i in range(n)
    ]


def add_colour_bar(image: AxesImage, *, label: str) -> None:
    """Put the colour bar of an image into the room on the right of its axes."""
    axes = image.axes
    figure = axes.get_figure(root=True)
    if axes is None or figure is None:
        raise ValueError("the image is on no figure")
    width = figure.get_figwidth()
    box = axes.get_position()
    bar = figure.add_axes(((width - _RIGHT + 0.12) / width, box.y0, 0.13 / width, box.height))
    drawn = figure.colorbar(image, cax=bar)
    drawn.outline.set_visible(False)
    bar.tick_params(size=2)
    bar.set_ylabel(label, fontsize=8)
