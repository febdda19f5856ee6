"""From what was gathered to a whole document, its sections in order."""

import datetime
from pathlib import Path

from tunescape.report.contents import Contents
from tunescape.report.document import Document
from tunescape.report.sections.chart_table import chart_table
from tunescape.report.sections.clusters import clusters
from tunescape.report.sections.distributions import distributions
from tunescape.report.sections.hot import hot
from tunescape.report.sections.overview import overview
from tunescape.report.sections.portraits import portraits
from tunescape.report.sections.reading import reading
from tunescape.report.sections.sound_map import sound_map
from tunescape.report.texts import Texts
from tunescape.text import visible

__all__ = ["compose"]


def compose(contents: Contents, folder: Path, *, made_on: datetime.date | None = None) -> Document:
    """Write the sections of a report.

    Parameters
    ----------
    contents : Contents
    folder : Path
        Where the report is to lie.
    made_on : date, optional
        By default today.

    Returns
    -------
    Document
    """
    texts = Texts(contents.request.lang)
    title = contents.request.title or texts("default_chart_title" if contents.chart else "default_title")
    day = (made_on or datetime.datetime.now(datetime.UTC).date()).isoformat()
    subtitle = texts(
        "subtitle",
        tracks=texts.tracks(len(contents.tracks)),
        hours=texts.length(sum(track.duration_s for track in contents.tracks)),
        date=texts.date(day),
    )
    sections = (
        overview(contents, texts),
        chart_table(contents, texts),
        hot(contents, texts),
        sound_map(contents, texts),
        clusters(contents, texts),
        distributions(contents, texts),
        portraits(contents, folder, texts),
        reading(contents, texts),
    )
    return Document(texts.lang, visible(title), subtitle, sections)
