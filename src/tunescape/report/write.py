"""From a library to a report in a file."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from tunescape.errors import ReportError
from tunescape.library.store import Library
from tunescape.report.compose import compose
from tunescape.report.contents import ReportRequest, gather
from tunescape.report.markdown import render_markdown
from tunescape.report.page import render_page
from tunescape.report.pdf import find_browser, print_page
from tunescape.whole_file import replacing

__all__ = ["FORMATS", "ReportFile", "ReportFormat", "report_format", "write_report"]

ReportFormat = Literal["html", "md", "pdf"]

FORMATS: tuple[ReportFormat, ...] = get_args(ReportFormat)

_EXTENSIONS: dict[str, ReportFormat] = {
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".markdown": "md",
    ".pdf": "pdf",
}


@dataclass(frozen=True)
class ReportFile:
    """A report that was written.

    Attributes
    ----------
    path : Path
    n_bytes : int
    n_tracks : int
    pictures : Path or None
        Folder of the pictures of a Markdown report.
    """

    path: Path
    n_bytes: int
    n_tracks: int
    pictures: Path | None = None


def report_format(path: str | os.PathLike[str]) -> ReportFormat:
    """Return the format that the name of a file stands for.

    Raises
    ------
    ReportError
        If it stands for none.
    """
    found = _EXTENSIONS.get(Path(path).suffix.lower())
    if found is None:
        raise ReportError(
            "has no extension of a report", path=path, hint="use .html, .md or .pdf, or say --format"
        )
    return found


def write_report(
    library: Library,
    request: ReportRequest,
    path: str | os.PathLike[str],
    *,
    kind: ReportFormat | None = None,
) -> ReportFile:
    """Write a report on a library.

    Parameters
    ----------
    library : Library
        Nothing is stored in it but what its cache can forget.
    request : ReportRequest
    path : str or PathLike
        A file of that name is replaced, once the new one is whole.
    kind : {"html", "md", "pdf"}, optional
        By default what the extension says.

    Returns
    -------
    ReportFile

    Raises
    ------
    ReportError
        If the library holds no track, the file cannot be written, or no browser can print a PDF.
    QueryError
        If a condition, a group or a track cannot be found.
    """
    target = Path(path)
    chosen = kind or report_format(target)
    _check_place(target)
    if chosen == "pdf":
        find_browser()  # says so now, not after the work
    folder = target.absolute().parent
    contents = gather(library, request)
    document = compose(contents, folder)
    pictures = None
    if chosen == "md":
        pictures = folder / f"{target.stem}-pictures"
        text, drawn = render_markdown(document, folder=pictures.name)
        _write_pictures(pictures, drawn)
        data = text.encode()
    elif chosen == "pdf":
        data = print_page(render_page(document, interactive=False), folder)
    else:
        data = render_page(document).encode()
    with replacing(target, error=ReportError) as file:
        file.write(data)
    return ReportFile(target, len(data), len(contents.tracks), pictures)


def _check_place(target: Path) -> None:
    if target.is_dir():
        raise ReportError(
            "is a folder", path=target, hint=f"name a file in it, such as {target / 'report.html'}"
        )
    if not target.absolute().parent.is_dir():
        raise ReportError(
            "the folder does not exist", path=target.parent, hint="make it, or name another with -o"
        )
    if not os.access(target.absolute().parent, os.W_OK):
        raise ReportError(
            "the folder cannot be written", path=target.absolute().parent, hint="name another with -o"
        )


def _write_pictures(folder: Path, pictures: dict[str, bytes]) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise ReportError(f"the folder cannot be made ({error.strerror})", path=folder) from error
    for name, png in pictures.items():
        with replacing(folder / name, error=ReportError) as file:
            file.write(png)
