"""What charts say of downloaded files, to be joined to tracks by path."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tunescape.charts.chart import ChartItem
from tunescape.charts.chart_file import read_chart
from tunescape.charts.manifest import DownloadedFile, read_manifest

__all__ = ["ChartColumns", "chart_columns", "join_chart"]


@dataclass(frozen=True)
class ChartColumns:
    """What a chart says of a file; None is what it does not tell."""

    music_id: str
    title: str
    author: str | None
    rank: int
    users: int | None
    users_gained: int | None
    source: str
    fetched_at: str


def chart_columns(
    folder: str | os.PathLike[str], chart: str | os.PathLike[str] | None = None
) -> dict[str, ChartColumns]:
    """Read what is known of the files of a folder that ``download_chart`` filled.

    Parameters
    ----------
    folder : str or PathLike
        Holds the manifest.
    chart : str or PathLike, optional
        A chart (CSV) whose word counts; by default what the manifest says, which is the chart of the last
        download. Files that it does not name are left out.

    Returns
    -------
    dict of str to ChartColumns
        By absolute path; files that are gone are left out.

    Raises
    ------
    ChartError
        If the manifest or the chart cannot be read.
    """
    files = read_manifest(folder)
    items = None if chart is None else read_chart(chart).items
    joined = join_chart(files, os.path.abspath(folder), items)
    return {path: columns for path, columns in joined.items() if os.path.isfile(path)}


def join_chart(
    files: Mapping[tuple[str, str], DownloadedFile],
    folder: str,
    items: Iterable[ChartItem] | None = None,
) -> dict[str, ChartColumns]:
    """Join the pieces of a chart to downloaded files by source and id.

    Parameters
    ----------
    files : mapping
        By source and id, as the manifest has them.
    folder : str
        Of the manifest.
    items : iterable of ChartItem, optional
        By default those that the manifest itself holds.

    Returns
    -------
    dict of str to ChartColumns
        By path.
    """
    pieces = [file.item for file in files.values()] if items is None else items
    return {
        os.path.join(folder, files[piece.source, piece.music_id].file): _columns(piece)
        for piece in pieces
        if (piece.source, piece.music_id) in files
    }


def _columns(item: ChartItem) -> ChartColumns:
    return ChartColumns(
        music_id=item.music_id,
        title=item.title,
        author=item.author,
        rank=item.rank,
        users=item.users,
        users_gained=item.users_gained,
        source=item.source,
        fetched_at=item.fetched_at,
    )
