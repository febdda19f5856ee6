"""The page "Library": every track, the folders they come from, and the listening to them."""

import time
from typing import NamedTuple

from nicegui import PageArguments, ui

from tunescape.errors import LibraryError
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.library.add_folder import add_folder_dialog
from tunescape.interfaces.web.pages.library.failures import FailureLedger, failure_count
from tunescape.interfaces.web.pages.library.finder import Finder
from tunescape.interfaces.web.pages.library.folders import FolderDialog
from tunescape.interfaces.web.pages.library.hearing import Hearing
from tunescape.interfaces.web.pages.library.work import AnalysisCards, shown_jobs
from tunescape.interfaces.web.pages.widgets.text import Text, empty, title
from tunescape.interfaces.web.pages.widgets.times import span
from tunescape.interfaces.web.services.facets import has_tracks, library_overview
from tunescape.library.folders import list_folders
from tunescape.library.jobs import ENDED, Job
from tunescape.library.store import Library

__all__ = ["build"]

_LOOK_EVERY_S = 1.0
_REFRESH_EVERY_S = 4.0
"""While an analysis adds tracks, the table is read again so often: rows that jump cannot be read."""


def build(page: PageContext, arguments: PageArguments) -> None:
    """Build the page.

    Parameters
    ----------
    page : PageContext
    arguments : PageArguments
        The filters stand in the address.
    """
    _LibraryPage(page, arguments)


class _Now(NamedTuple):
    """What the page shows of the library's state, cheap to read."""

    revision: int
    jobs: list[Job]
    failures: int
    folders: list[bytes]


def _read_now(library: Library) -> _Now:
    return _Now(library.revision(), shown_jobs(library), failure_count(library), list_folders(library))


class _LibraryPage:
    def __init__(self, page: PageContext, arguments: PageArguments) -> None:
        self._page = page
        self._revision, self._refreshed_at, self._failures = -1, 0.0, -1
        self._add_folder = add_folder_dialog(page)
        self._folder_dialog = FolderDialog(page, add=self._add_folder.open)
        with ui.element("div").classes("ts-row ts-between ts-page-head"):
            with ui.element("div"):
                title(page.t("nav.library"))
                self._holds = Text("p", "\u00a0").classes("ts-lead ts-number")
            buttons = ui.element("div").classes("ts-row ts-page-buttons")
        self._cards = AnalysisCards(page, on_done=self._look, show_failures=lambda: self._ledger.open())
        self._ledger = FailureLedger(page)
        self._hearing = Hearing(page, self._cards)
        self._build_below(arguments)
        with buttons:
            self._build_buttons()
        self._show_parts(there=has_tracks(page.state.library), going=False)
        ui.timer(0.0, self._look, once=True)
        ui.timer(_LOOK_EVERY_S, self._look, immediate=False)

    def _build_buttons(self) -> None:
        t = self._page.t
        self._hearing.button(outlined=False)
        self._folders = ui.button(t("library.folders"), icon="folder", on_click=self._folder_dialog.open)
        self._folders.props("flat no-caps")
        ui.button(t("empty.add_folder"), icon="create_new_folder", on_click=self._add_folder.open).props(
            "unelevated no-caps"
        )

    def _build_below(self, arguments: PageArguments) -> None:
        t = self._page.t
        self._finder = Finder(self._page, arguments)
        with empty(t("empty.library"), t("empty.library_hint")) as self._empty:
            ui.button(t("empty.add_folder"), icon="create_new_folder", on_click=self._add_folder.open).props(
                "unelevated no-caps size=lg"
            )
            Text("p", t("library.empty_try")).classes("ts-soft ts-small")
        self._soon = empty(t("library.first_soon"), t("library.first_soon_hint"), icon="hearing")

    def _show_parts(self, *, there: bool, going: bool) -> None:
        self._finder.element.set_visibility(there)
        self._empty.set_visibility(not there and not going)
        self._soon.set_visibility(not there and going)

    async def _look(self) -> None:
        try:
            now = await self._page.read(_read_now, self._page.state.library)
        except LibraryError:
            return  # locked for long, or its disk is gone: perhaps the next time
        self._cards.show(now.jobs)
        n = len(now.folders)
        self._folders.set_text(
            self._page.t.count("library.folders_button", n) if n else self._page.t("library.folders")
        )
        if now.failures != self._failures:
            self._failures = now.failures
            await self._ledger.show(now.failures)
        going = any(job.state not in ENDED for job in now.jobs)
        waited = time.monotonic() - self._refreshed_at > _REFRESH_EVERY_S
        if now.revision != self._revision and (waited or not going):
            self._revision, self._refreshed_at = now.revision, time.monotonic()
            await self._refresh(going=going)
        elif not self._finder.element.visible:
            self._show_parts(there=False, going=going)

    async def _refresh(self, *, going: bool) -> None:
        held = await self._page.read(library_overview, self._page.state.library)
        t = self._page.t
        text = t("library.holds", tracks=t.count("word.tracks", held.tracks), length=span(t, held.seconds))
        self._holds.set_text(text if held.tracks else "\u00a0")
        if held.tracks:
            await self._finder.refresh()
        self._show_parts(there=held.tracks > 0, going=going)
