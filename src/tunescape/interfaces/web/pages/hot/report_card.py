"""Building the report, and those that have been built."""

import datetime

from nicegui import ui

from tunescape.interfaces.web.jobs.lanes import job_folder
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.jobs import job_card, start_job
from tunescape.interfaces.web.pages.widgets.text import Text, heading
from tunescape.library.jobs import Job, list_jobs
from tunescape.library.store import Library

__all__ = ["ReportCard"]

_LANGUAGES = {"en": "English", "zh": "中文"}
_FORMATS = ("html", "pdf")
_MOST_SHOWN = 5


class ReportCard:
    """The part of the page that builds reports.

    Parameters
    ----------
    page : PageContext
    """

    def __init__(self, page: PageContext) -> None:
        self._page, self._library = page, page.state.library
        t = page.t
        with ui.element("section").classes("hot-section"):
            heading(t("hot.report"))
            Text("p", t("hot.report_lead")).classes("ts-lead")
            with ui.element("div").classes("ts-row hot-order"):
                self._language = ui.select(_LANGUAGES, value=t.language, label=t("hot.report_language"))
                self._format = ui.select(
                    {name: t(f"hot.format.{name}") for name in _FORMATS},
                    value="html",
                    label=t("hot.report_format"),
                )
                self._title = ui.input(t("hot.report_title"))
                for field in (self._language, self._format, self._title):
                    field.props("outlined dense options-dense").classes("hot-field")
                ui.button(t("hot.build"), icon="description", on_click=self._build).props(
                    "unelevated no-caps color=primary"
                )
            self._work = ui.element("div").classes("cl-work")
            self._shelf = ui.element("div").classes("hot-reports")
        page.on_change(lambda: _states(self._library), self._show)

    async def refresh(self) -> None:
        """Show the jobs at work and the reports that are there."""
        await self._show()

    async def _build(self) -> None:
        parameters = {"lang": self._language.value, "format": self._format.value}
        title = (self._title.value or "").strip()
        with self._page.told():
            await start_job(self._page, "report", parameters | ({"title": title} if title else {}))
            await self._show()

    async def _show(self) -> None:
        found = await self._page.read(_reports, self._library)
        self._work.clear()
        with self._work:
            for job in found:
                if job.state != "done":
                    job_card(self._page, job, on_done=lambda _: self._show())
        self._shelf.clear()
        done = [job for job in found if job.state == "done"][:_MOST_SHOWN]
        if done:
            with self._shelf:
                Text("h3", self._page.t("hot.reports")).classes("ts-heading fd-heading")
                with ui.element("ul").classes("hot-report-list"):
                    for job in done:
                        self._row(job)

    def _row(self, job: Job) -> None:
        t = self._page.t
        moment = datetime.datetime.fromtimestamp(job.ended_at or 0.0)
        date = moment.strftime("%Y-%m-%d %H:%M")
        result = job.result if isinstance(job.result, dict) else {}
        kind = str(job.parameters.get("format", "html"))
        row = t(
            "hot.report_row",
            date=date,
            language=_LANGUAGES.get(str(result.get("lang")), ""),
            format=kind.upper(),
            size=f"{result.get('bytes', 0) / 1e6:.1f}",
        )
        address = self._page.url(f"/data/reports/{job.job_id}")
        with ui.element("li").classes("ts-row hot-report"):
            ui.icon("description").classes("ts-soft").props("aria-hidden=true")
            with ui.element("div").classes("ts-grow"):
                if job.parameters.get("title"):
                    Text("div", str(job.parameters["title"])).classes("ts-track-title")
                Text("div", row).classes("ts-number")
            for key, query, target in (
                ("open", "", "target=_blank rel=noopener"),
                ("download", "?download=1", "download"),
            ):
                link = ui.element("a").props(f'href="{address}{query}" {target}').classes("cl-link")
                link.props["aria-label"] = t(f"hot.{key}_named", date=date)
                with link:
                    Text("span", t(f"do.{key}"))


def _reports(library: Library) -> list[Job]:
    """Return the jobs that write reports, and those that wrote one which is still there; the newest first."""
    jobs = [job for job in list_jobs(library) if job.kind == "report"]
    return [
        job
        for job in jobs
        if job.state in ("queued", "running") or (job.state == "done" and _is_there(library, job))
    ]


def _is_there(library: Library, job: Job) -> bool:
    kind = "pdf" if job.parameters.get("format") == "pdf" else "html"
    return (job_folder(library, job.job_id) / f"tunescape-report.{kind}").is_file()


def _states(library: Library) -> list[tuple[str, str]]:
    return [
        (job.job_id, "active" if job.state in ("queued", "running") else job.state)
        for job in list_jobs(library)
        if job.kind == "report"
    ]
