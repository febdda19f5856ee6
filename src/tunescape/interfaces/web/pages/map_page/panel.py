"""Beside the map: search, the track that was chosen with its neighbours, or those drawn around."""

import datetime
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.make_playlist import make_playlist
from tunescape.interfaces.web.pages.widgets.names import key_name
from tunescape.interfaces.web.pages.widgets.play import play
from tunescape.interfaces.web.pages.widgets.text import Text, heading
from tunescape.interfaces.web.pages.widgets.track_list import track_list
from tunescape.report.cluster_names import tag_name
from tunescape.text import visible

__all__ = ["Panel"]

Document = Mapping[str, Any]


class Panel:
    """What stands beside the map.

    Parameters
    ----------
    page : PageContext
    choose : callable
        Called with the id of a track that is to be shown on the map.
    search : callable
        Called with what is searched for.
    clear : callable
        Called when nothing is chosen any more.
    """

    def __init__(
        self,
        page: PageContext,
        *,
        choose: Callable[[str], Awaitable[None]],
        search: Callable[[str], Awaitable[None]],
        clear: Callable[[], None],
    ) -> None:
        self._page, self._choose, self._forget = page, choose, clear
        self._turn = 0

        async def searched(event: ValueChangeEventArguments[str | None]) -> None:
            await search(event.value or "")

        with ui.element("aside").classes("map-panel") as panel:
            panel.props["aria-label"] = page.t("map_page.how_title")
            field = ui.input(page.t("map_page.search"), on_change=searched)
            field.props("outlined dense clearable debounce=250").classes("w-full")
            with field.add_slot("prepend"):
                ui.icon("search").props("aria-hidden=true")
            self._found = ui.element("div").classes("map-found").props("role=status")
            self._content = ui.element("div").classes("map-content")
        self._explain()

    def _explain(self) -> None:
        self._turn += 1
        self._content.clear()
        with self._content:
            heading(self._page.t("map_page.how_title"))
            with ui.element("ul").classes("map-how ts-soft"):
                for key in ("how_click", "how_lasso", "how_search"):
                    Text("li", self._page.t(f"map_page.{key}"))

    def show_found(self, documents: Sequence[Document], total: int, text: str) -> None:
        """List what a search found; nothing where nothing was searched for."""
        t = self._page.t
        self._found.clear()
        if not text.strip():
            return
        with self._found:
            Text("p", t.count("map_page.found", total) if total else t("map_page.found_none")).classes(
                "ts-soft ts-small map-count"
            )
            if documents:
                with ui.element("div").classes("map-list map-list-short"):
                    self._tracks(documents)

    def show_track(self, document: Document) -> int:
        """Show a track; return what :meth:`show_neighbours` is to be called with."""
        t = self._page.t
        self._turn += 1
        self._content.clear()
        with self._content:
            with ui.element("div").classes("map-chosen"):
                with ui.link(target=f"/track/{document['track_id']}").classes("ts-link"):
                    heading(visible(document["title"]))
                Text("div", visible(document["artist"] or "")).classes("ts-soft")
                with ui.element("div").classes("map-chips"):
                    for chip in self._chips(document):
                        Text("span", chip).classes("ts-chip")
            self._alike = (
                Text("p", t("map_page.alike_waiting")).classes("ts-soft ts-small").props("role=status")
            )
        return self._turn

    def show_neighbours(self, turn: int, document: Document, matches: Sequence[Document]) -> bool:
        """List what sounds like a track; False if another one was chosen meanwhile."""
        if turn != self._turn:
            return False
        t = self._page.t
        self._alike.delete()
        with self._content:
            heading(t("map_page.alike"))
            name = t("map_page.playlist_like", title=document["title"])[:200]
            self._actions([document, *matches], [one["track_id"] for one in (document, *matches)], name)
            with ui.element("div").classes("map-list"):
                self._tracks(matches)
        return True

    def show_selection(self, documents: Sequence[Document], ids: Sequence[str]) -> None:
        """List the tracks that were drawn around: the first of them."""
        t = self._page.t
        self._turn += 1
        self._content.clear()
        with self._content:
            if not ids:
                heading(t("map_page.chosen_none"))
                return
            heading(t.count("map_page.chosen", len(ids))).props("role=status")
            today = datetime.date.today().isoformat()
            self._actions(documents, ids, t("map_page.playlist_name", date=today))
            if len(ids) > len(documents):
                Text("p", t("map_page.first", n=len(documents))).classes("ts-soft ts-small")
            with ui.element("div").classes("map-list"):
                self._tracks(documents)

    def _chips(self, document: Document) -> list[str]:
        t = self._page.t
        tempo = document["tempo_bpm"]
        chips = [document["genre"], tempo and t("unit.bpm", value=round(tempo))]
        chips.append(key_name(t, document["key"] or ""))
        chips += [tag_name(tag, t.language) for tag in document["tags"][:3]]
        return [visible(chip) for chip in chips if chip]

    def _actions(self, documents: Sequence[Document], ids: Sequence[str], name: str) -> None:
        t = self._page.t
        with ui.element("div").classes("ts-row map-actions"):
            whole = len(documents) == len(ids)
            label = t("map_page.play_all") if whole else t("map_page.play_first", n=len(documents))
            ui.button(label, icon="play_arrow", on_click=lambda: play(documents)).props(
                "unelevated dense no-caps color=primary padding='xs sm'"
            )

            async def keep() -> None:
                await make_playlist(self._page, name, ids, recipe={"from": "map"})

            ui.button(t("map_page.make_playlist"), icon="playlist_add", on_click=keep).props(
                "outline dense no-caps color=primary padding='xs sm'"
            )

            def clear() -> None:
                self._forget()
                self._explain()

            button = ui.button(icon="close", on_click=clear).props("flat round dense")
            button.props["aria-label"] = t("map_page.clear")

    def _tracks(self, documents: Sequence[Document]) -> None:
        def locate(_position: int, document: Document) -> None:
            async def show() -> None:
                await self._choose(document["track_id"])

            button = ui.button(icon="my_location", on_click=show).props("flat round dense size=sm")
            button.props["aria-label"] = self._page.t("map_page.locate", title=document["title"])

        track_list(self._page, documents, beside=locate)
