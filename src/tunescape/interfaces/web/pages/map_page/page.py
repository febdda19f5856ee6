"""The page of the map: the points, what colours them, and what is chosen among them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from nicegui import ui
from nicegui.events import GenericEventArguments, ValueChangeEventArguments

from tunescape.errors import TunescapeError
from tunescape.interfaces.documents import track_document
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.map_page.colours import known_colourings
from tunescape.interfaces.web.pages.map_page.legend import Legend, read_colouring
from tunescape.interfaces.web.pages.map_page.panel import Panel
from tunescape.interfaces.web.pages.map_page.plot import MapPlot, packed_mask
from tunescape.interfaces.web.pages.widgets.play import play
from tunescape.interfaces.web.pages.widgets.sentences import sentences
from tunescape.interfaces.web.pages.widgets.text import Text, empty, opening
from tunescape.interfaces.web.services.kept_map import (
    MapPoints,
    cached_token,
    make_points,
    read_points,
)
from tunescape.interfaces.web.services.neighbours import nearest_tracks
from tunescape.interfaces.web.services.track_rows import track_ids, track_page, tracks_by_id
from tunescape.library.settled import settled

__all__ = ["MapPage"]

_METHODS = ("pca", "tsne")
_MODES = {"pan": "pan_tool", "lasso": "gesture", "select": "highlight_alt"}
_N_NEIGHBOURS = 20
_N_MARKED = 10
"""So many of them are marked on the map: more would hide it."""

_MOST_LISTED = 100
_LONGEST_WAIT_S = 900.0


class MapPage:
    """The map of one visitor.

    Parameters
    ----------
    page : PageContext
    """

    def __init__(self, page: PageContext) -> None:
        self._page, self._library = page, page.state.library
        self._points = MapPoints("", np.array([], dtype="S32"))
        self._colour = ""

    def build(self) -> None:
        """Add the page; the points come as soon as there are any."""
        t = self._page.t
        opening(t("map_page.title"), t("map_page.lead"))
        with ui.element("div").classes("map-page") as self._body:
            with ui.element("div").classes("ts-row map-tools"):
                self._choices()
                self._modes()
            self._changed = ui.element("div").classes("ts-row map-changed").props("role=status")
            with self._changed:
                Text("span", t("map_page.changed"))
                ui.button(t("map_page.redraw"), icon="refresh", on_click=self._load).props(
                    "flat dense no-caps"
                )
            self._changed.set_visibility(False)
            with ui.element("div").classes("map-columns"):
                with ui.element("div").classes("map-left"):
                    self._plot = MapPlot(t)
                    self._plot.on("pick", self._picked)
                    self._plot.on("lasso", self._lassoed)
                    self._wait = Text("div", "").classes("map-wait").props("role=status")
                    self._legend = Legend(self._page, self._plot)
                self._panel = Panel(self._page, choose=self._choose, search=self._search, clear=self._clear)
        self._page.on_change(lambda: settled(self._library).revision(), self._note_change)
        ui.timer(0, self._load, once=True)

    def _choices(self) -> None:
        t = self._page.t
        self._colour_choice = ui.select({}, label=t("map_page.colour"), on_change=self._recolour)
        self._colour_choice.props("outlined dense options-dense").classes("map-choice")
        methods = {name: t(f"map_page.method.{name}") for name in _METHODS}
        self._method = ui.select(methods, value="pca", label=t("map_page.layout"), on_change=self._load)
        self._method.props("outlined dense options-dense").classes("map-choice")

    def _modes(self) -> None:
        t = self._page.t
        buttons: dict[str, ui.button] = {}

        def mark(name: str) -> None:
            for other, button in buttons.items():
                button.props["aria-pressed"] = "true" if other == name else "false"
                button.classes(remove="map-mode-on").classes("map-mode-on" if other == name else "")

        def drag(name: str) -> None:
            mark(name)
            self._plot.drag(name)

        group = ui.element("div").classes("map-modes").props("role=group")
        group.props["aria-label"] = t("map_page.drag")
        with group:
            for name, icon in _MODES.items():
                button = ui.button(icon=icon, on_click=lambda name=name: drag(name))
                buttons[name] = _labelled(button, t(f"map_page.mode.{name}"))
        mark("pan")
        with ui.element("div").classes("map-modes"):
            for key, icon, call in (
                ("zoom_in", "add", ("zoom", 0.6)),
                ("zoom_out", "remove", ("zoom", 1.7)),
                ("whole", "fit_screen", ("whole",)),
            ):
                button = ui.button(icon=icon, on_click=lambda call=call: self._plot.run_method(*call))
                _labelled(button, t(f"map_page.{key}"))

    async def _load(self) -> None:
        method = self._method.value
        self._changed.set_visibility(False)
        self._wait.set_text("")
        try:
            token = await self._page.read(cached_token, self._library, method)
            if token is None:
                self._wait.set_text(self._page.t(f"map_page.making.{method}"))
                token = await self._page.state.compute(
                    make_points, str(self._library.path), method, timeout_s=_LONGEST_WAIT_S
                )
            self._points = await self._page.read(read_points, self._library, token)
        except TunescapeError as error:
            self._refuse(error)
            return
        if self._plot.is_deleted:
            return  # the visitor has gone elsewhere
        self._wait.set_text("")
        await self._offer_colours()
        n = f"{len(self._points.track_ids):,}"
        self._plot.show(self._page.url(f"/data/map/{token}"), self._page.t("map_page.label_of", n=n))

    def _refuse(self, error: TunescapeError) -> None:
        self._body.clear()
        t = self._page.t
        reason = sentences(t, error.reason) + ("。" if t.language == "zh" else ".")
        with self._body, empty(t("map_page.few"), reason, icon="bubble_chart"), ui.link(target="/"):
            Text("span", t("frame.to_library"))

    async def _offer_colours(self) -> None:
        names = await self._page.read(known_colourings, self._library)
        options = {name: self._page.t(f"map_page.by.{name}") for name in names}
        chosen = self._colour if self._colour in options else next(iter(options), None)
        self._colour_choice.set_options(options, value=chosen)
        self._colour_choice.set_enabled(bool(options))
        await self._paint(chosen or "")

    async def _recolour(self, event: ValueChangeEventArguments[str | None]) -> None:
        if event.value and event.value != self._colour:
            await self._paint(event.value)

    async def _paint(self, name: str) -> None:
        self._colour = name
        if not name:
            return
        colouring = await self._page.read(
            read_colouring, self._library, name, self._points.track_ids, self._page.t
        )
        self._plot.paint(colouring)
        self._legend.show(name, colouring)

    def _note_change(self) -> None:
        self._changed.set_visibility(bool(self._points.token))

    def _position(self, ids: Sequence[str]) -> list[int]:
        wanted = np.array(list(ids), dtype="S32")
        order = np.argsort(self._points.track_ids)
        at = np.searchsorted(self._points.track_ids, wanted, sorter=order)
        at = order[np.minimum(at, max(0, len(order) - 1))]
        return [int(i) for i, one in zip(at, wanted, strict=True) if self._points.track_ids[i] == one]

    async def _picked(self, event: GenericEventArguments) -> None:
        await self._choose(self._points.track_ids[int(event.args["i"])].decode())

    async def _choose(self, track_id: str) -> None:
        """Play a track, mark it, and list what sounds like it."""
        found = await self._page.read(tracks_by_id, self._library, [track_id])
        if not found:
            return
        document = track_document(found[0])
        play([document])
        places = self._position([track_id])
        index = places[0] if places else None
        self._plot.choose(index, [])
        waiting = self._panel.show_track(document)
        with self._page.told():
            matches = await self._page.state.compute(
                nearest_tracks, str(self._library.path), track_id, _N_NEIGHBOURS
            )
            if not self._plot.is_deleted and self._panel.show_neighbours(waiting, document, matches):
                near = [one["track_id"] for one in matches[:_N_MARKED]]
                self._plot.choose(index, self._position(near))

    async def _lassoed(self, event: GenericEventArguments) -> None:
        indices: list[Any] = event.args["indices"]
        ids = [one.decode() for one in self._points.track_ids[np.array(indices, dtype=np.int64)]]
        listed = await self._page.read(tracks_by_id, self._library, ids[:_MOST_LISTED])
        self._plot.choose(None, [])
        self._panel.show_selection([track_document(track) for track in listed], ids)

    async def _search(self, text: str) -> None:
        if not text.strip():
            self._plot.highlight("")
            self._panel.show_found([], 0, text)
            return
        n = len(self._points.track_ids)
        ids = await self._page.read(track_ids, self._library, q=text, limit=max(1, n))
        rows, total = await self._page.read(track_page, self._library, q=text, limit=_N_NEIGHBOURS)
        self._plot.highlight(packed_mask(self._position(ids), n))
        self._panel.show_found([track_document(track) for track in rows], total, text)

    def _clear(self) -> None:
        self._plot.choose(None, [])
        self._plot.run_method("forget")


def _labelled(button: ui.button, label: str) -> ui.button:
    button.props("flat dense").classes("map-mode").tooltip(label)
    button.props["aria-label"] = label
    return button
