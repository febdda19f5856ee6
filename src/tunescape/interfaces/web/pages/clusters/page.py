"""The page of the clusters: looked for, shown, renamed, compared."""

from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.clusters.card import cluster_card
from tunescape.interfaces.web.pages.clusters.comparer import Comparer
from tunescape.interfaces.web.pages.clusters.curves import score_curves
from tunescape.interfaces.web.pages.clusters.order_form import order_form
from tunescape.interfaces.web.pages.clusters.overview import ClustersView, cluster_state, read_clusters
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.jobs import job_card
from tunescape.interfaces.web.pages.widgets.names import space_name
from tunescape.interfaces.web.pages.widgets.text import Text, empty, heading, opening
from tunescape.interfaces.web.services.facets import has_tracks
from tunescape.interfaces.web.services.usable_spaces import usable_spaces
from tunescape.library.jobs import Job, list_jobs
from tunescape.library.store import Library
from tunescape.report.sections.clusters import verdict_sentences
from tunescape.report.texts import Texts as ReportTexts

__all__ = ["ClustersPage"]


class ClustersPage:
    """The clusters as one visitor sees them.

    Parameters
    ----------
    page : PageContext
    """

    def __init__(self, page: PageContext) -> None:
        self._page, self._library = page, page.state.library

    def build(self) -> None:
        """Add the page; what the library holds comes a moment later."""
        t = self._page.t
        opening(t("clusters.title"), t("clusters.lead"))
        self._work = ui.element("div").classes("cl-work")
        self._content = ui.element("div").classes("cl-content")
        with ui.element("div") as self._compare:
            self._comparer = Comparer(self._page)
        self._compare.set_visibility(False)
        self._page.on_change(lambda: cluster_state(self._library), self._refresh)
        self._page.on_change(lambda: _active(self._library), self._show_work)
        ui.timer(0, self._begin, once=True)

    async def _begin(self) -> None:
        await self._show_work()
        await self._refresh()

    async def _show_work(self) -> None:
        active = await self._page.read(_active, self._library)
        self._work.clear()
        with self._work:
            for job in active:
                job_card(self._page, job, on_done=lambda _: self._refresh())

    async def _begun(self, _job: Job) -> None:
        await self._show_work()

    async def _refresh(self) -> None:
        found = await self._page.read(read_clusters, self._library, self._page.t.language)
        there = await self._page.read(has_tracks, self._library)
        spaces = [one.name for one in await self._page.read(usable_spaces, self._library)]
        if there:
            await self._comparer.refresh()
        self._content.clear()
        self._compare.set_visibility(there)
        with self._content:
            if not there:
                self._no_music()
            elif found is None:
                with empty(
                    self._page.t("clusters.none"), self._page.t("clusters.none_hint"), icon="workspaces"
                ):
                    order_form(self._page, spaces, again=False, begun=self._begun)
            else:
                self._show(found, spaces)

    def _no_music(self) -> None:
        t = self._page.t
        with empty(t("empty.library"), t("empty.library_hint")), ui.link(target="/"):
            Text("span", t("frame.to_library"))

    def _show(self, found: ClustersView, spaces: list[str]) -> None:
        with ui.element("div").classes("cl-verdict"):
            with ui.element("div").classes("cl-said"):
                for sentence in verdict_sentences(found.about, ReportTexts(self._page.t.language)):
                    Text("p", sentence).classes("cl-sentence")
                for note in self._notes(found):
                    Text("p", note).classes("ts-soft ts-small fd-note")
            order_form(self._page, spaces, again=True, begun=self._begun)
        heading(self._page.t("clusters.groups"))
        n_tracks = sum(cluster.size for cluster in found.clusters)
        with ui.element("div").classes("ts-cards cl-cards"):
            for cluster in found.clusters:
                cluster_card(self._page, cluster, n_tracks=n_tracks)
        score_curves(self._page, found.about)

    def _notes(self, found: ClustersView) -> list[str]:
        t, about = self._page.t, found.about
        tracks = t.count("word.tracks", about["tracks"])
        notes = [
            t("clusters.made", date=about["made_at"][:10], tracks=tracks, space=space_name(t, about["space"]))
        ]
        if found.n_new:
            notes.append(t.count("clusters.new", found.n_new))
        return notes


def _active(library: Library) -> list[Any]:
    """Return the jobs that look for clusters; how far they are is for their cards to follow."""
    return [
        job._replace(progress={}, started_at=None, pid=None, state="queued")
        for job in list_jobs(library, states=("queued", "running"))
        if job.kind == "cluster"
    ]
