"""The playlist itself: its name, what one does with all of it, and its rows."""

from dataclasses import replace

from nicegui import ui

from tunescape.interfaces.web.pages.playlist.board import Board
from tunescape.interfaces.web.pages.playlist.draft import Draft
from tunescape.interfaces.web.pages.playlist.naming import suggested_name
from tunescape.interfaces.web.pages.playlist.rows import Rows, play_from
from tunescape.interfaces.web.pages.widgets.text import Text, empty
from tunescape.interfaces.web.pages.widgets.times import span
from tunescape.interfaces.web.pages.widgets.track_picker import TrackPicker
from tunescape.interfaces.web.services.playlist_export import DOWNLOADS, download_name, playlist_file
from tunescape.interfaces.web.services.playlist_length import Length, playlist_length, random_track
from tunescape.library.playlists import SavedPlaylist, read_playlist, save_playlist
from tunescape.library.records import Track
from tunescape.library.store import Library

__all__ = ["Sheet"]

_MOST_TAKEN = 200
"""Of a long playlist, not all tracks are kept from being offered again; adding one twice does nothing."""


class Sheet:
    """The playlist on the desk.

    Parameters
    ----------
    board : Board
    """

    def __init__(self, board: Board) -> None:
        self._board, self._t = board, board.page.t
        self._suggested = ""
        self._length = Length(0.0, 0)
        with ui.element("section").classes("ts-card pl-sheet pl-second") as self._card:
            with ui.element("div").classes("ts-row ts-between"):
                self._name = ui.input(self._t("playlist.name"), on_change=self._rename).classes("pl-name")
                self._name.props("maxlength=200 stack-label")
                self._tools()
            self._meta = ui.element("div").classes("pl-meta")
            self._rows = Rows(board)
            self._more = TrackPicker(
                board.page,
                self._t("playlist.add"),
                self._join,
                taken=lambda: self._board.draft.track_ids[:_MOST_TAKEN],
            )
        self._busy = ui.element("div").classes("pl-busy pl-second").props("role=status")
        with self._busy:
            ui.spinner(size="1.6rem").props("aria-hidden=true")
            ui.label(self._t("playlist.growing"))
        self._invitation = self._invite().classes("pl-second")
        for one in (self._card, self._busy):
            one.set_visibility(False)
        board.shows.append(self.show)

    async def show(self) -> None:
        """Show what is on the desk."""
        draft, board = self._board.draft, self._board
        self._busy.set_visibility(board.busy and not draft.track_ids)
        self._card.set_visibility(bool(draft.track_ids))
        self._invitation.set_visibility(not draft.track_ids and not board.busy)
        self._undo.set_enabled(bool(board.desk.steps))
        if not draft.track_ids:
            return
        self._length, self._suggested = await board.page.read(self._read)
        if board.left:
            return
        draft = board.draft  # it may have been given a name meanwhile
        self._name.value = draft.name
        if self._name.props.get("placeholder") != self._suggested:
            self._name.props["placeholder"] = self._suggested
            self._name.update()
        self._save_as.set_visibility(draft.playlist_id is not None)
        self._show_meta()

    def _read(self) -> tuple[Length, str]:
        draft, library = self._board.draft, self._board.library
        return playlist_length(library, draft.track_ids), suggested_name(self._t, library, draft.recipe)

    def _show_meta(self) -> None:
        draft, t = self._board.draft, self._t
        wanted, got = draft.recipe.n, len(draft.track_ids)
        states = {True: "saved", False: "new" if draft.playlist_id is None else "changed"}
        self._meta.clear()
        with self._meta:
            if self._board.busy:
                ui.spinner(size="1.1rem").props("aria-hidden=true")
                Text("span", t("playlist.growing")).props("role=status")
                return
            Text("span", t.count("word.tracks", got))
            Text("span", span(t, self._length.seconds))
            Text("span", t(f"playlist.state.{states[draft.saved]}"))
            if not draft.by_hand and got < wanted:
                Text("span", t("playlist.shorter", got=got, wanted=wanted)).classes("ts-warm")
        self._save.set_enabled(not draft.saved)

    def _tools(self) -> None:
        t = self._t
        with ui.element("div").classes("pl-tools"):
            ui.button(t("playlist.play_all"), icon="play_arrow", on_click=self._play).props(
                "unelevated color=primary"
            )
            with ui.button(t("playlist.export"), icon="download").props("outline color=primary"), ui.menu():
                for suffix in DOWNLOADS:
                    ui.menu_item(
                        t(f"playlist.export{suffix}"), on_click=lambda suffix=suffix: self._export(suffix)
                    )
            self._save = ui.button(
                t("playlist.save"), icon="bookmark_add", on_click=lambda: self._keep(new=False)
            )
            self._save.props("outline color=primary")
            self._undo = self._icon("undo", t("playlist.undo")).on_click(self._board.undo)
            with self._icon("more_vert", t("do.more")), ui.menu():
                self._save_as = ui.menu_item(t("playlist.save_as"), on_click=lambda: self._keep(new=True))
                ui.menu_item(t("playlist.clear"), on_click=self._board.clear)

    def _icon(self, icon: str, label: str) -> ui.button:
        button = ui.button(icon=icon).props(f'flat round aria-label="{label}"')
        return button.tooltip(label)

    def _invite(self) -> ui.element:
        t = self._t
        with empty(t("playlist.empty"), t("playlist.empty_hint"), icon="queue_music") as element:
            with ui.element("ol").classes("pl-steps"):
                for step in ("step1", "step2", "step3"):
                    with ui.element("li"):
                        Text("strong", t(f"playlist.{step}"))
                        Text("span", t(f"playlist.{step}_hint")).classes("ts-soft ts-small")
            button = ui.button(t("playlist.random"), icon="casino", on_click=self._begin)
            button.props("unelevated color=primary")
        return element

    async def _begin(self) -> None:
        track_id = await self._board.page.read(random_track, self._board.library)
        if track_id is None:
            ui.notify(self._t("playlist.no_tracks"), type="warning")
            return
        await self._board.grow(replace(self._board.draft.recipe, seeds=(track_id,), minus=(), to=None))

    def _rename(self) -> None:
        self._board.desk.rename(str(self._name.value or ""))
        self._show_meta()

    async def _join(self, track: Track) -> None:
        await self._board.put(self._board.draft.joined([track.track_id]))

    async def _play(self) -> None:
        await play_from(self._board)

    @property
    def _title(self) -> str:
        return self._board.draft.name.strip() or self._suggested

    async def _export(self, suffix: str) -> None:
        board, draft, t = self._board, self._board.draft, self._t
        with board.page.told():
            content = await board.page.read(
                playlist_file, board.library, draft.recipe, draft.track_ids, suffix
            )
            name = download_name(self._title, suffix)
            ui.download.content(content, name)
            ui.notify(t("playlist.exported", file=name), type="positive")
            if gone := len(draft.track_ids) - self._length.present:
                ui.notify(t.count("playlist.left_out", gone), type="warning")

    async def _keep(self, *, new: bool) -> None:
        board, draft, name = self._board, self._board.draft, self._title
        board.saving = True
        try:
            with board.page.told():
                kept = await board.page.read(_save, board.library, name, draft, new=new)
                if board.draft is draft:
                    board.desk.keep(kept.playlist_id, kept.name, kept.changed_at)
                ui.notify(self._t("playlist.saved", name=kept.name), type="positive")
                ui.navigate.history.replace(board.page.url(f"/playlist/{kept.playlist_id}"))
        finally:
            board.saving = False
        await board.show()


def _save(library: Library, name: str, draft: Draft, *, new: bool) -> SavedPlaylist:
    playlist_id = save_playlist(
        library,
        name,
        draft.track_ids,
        recipe=draft.recipe.document(),
        playlist_id=None if new else draft.playlist_id,
    )
    return read_playlist(library, playlist_id)
