"""The page of hot music: the chart, what it has in common, and the report."""

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.hot.chart import ChartOverview, chart_overview, show_chart
from tunescape.interfaces.web.pages.hot.no_chart import no_chart
from tunescape.interfaces.web.pages.hot.report_card import ReportCard
from tunescape.interfaces.web.pages.widgets.blocks import show_blocks
from tunescape.interfaces.web.pages.widgets.text import Text, empty, heading, opening
from tunescape.interfaces.web.services.facets import has_tracks
from tunescape.interfaces.web.services.findings import chart_findings

__all__ = ["HotPage"]


class HotPage:
    """Hot music as one visitor sees it.

    Parameters
    ----------
    page : PageContext
    """

    def __init__(self, page: PageContext) -> None:
        self._page, self._library = page, page.state.library
        self._shown: ChartOverview | None = None

    def build(self) -> None:
        """Add the page; what the library holds comes a moment later."""
        t = self._page.t
        opening(t("hot.title"), t("hot.lead"))
        self._content = ui.element("div").classes("cl-content")
        with ui.element("div") as self._below:
            self._report = ReportCard(self._page)
        self._below.set_visibility(False)
        self._page.on_change(lambda: chart_overview(self._library), self._refresh)
        ui.timer(0, self._begin, once=True)

    async def _begin(self) -> None:
        await self._refresh()
        await self._report.refresh()

    async def _refresh(self) -> None:
        overview = await self._page.read(chart_overview, self._library)
        there = await self._page.read(has_tracks, self._library)
        self._below.set_visibility(there)
        self._content.clear()
        with self._content:
            if overview.n_tracks:
                show_chart(self._page, overview)
                await self._find()
            elif there:
                no_chart(self._page)
            else:
                t = self._page.t
                with empty(t("empty.library"), t("empty.library_hint")), ui.link(target="/"):
                    Text("span", t("frame.to_library"))

    async def _find(self) -> None:
        with ui.element("section").classes("hot-section") as section:
            heading(self._page.t("hot.why"))
            waiting = Text("p", self._page.t("hot.finding")).classes("ts-soft cl-status").props("role=status")
        with self._page.told():
            blocks = await self._page.state.compute(
                chart_findings, str(self._library.path), self._page.t.language
            )
            if not section.is_deleted:
                with section:
                    waiting.delete()
                    show_blocks(self._page, blocks)
