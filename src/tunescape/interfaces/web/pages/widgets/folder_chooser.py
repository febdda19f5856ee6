"""A dialog in which a folder of the server's machine is chosen: by clicking through folders, or typed."""

import os
from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from tunescape.errors import ScanError, TunescapeError
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.sentences import error_sentences
from tunescape.interfaces.web.pages.widgets.text import Text, heading
from tunescape.interfaces.web.services.directories import (
    MOST_NAMES,
    Directory,
    list_directory,
    starting_places,
)
from tunescape.text import visible

__all__ = ["FolderChooser"]


class FolderChooser:
    """The dialog.

    Parameters
    ----------
    page : PageContext
    title, lead, take, icon : str
        What it is for, what becomes of the folder, and what the button says and shows.
    on_take : callable
        Called with the path when the button is pressed; an error of ours is told in the dialog, which then
        stays open.
    """

    def __init__(
        self,
        page: PageContext,
        *,
        title: str,
        lead: str,
        take: str,
        icon: str,
        on_take: Callable[[str], Awaitable[None]],
    ) -> None:
        self._page, self._here, self._on_take = page, "", on_take
        t = page.t
        with ui.dialog() as self._dialog, ui.card().classes("ts-dialog"):
            heading(title)
            Text("p", lead).classes("ts-soft ts-small")
            self._path = ui.input(t("library.add_path")).props(
                "outlined dense clearable bottom-slots autofocus"
            )
            self._path.props["hint"] = t("library.add_path_hint")
            self._path.props["spellcheck"] = "false"
            self._path.on("keydown.enter", self._typed)
            self._list = ui.element("ul").classes("ts-folders").props("tabindex=0")
            self._list.props["aria-label"] = t("library.folders")
            with ui.element("div").classes("ts-row ts-dialog-ends"):
                ui.button(t("do.cancel"), on_click=self._dialog.close).props("flat no-caps")
                self._add = ui.button(take, icon=icon, on_click=self._take).props("unelevated no-caps")
        self._dialog.props["aria-label"] = title

    async def open(self) -> None:
        """Open it where music usually is."""
        places = starting_places(self._page.state.settings)
        self._dialog.open()
        self._problem(None if places else self._page.t("library.add_none"))
        self._add.set_enabled(bool(places))
        self._path.set_enabled(bool(places))
        if len(places) > 1 and self._page.state.settings.roots is not None:
            self._show_places(places)
        elif places:
            await self._go(places[0])

    async def _go(self, path: str) -> None:
        try:
            found = await self._page.read(
                list_directory, self._page.state.library, self._page.state.settings, path
            )
        except TunescapeError as error:
            self._problem(_explained(self._page, error, path))
            return
        self._problem(None)
        self._here = found.path
        self._path.set_value(visible(found.path))
        self._show(found)

    def _show(self, found: Directory) -> None:
        t = self._page.t
        self._list.clear()
        with self._list:
            if found.parent is not None:
                name = os.path.basename(found.parent) or found.parent
                self._row(t("library.add_up", name=visible(name)), "arrow_upward", found.parent)
            elif self._page.state.settings.roots is not None:
                self._places_row()
            for name in found.names:
                self._row(visible(name), "folder", os.path.join(found.path, name))
            note = None if found.names else t("library.add_no_folders")
            if found.more:
                note = t("library.add_more", n=f"{MOST_NAMES:,}")
            if note:
                Text("li", note).classes("ts-folders-note")

    def _show_places(self, places: list[str]) -> None:
        self._path.set_value("")
        self._list.clear()
        with self._list:
            for place in places:
                self._row(visible(place), "folder", place)

    def _places_row(self) -> None:
        places = starting_places(self._page.state.settings)
        if len(places) > 1:
            with ui.element("li"):
                self._button(self._page.t("library.add_start"), "arrow_upward").on_click(
                    partial(self._show_places, places)
                )

    def _row(self, text: str, icon: str, path: str) -> None:
        with ui.element("li"):
            self._button(text, icon).on_click(partial(self._go, path))

    def _button(self, text: str, icon: str) -> ui.button:
        button = ui.button(icon=icon).props("flat no-caps align=left").classes("ts-folder-button")
        with button:
            Text("span", text).classes("ts-folder-name")
        return button

    async def _typed(self) -> None:
        await self._go(self._named())

    def _named(self) -> str:
        # a path that no text can hold is shown in another way: it is meant as long as nobody changes it
        text = (self._path.value or "").strip()
        return self._here if text == visible(self._here) else text

    async def _take(self) -> None:
        path = self._named()
        try:
            await self._on_take(path)
        except TunescapeError as error:
            self._problem(_explained(self._page, error, path))
            return
        self._dialog.close()

    def _problem(self, text: str | None) -> None:
        self._path.props["error"] = text is not None
        self._path.props["error-message"] = text or ""


def _explained(page: PageContext, error: TunescapeError, path: str) -> str:
    if not isinstance(error, ScanError):
        return error_sentences(page.t, error)
    if not os.path.isabs(path):
        return page.t("library.add_not_whole")
    return page.t("library.add_not_there" if page.state.settings.roots is None else "library.add_outside")
