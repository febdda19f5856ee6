"""The analyses that are going on, and those that ended a moment ago."""

import time
from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.jobs import JobCard, job_card, start_job
from tunescape.library.jobs import ENDED, Job, list_jobs
from tunescape.library.store import Library

__all__ = ["AnalysisCards", "shown_jobs"]

_SHOWN_FOR_S = 900.0
_MOST_ENDED = 2
_LOOKED_AT = 20


def shown_jobs(library: Library) -> list[Job]:
    """Return the analyses to tell of, newest first: all at work or waiting, and the last that ended."""
    jobs = [job for job in list_jobs(library, limit=_LOOKED_AT) if job.kind == "analyze"]
    since = time.time() - _SHOWN_FOR_S
    ended = [job for job in jobs if job.state in ENDED and (job.ended_at or 0.0) > since][:_MOST_ENDED]
    return [job for job in jobs if job.state not in ENDED or job in ended]


class AnalysisCards:
    """A card for each of them.

    Parameters
    ----------
    page : PageContext
    on_done : callable
        Called when one ends.
    show_failures : callable
        Opens the ledger.
    """

    def __init__(
        self,
        page: PageContext,
        *,
        on_done: Callable[[], Awaitable[None]],
        show_failures: Callable[[], None],
    ) -> None:
        self._page, self._on_done, self._show_failures = page, on_done, show_failures
        self._cards: dict[str, JobCard] = {}
        self._hidden: set[str] = set()
        self._element = ui.element("div").classes("ts-stack")
        self._element.set_visibility(False)

    def hide(self, job_id: str) -> None:
        """Show no card of a job: it is put away, or shown elsewhere in the page."""
        self._hidden.add(job_id)
        if card := self._cards.pop(job_id, None):
            card.element.delete()
        self._element.set_visibility(bool(self._cards))

    def show(self, jobs: list[Job]) -> None:
        """Show cards of these jobs, and of no others."""
        wanted = {job.job_id: job for job in jobs if job.job_id not in self._hidden}
        for job_id in self._cards.keys() - wanted.keys():
            self._cards.pop(job_id).element.delete()
        for job_id in reversed(wanted):  # the newest ends up on top
            if job_id not in self._cards:
                self._add(wanted[job_id])
        self._element.set_visibility(bool(self._cards))

    def _add(self, job: Job) -> None:
        with self._element:
            card = job_card(
                self._page, job, on_done=self._ended, on_close=partial(self._hidden.add, job.job_id)
            )
        card.element.move(target_index=0)
        self._cards[job.job_id] = card
        if job.state in ENDED:
            self._offer(card, job)

    async def _ended(self, job: Job) -> None:
        if card := self._cards.get(job.job_id):
            self._offer(card, job)
        await self._on_done()

    def _offer(self, card: JobCard, job: Job) -> None:
        t = self._page.t
        with card.below:
            if isinstance(job.result, dict) and job.result.get("failed"):
                see = ui.button(
                    t("library.failures_see"), icon="report_problem", on_click=self._show_failures
                )
                see.props("outline dense no-caps padding='xs sm'")
            if job.state in ("failed", "cancelled"):
                again = partial(self._again, job)
                ui.button(t("do.retry"), icon="refresh", on_click=again).props(
                    "outline dense no-caps padding='xs sm'"
                )

    async def _again(self, job: Job) -> None:
        with self._page.told():
            await start_job(self._page, job.kind, job.parameters)
            self.hide(job.job_id)
