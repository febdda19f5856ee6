"""The dialog about the folders that the library hears."""

import os
from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.jobs import start_job
from tunescape.interfaces.web.pages.widgets.text import Text, heading
from tunescape.library.folders import forget_folder, list_folders
from tunescape.library.records import path_text
from tunescape.library.store import Library
from tunescape.text import visible

__all__ = ["FolderDialog"]


class FolderDialog:
    """The dialog.

    Parameters
    ----------
    page : PageContext
    add : callable
        Opens the dialog that adds one.
    """

    def __init__(self, page: PageContext, *, add: Callable[[], Awaitable[None]]) -> None:
        self._page, self._add = page, add
        t = page.t
        with ui.dialog() as self._dialog, ui.card().classes("ts-dialog"):
            heading(t("library.folders"))
            Text("p", t("library.folders_lead")).classes("ts-soft ts-small")
            self._list = ui.element("ul").classes("ts-folders ts-folders-kept")
            with ui.element("div").classes("ts-row ts-dialog-ends"):
                self._look = ui.button(t("library.look_again"), icon="refresh", on_click=self._look_again)
                self._look.props("flat no-caps")
                ui.button(t("empty.add_folder"), icon="create_new_folder", on_click=self._add_one).props(
                    "flat no-caps"
                )
                ui.button(t("do.close"), on_click=self._dialog.close).props("unelevated no-caps")
        self._dialog.props["aria-label"] = t("library.folders")

    async def open(self) -> None:
        """Open it with the folders that there are now."""
        await self._fill()
        self._dialog.open()

    async def _fill(self) -> None:
        folders = await self._page.read(_folders, self._page.state.library)
        self._look.set_enabled(bool(folders))
        self._list.clear()
        with self._list:
            for path, is_there in folders:
                self._row(path, is_there)
            if not folders:
                Text("li", self._page.t("library.folders_none")).classes("ts-folders-note")

    def _row(self, path: bytes, is_there: bool) -> None:
        t, name = self._page.t, self._name(path)
        with ui.element("li").classes("ts-row ts-between ts-folder-kept"):
            with ui.element("div").classes("ts-grow"):
                Text("div", name).classes("ts-track-title")
                if not is_there:
                    Text("div", t("library.folder_missing")).classes("ts-small ts-warm")
            button = ui.button(icon="close", on_click=partial(self._ask, path)).props("flat round dense")
            button.props["aria-label"] = t("library.folder_remove", name=name)

    def _name(self, path: bytes) -> str:
        if path == os.fsencode(os.path.abspath(self._page.state.library.path / "uploads")):
            return self._page.t("library.uploads")
        return visible(path_text(path))

    async def _ask(self, path: bytes) -> None:
        t = self._page.t
        with ui.dialog() as question, ui.card().classes("ts-dialog"):
            Text("p", t("library.folder_remove_ask", name=self._name(path))).classes("ts-job-text")
            with ui.element("div").classes("ts-row ts-dialog-ends"):
                ui.button(t("do.cancel"), on_click=lambda: question.submit(False)).props("flat no-caps")
                ui.button(t("do.remove"), on_click=lambda: question.submit(True)).props(
                    "unelevated no-caps color=negative"
                )
        question.props["aria-label"] = t("do.remove")
        if await question:
            with self._page.told():
                await self._page.read(forget_folder, self._page.state.library, path)
            await self._fill()
        question.delete()

    async def _look_again(self) -> None:
        with self._page.told():
            await start_job(self._page, "analyze", {})
            self._dialog.close()

    async def _add_one(self) -> None:
        self._dialog.close()
        await self._add()


def _folders(library: Library) -> list[tuple[bytes, bool]]:
    return [(path, os.path.isdir(path)) for path in list_folders(library)]
