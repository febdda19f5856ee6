"""Parts of a report as parts of a page: sentences, figures, tables."""

from collections.abc import Iterable

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.plot import plot
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.report.document import Block, Plot, Sentences, Table
from tunescape.report.figures import Intervals
from tunescape.report.interactive import plotly_figure

__all__ = ["show_blocks"]


def show_blocks(page: PageContext, blocks: Iterable[Block]) -> None:
    """Add parts of a report; of what a page has no use for, nothing."""
    with ui.element("div").classes("fd-blocks"):
        for block in blocks:
            match block:
                case Sentences():
                    _sentences(page, block)
                case Plot():
                    _plot(page, block)
                case Table():
                    _table(block)


def _sentences(page: PageContext, block: Sentences) -> None:
    if block.is_heading:
        for item in block.items:
            Text("h3", item).classes("ts-heading fd-heading")
        return
    for item in block.items:
        # why something could not be found out is a reason of the core in a sentence of a report
        said = page.t.said(item) if block.is_note else item
        Text("p", said).classes("ts-soft ts-small fd-note" if block.is_note else "fd-sentence")


def _plot(page: PageContext, block: Plot) -> None:
    drawn = block.variants[0].figure
    figure = plotly_figure(drawn)
    if isinstance(drawn, Intervals):
        # both ends in one title of an axis are too long for a phone
        figure["layout"]["xaxis"]["title"]["text"] = drawn.title
    plot(
        page,
        figure["data"],
        figure["layout"],
        label=f"{block.title}. {block.caption}",
        height=figure["layout"]["height"],
    )
    if isinstance(drawn, Intervals):
        with ui.element("div").classes("fd-ends ts-soft ts-small").props("aria-hidden=true"):
            Text("span", f"← {drawn.less}")
            Text("span", f"{drawn.more} →")
    Text("p", block.caption).classes("ts-soft ts-small fd-note")


def _table(block: Table) -> None:
    with ui.element("details").classes("fd-table"):
        Text("summary", block.folded or block.caption)
        with ui.element("div").classes("fd-scroll").props("tabindex=0 role=region"), ui.element("table"):
            Text("caption", block.caption).classes("fd-caption")
            with ui.element("thead"), ui.element("tr"):
                for column in block.columns:
                    Text("th", column.title).props("scope=col").classes("fd-number" if column.numeric else "")
            with ui.element("tbody"):
                for row in block.rows:
                    with ui.element("tr"):
                        for column, cell in zip(block.columns, row, strict=True):
                            Text("td", cell.text).classes("fd-number" if column.numeric else "")
