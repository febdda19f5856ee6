"""The playlists that the library keeps."""

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from tunescape.interfaces.web.pages.playlist.board import Board
from tunescape.interfaces.web.pages.widgets.text import Text, heading
from tunescape.library.playlists import (
    SavedPlaylist,
    delete_playlist,
    list_playlists,
    read_playlist,
    save_playlist,
)
from tunescape.library.store import Library

__all__ = ["Shelf"]

_SHOWN = 100


class Shelf:
    """A list of what is kept: to open, to rename, to delete.

    Parameters
    ----------
    board : Board
    """

    def __init__(self, board: Board) -> None:
        self._board, self._t = board, board.page.t
        self._shown: object = None
        with ui.element("section").classes("ts-card"):
            heading(self._t("playlist.kept"))
            self._list = ui.element("ul").classes("pl-kept")
            self._none = Text("p", self._t("playlist.none_kept")).classes("ts-lead ts-small")
        # what is asked outlives the list, which others may change meanwhile
        self._asked = ui.element("div")
        board.shows.append(self.show)

    async def show(self) -> None:
        """Show what is kept now."""
        kept = await self._board.page.read(list_playlists, self._board.library)
        state = (kept, self._board.draft.playlist_id)
        if state == self._shown or self._board.left:
            return
        self._shown = state
        self._none.set_visibility(not kept)
        self._list.set_visibility(bool(kept))
        self._list.clear()
        with self._list:
            for saved in kept[:_SHOWN]:
                self._item(saved)

    def _item(self, saved: SavedPlaylist) -> None:
        with ui.element("li"):
            with ui.element("div").classes("ts-track-names") as names:
                with ui.link(target=f"/playlist/{saved.playlist_id}").classes("ts-link ts-track-title"):
                    Text("span", saved.name)
                Text("span", self._t.count("word.tracks", saved.n_tracks)).classes("ts-track-artist")
            if saved.playlist_id == self._board.draft.playlist_id:
                names.props("aria-current=true")
            self._button("edit", "playlist.rename", saved).on_click(lambda: self._ask_name(saved))
            self._button("delete_outline", "playlist.delete", saved).on_click(lambda: self._ask(saved))

    def _button(self, icon: str, key: str, saved: SavedPlaylist) -> ui.button:
        button = ui.button(icon=icon).props("flat round dense color=grey-7")
        button.props["aria-label"] = self._t(key, name=saved.name)
        return button

    async def _ask(self, saved: SavedPlaylist) -> None:
        t = self._t
        with self._asked, _question(t("playlist.delete_question", name=saved.name)) as dialog:
            Text("p", t("playlist.delete_hint")).classes("ts-lead")
            _answers(dialog, t("do.cancel"), t("playlist.do_delete"))
        if await dialog:
            with self._board.page.told():
                await self._board.page.read(delete_playlist, self._board.library, saved.playlist_id)
                self._board.desk.forget(saved.playlist_id)
                ui.notify(t("playlist.deleted", name=saved.name))
                await self._board.show()

    async def _ask_name(self, saved: SavedPlaylist) -> None:
        t = self._t
        with self._asked, _question(t("playlist.rename_title")) as dialog:
            field = ui.input(t("playlist.name"), value=saved.name).props("outlined autofocus maxlength=200")
            field.classes("w-full").on("keydown.enter", lambda: dialog.submit(True))
            _answers(dialog, t("do.cancel"), t("do.save"))
        if await dialog:
            with self._board.page.told():
                name = str(field.value or "")
                changed_at = await self._board.page.read(
                    _rename, self._board.library, saved.playlist_id, name
                )
                if self._board.draft.playlist_id == saved.playlist_id:
                    was_saved = self._board.draft.saved
                    self._board.desk.rename(" ".join(name.split()))
                    if was_saved:
                        self._board.desk.keep(saved.playlist_id, self._board.draft.name, changed_at)
                await self._board.show()


def _rename(library: Library, playlist_id: int, name: str) -> float:
    saved = read_playlist(library, playlist_id)
    save_playlist(library, name, saved.track_ids, recipe=saved.recipe, playlist_id=playlist_id)
    return read_playlist(library, playlist_id).changed_at


@contextmanager
def _question(text: str) -> Iterator[ui.dialog]:
    with ui.dialog() as dialog, ui.card().classes("ts-dialog"):
        dialog.props["aria-label"] = text
        Text("h2", text).classes("ts-heading")
        yield dialog


def _answers(dialog: ui.dialog, no: str, yes: str) -> None:
    with ui.element("div").classes("ts-row pl-answers"):
        ui.button(no, on_click=lambda: dialog.submit(False)).props("flat")
        ui.button(yes, on_click=lambda: dialog.submit(True)).props("unelevated color=primary")
