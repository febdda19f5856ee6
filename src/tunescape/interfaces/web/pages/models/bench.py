"""A bench for one kind of long work: what it needs, how far it is, and what came of it last."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.jobs import job_card, start_job
from tunescape.interfaces.web.pages.widgets.text import Text, heading
from tunescape.library.jobs import Job, list_jobs

__all__ = ["Bench"]

Parameters = Mapping[str, Any]


class Bench:
    """A part of a page about one kind of job.

    The newest job of the kind is shown, whoever ordered it in whatever browser; below it the newest result.

    Parameters
    ----------
    page : PageContext
    kind : str
        Of the job.
    name, lead, start : str
        Keys of texts: what it is, what it is good for, what the button says.
    form : callable
        Adds the fields, and returns a function that reads them: the parameters of a job, or None where
        something is missing, which it has told then.
    show : callable
        Adds what a result looks like.
    on_done : callable, optional
        Called when a job has ended well.
    """

    def __init__(
        self,
        page: PageContext,
        kind: str,
        *,
        name: str,
        lead: str,
        start: str,
        form: Callable[[], Callable[[], Parameters | None]],
        show: Callable[[Any], None],
        on_done: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._page, self._kind, self._show, self._on_done = page, kind, show, on_done
        self._shown: str | None = None
        with ui.element("section").classes("ts-card ts-bench").props(f"id={kind}"):
            heading(page.t(name))
            Text("p", page.t(lead)).classes("ts-lead")
            with ui.element("div").classes("ts-row ts-form"):
                self._read = form()
                ui.button(page.t(start), icon="play_arrow", on_click=self._start).props("unelevated no-caps")
            self._work = ui.element("div")
            self._result = ui.element("div").classes("ts-result")
        page.on_change(self._newest_id, self._look)
        ui.timer(0, self._look, once=True)

    def _newest(self) -> list[Job]:
        return [job for job in list_jobs(self._page.state.library) if job.kind == self._kind]

    def _newest_id(self) -> str | None:
        jobs = self._newest()
        return jobs[0].job_id if jobs else None

    async def _start(self) -> None:
        parameters = self._read()
        if parameters is None:
            return
        with self._page.told():
            await start_job(self._page, self._kind, parameters)
            await self._look()

    async def _look(self) -> None:
        jobs = await self._page.read(self._newest)
        if not jobs or jobs[0].job_id == self._shown:
            return
        self._shown = jobs[0].job_id
        self._work.clear()
        with self._work:
            if jobs[0].state != "done":
                job_card(self._page, jobs[0], on_done=self._ended)
        done = next((job for job in jobs if job.state == "done"), None)
        if done is not None:
            self._fill(done)
        if done is jobs[0] and self._on_done is not None:
            await self._on_done()  # it was over before it was seen at work

    async def _ended(self, job: Job) -> None:
        if job.state == "done":
            self._fill(job)
            if self._on_done is not None:
                await self._on_done()
            # last: the card is what calls this, and with it goes whatever it has not done yet
            self._work.clear()

    def _fill(self, job: Job) -> None:
        self._result.clear()
        with self._result:
            self._show(job.result)
