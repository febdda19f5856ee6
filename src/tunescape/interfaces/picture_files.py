"""Pictures as files, one a view."""

from collections.abc import Sequence
from pathlib import Path

from tunescape.charts.file_names import track_file_name
from tunescape.errors import PictureError
from tunescape.report.look import PictureSize
from tunescape.report.pictures.drawing import draw_view, save_picture
from tunescape.report.pictures.source import PictureSource
from tunescape.whole_file import make_folder

__all__ = ["write_pictures"]


def write_pictures(
    source: PictureSource, views: Sequence[str], folder: Path, *, title: str, size: PictureSize | None = None
) -> dict[str, Path]:
    """Draw views of a sound into a folder.

    Parameters
    ----------
    source : PictureSource
    views : sequence of str
        Names of views.
    folder : Path
        Made if missing. A picture of the same name is replaced, once the new one is whole.
    title : str
        Stands on the pictures and, made safe, in the names of their files.
    size : PictureSize, optional

    Returns
    -------
    dict of str to Path
        The file of each view: ``TITLE [VIEW].png``.

    Raises
    ------
    PictureError
        If there is no such view, or a file cannot be written.
    """
    make_folder(folder, error=PictureError)
    written = {}
    for view in views:
        path = folder / track_file_name(title, view, ".png")
        save_picture(draw_view(source, view, title=title, size=size), path)
        written[view] = path
    return written
