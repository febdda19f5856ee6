"""Tracks that were picked for something, each with a button to take it out again."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from tunescape.interfaces.documents import track_document
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.play import play_button
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.library.records import Track
from tunescape.text import visible

__all__ = ["Picked"]


class Picked:
    """A short list of tracks.

    Parameters
    ----------
    page : PageContext
    on_remove : callable
        Called with the id of the track that is not wanted any more.
    """

    def __init__(self, page: PageContext, on_remove: Callable[[str], Awaitable[None]]) -> None:
        self._page, self._on_remove = page, on_remove
        self._shown: list[tuple[str, Track | None]] = []
        self._list = ui.element("ul").classes("pl-picked")

    def show(self, track_ids: Sequence[str], known: dict[str, Track]) -> None:
        """Show tracks; those that are not known are gone."""
        wanted = [(track_id, known.get(track_id)) for track_id in track_ids]
        if wanted == self._shown:
            return
        self._shown = wanted
        self._list.clear()
        with self._list:
            for track_id, track in wanted:
                self._item(track_id, track)

    def _item(self, track_id: str, track: Track | None) -> None:
        t = self._page.t
        title = visible(track.title) if track else t("rows.gone")
        with ui.element("li"):
            if track:
                play_button(self._page, [track_document(track)])
            else:
                ui.icon("block").classes("ts-soft q-pa-sm").props("aria-hidden=true")
            with ui.element("div").classes("ts-track-names"):
                Text("span", title).classes("ts-track-title")
                if track and track.artist:
                    Text("span", visible(track.artist)).classes("ts-track-artist")
            remove = ui.button(icon="close", on_click=lambda: self._on_remove(track_id)).props(
                "flat round dense"
            )
            remove.props["aria-label"] = t("picker.remove", title=title)
