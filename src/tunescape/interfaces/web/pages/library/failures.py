"""The ledger of files that could not be heard: why, and another try."""

import os
from typing import Any

import sqlalchemy as sa
from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.jobs import start_job
from tunescape.interfaces.web.pages.widgets.sentences import sentences
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.interfaces.web.texts import TEXTS, Texts
from tunescape.library.folders import list_folders
from tunescape.library.records import Failure, path_text
from tunescape.library.schema import failures
from tunescape.library.store import Library
from tunescape.text import visible

__all__ = ["FailureLedger", "below_folder", "failure_count"]

_MOST_ROWS = 500


def failure_count(library: Library) -> int:
    """Return how many files could not be heard."""
    with library.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(failures)) or 0


def below_folder(path: bytes, folders: list[bytes]) -> str:
    """Return a path from the name of the added folder on; its last name where it lies in none."""
    for folder in folders:
        if path.startswith(folder.rstrip(b"/") + b"/"):
            return visible(path_text(os.path.relpath(path, os.path.dirname(folder))))
    return visible(path_text(os.path.basename(path)))


class FailureLedger:
    """A part of the page that is there when something failed, and opens.

    Parameters
    ----------
    page : PageContext
    """

    def __init__(self, page: PageContext) -> None:
        self._page, self._count = page, 0
        with ui.expansion(icon="report_problem").classes("ts-ledger") as self._element:
            self._build()
        self._element.on_value_change(self._fill)
        self._element.set_visibility(False)

    async def show(self, count: int) -> None:
        """Say how many failures there are."""
        self._count = count
        self._element.set_text(self._page.t.count("library.failures", count))
        self._element.set_visibility(count > 0)
        await self._fill()

    def open(self) -> None:
        """Show the list."""
        self._element.set_value(True)
        ui.run_javascript(f"getHtmlElement({self._element.id}).scrollIntoView({{block: 'center'}})")

    def _build(self) -> None:
        t = self._page.t
        columns = [
            {"name": name, "field": name, "label": t(f"library.failure.{name}"), "align": "left"}
            for name in ("file", "stage", "reason")
        ]
        columns[1] |= {"classes": "ts-wide", "headerClasses": "ts-wide"}
        self._table = ui.table(rows=[], columns=columns, row_key="id", pagination=10)
        self._table.props("flat wrap-cells").classes("ts-table w-full")
        self._table.props["rows-per-page-label"] = t("table.rows_per_page")
        with ui.element("div").classes("ts-row ts-between"):
            self._first = Text("span", "").classes("ts-soft ts-small")
            ui.button(t("library.failures_retry"), icon="refresh", on_click=self._retry).props(
                "outline no-caps"
            )

    async def _fill(self) -> None:
        if not self._element.value or not self._count:
            return
        self._table.rows = await self._page.read(_rows, self._page.state.library, self._page.t)
        self._table.update()
        more = self._count > _MOST_ROWS
        self._first.set_text(self._page.t("library.failure_first", n=f"{_MOST_ROWS:,}") if more else "")

    async def _retry(self) -> None:
        with self._page.told():
            await start_job(self._page, "analyze", {"retry": True})


def _rows(library: Library, t: Texts) -> list[dict[str, Any]]:
    folders = list_folders(library)
    listed = library.failures()[:_MOST_ROWS]
    return [_row(number, failure, folders, t) for number, failure in enumerate(listed)]


def _row(number: int, failure: Failure, folders: list[bytes], t: Texts) -> dict[str, Any]:
    key = f"library.stage.{failure.stage}"
    return {
        "id": number,
        "file": below_folder(failure.file.path, folders),
        "stage": t(key) if key in TEXTS else failure.stage,
        "reason": sentences(t, failure.reason),
    }
