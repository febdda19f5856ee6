"""Long work in the page: ordered, watched and stopped; what is shown is in the library, the same for all."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nicegui import ui

from tunescape.errors import LibraryError
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.job_texts import (
    job_fraction,
    job_name,
    job_outcome,
    job_progress_text,
)
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.library.jobs import ENDED, Job, list_jobs, read_job

__all__ = ["JobCard", "job_card", "jobs_indicator", "start_job", "stop_job"]

_LOOK_EVERY_S = 1.0
_ICONS = {"done": "check_circle", "failed": "error", "cancelled": "cancel"}
_COLOURS = {"done": "ts-good", "failed": "ts-bad", "cancelled": "ts-soft"}
_PAGES = {"analyze": "/", "cluster": "/clusters", "report": "/clusters"}

OnDone = Callable[[Job], Awaitable[None] | None]


async def start_job(page: PageContext, kind: str, parameters: Mapping[str, Any]) -> Job:
    """Order work; it goes on when the page is closed.

    Parameters
    ----------
    page : PageContext
    kind : str
        As the REST API names it: ``analyze``, ``cluster``, ...
    parameters : mapping
        What the kind knows.

    Raises
    ------
    TunescapeError
        If it cannot be done: put ``with page.told():`` around it.
    """
    return await page.read(page.state.jobs.submit, kind, parameters)


async def stop_job(page: PageContext, job_id: str) -> None:
    """Ask work to stop; what is half done is finished first."""
    await page.read(page.state.jobs.cancel, job_id)


def job_card(
    page: PageContext,
    job: Job | str,
    *,
    on_done: OnDone | None = None,
    on_close: Callable[[], None] | None = None,
) -> "JobCard":
    """Add a card that shows how far work is, lets it be stopped, and says what came of it.

    Parameters
    ----------
    page : PageContext
    job : Job or str
        The job, or its id.
    on_done : callable, optional
        Called in the page with the job when it ends, however it ends; not if it had ended before.
    on_close : callable, optional
        Lets the visitor put the card away once the work has ended; called then.
    """
    return JobCard(page, job, on_done=on_done, on_close=on_close)


class JobCard:
    """A card about one job; see :func:`job_card`.

    Attributes
    ----------
    element : ui.element
    below : ui.element
        Under the sentence that says what came of it: for links.
    job : Job or None
        As it was last seen.
    """

    def __init__(
        self,
        page: PageContext,
        job: Job | str,
        *,
        on_done: OnDone | None = None,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        self._page, self._on_done, self._on_close = page, on_done, on_close
        self._id = job if isinstance(job, str) else job.job_id
        self.job: Job | None = None
        with ui.element("section").classes("ts-card ts-job") as self.element:
            self._build()
        self._timer = ui.timer(_LOOK_EVERY_S, self._look)
        if isinstance(job, Job):
            self._show(job)
            if job.state in ENDED:
                self._timer.deactivate()

    def _build(self) -> None:
        with ui.element("div").classes("ts-row ts-between ts-job-head"):
            with ui.element("div").classes("ts-row ts-job-name"):
                self._spinner = ui.spinner(size="1.2rem").props("aria-hidden=true")
                self._icon = ui.icon("check_circle", size="1.4rem").props("aria-hidden=true")
                self._name = Text("h2", "").classes("ts-heading")
            self._stop = ui.button(self._page.t("do.stop"), icon="stop", on_click=self._ask_to_stop)
            self._stop.props("flat dense no-caps padding='xs sm'")
            self._close = ui.button(icon="close", on_click=self._put_away).props("flat round dense")
            self._close.props["aria-label"] = self._page.t("jobs.dismiss")
        self._bar = ui.linear_progress(value=0, show_value=False, size="8px").props(
            "rounded instant-feedback"
        )
        self._text = Text("p", "").classes("ts-soft ts-number ts-job-text")
        self._outcome = Text("p", "").classes("ts-job-text").props("role=status")
        self.below = ui.element("div").classes("ts-row")
        for element in (self._icon, self._close, self._outcome, self.below):
            element.set_visibility(False)

    async def _look(self) -> None:
        try:
            job = await self._page.read(read_job, self._page.state.library, self._id)
        except LibraryError:
            self._timer.deactivate()  # ended long ago, and forgotten
            self.element.set_visibility(False)
            return
        before = self.job
        self._show(job)
        if job.state not in ENDED:
            return
        self._timer.deactivate()
        if self._on_done and (before is None or before.state not in ENDED):
            with self.element:
                result = self._on_done(job)
                if asyncio.iscoroutine(result):
                    await result

    def _show(self, job: Job) -> None:
        self.job = job
        t, name = self._page.t, job_name(self._page.t, job.kind)
        ended, fraction = job.state in ENDED, job_fraction(job)
        self._name.set_text(f"{name} · {t(f'job.{job.state}')}" if ended else name)
        self._bar.props["aria-label"] = t("jobs.bar", what=name)
        self._bar.props["indeterminate"] = fraction is None and job.state == "running"
        self._bar.set_value(round(fraction or 0.0, 4))
        self._stop.props["aria-label"] = t("jobs.stop_named", what=name)
        self._stop.set_enabled(not job.cancel_requested)
        self._text.set_text("" if ended else job_progress_text(t, job))
        while_going: tuple[ui.element, ...] = (self._spinner, self._stop, self._bar, self._text)
        afterwards: tuple[ui.element, ...] = (self._icon, self._outcome, self.below)
        for element in while_going:
            element.set_visibility(not ended)
        for element in afterwards:
            element.set_visibility(ended)
        self._close.set_visibility(ended and self._on_close is not None)
        if ended:
            self._icon.name = _ICONS[job.state]
            self._icon.classes(_COLOURS[job.state])
            self._outcome.set_text(job_outcome(t, job))

    async def _ask_to_stop(self) -> None:
        with self._page.told():
            await stop_job(self._page, self._id)
        await self._look()

    def _put_away(self) -> None:
        self._timer.deactivate()
        self.element.set_visibility(False)
        if self._on_close:
            self._on_close()


def jobs_indicator(page: PageContext) -> None:
    """Add a small sign to the header that is there while work goes on; it opens a list of it."""
    with ui.button().props("flat round dense").classes("ts-jobs-sign") as button:
        ui.spinner(size="1.35rem").props("aria-hidden=true")
        with ui.menu().props("anchor='bottom right' self='top right'") as menu:
            rows = ui.element("div").classes("ts-jobs-menu")
    button.set_visibility(False)
    shown: list[list[Job]] = []

    async def look() -> None:
        try:
            going = await page.read(list_jobs, page.state.library, states=("queued", "running"))
        except LibraryError:
            return  # locked for long, or its disk is gone: perhaps the next time
        if shown == [going]:
            return
        shown[:] = [going]
        button.set_visibility(bool(going))
        button.props["aria-label"] = page.t.count("jobs.indicator", len(going))
        if not going:
            menu.close()
        rows.clear()
        with rows:
            for job in reversed(going):
                _menu_row(page, job)

    ui.timer(2.0, look)


def _menu_row(page: PageContext, job: Job) -> None:
    with ui.link(target=_PAGES.get(job.kind, "/models")).classes("ts-link ts-jobs-row"):
        Text("div", job_name(page.t, job.kind)).classes("ts-track-title")
        fraction = job_fraction(job)
        if fraction is not None:
            bar = ui.linear_progress(value=round(fraction, 4), show_value=False, size="4px").props("rounded")
            bar.props["aria-label"] = page.t("jobs.bar", what=job_name(page.t, job.kind))
        Text("div", job_progress_text(page.t, job)).classes("ts-soft ts-small ts-number")
