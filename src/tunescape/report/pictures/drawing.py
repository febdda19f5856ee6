"""From a sound and the name of a view to a picture: in memory, or as a PNG file."""

import io
import os
from typing import Any, BinaryIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from tunescape.errors import PictureError
from tunescape.report.fonts import Lettering, lettering
from tunescape.report.look import GREY, INK, PictureSize, look, new_figure
from tunescape.report.pictures.source import PictureSource
from tunescape.report.pictures.views import VIEWS
from tunescape.whole_file import replacing

__all__ = ["draw_view", "picture_png", "save_picture"]

_HEADER_IN = 0.25  # from the top edge to the middle of the line of titles
_MARGIN_IN = 0.16
_PNG: dict[str, Any] = {"metadata": {"Software": "tunescape"}, "pil_kwargs": {"compress_level": 3}}


def draw_view(
    source: PictureSource, name: str, *, title: str = "", size: PictureSize | None = None
) -> Figure:
    """Draw one view of a sound.

    Parameters
    ----------
    source : PictureSource
        Shared by several views, it computes what they share once.
    name : str
        One of :data:`~tunescape.report.pictures.views.VIEWS`.
    title : str
        What is drawn: any text in any script. Shortened where it is longer than the picture is wide.
    size : PictureSize, optional
        By default 1200 x 450 pixels.

    Returns
    -------
    Figure
        With a canvas of its own; nothing of it is global.

    Raises
    ------
    PictureError
        If there is no such view.
    """
    view = VIEWS.get(name)
    if view is None:
        raise PictureError(f"there is no view {name!r}", hint=f"choose from {', '.join(VIEWS)}")
    with look():
        figure = new_figure(size or PictureSize())
        FigureCanvasAgg(figure)
        view.draw(source, figure)
        _add_header(figure, lettering(title), view.title)
    return figure


def _add_header(figure: Figure, title: Lettering, view: str) -> None:
    width, height = figure.get_size_inches()
    y, margin = 1 - _HEADER_IN / height, _MARGIN_IN / width
    right = figure.text(1 - margin, y, view, ha="right", va="center", fontsize=10, color=GREY)
    left = figure.text(
        margin,
        y,
        title.text,
        va="center",
        fontsize=11,
        color=INK,
        fontfamily=list(title.families),
        parse_math=False,
    )
    room = figure.bbox.width * (1 - 2 * margin) - right.get_window_extent().width
    _shorten(left, room - 0.3 * figure.dpi)


def _shorten(text: Text, room: float) -> None:
    """Cut a text and end it with an ellipsis, so that it is no wider than there is room, in pixels."""
    whole = text.get_text()
    if not whole or text.get_window_extent().width <= room:
        return
    fits, too_long = 0, len(whole)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        text.set_text(f"{whole[:middle].rstrip()}…")
        fits, too_long = (middle, too_long) if text.get_window_extent().width <= room else (fits, middle)
    text.set_text(f"{whole[:fits].rstrip()}…" if fits else "")


def _write(figure: Figure, file: BinaryIO) -> None:
    canvas: Any = figure.canvas
    with look():
        canvas.print_png(file, **_PNG)


def picture_png(figure: Figure) -> bytes:
    """Return a figure of :func:`draw_view` as a PNG."""
    buffer = io.BytesIO()
    _write(figure, buffer)
    return buffer.getvalue()


def save_picture(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Write a figure of :func:`draw_view` to a PNG file, whole or not at all.

    Raises
    ------
    PictureError
        If it cannot be written.
    """
    with replacing(path, error=PictureError) as file:
        _write(figure, file)
