"""A field to find a track in: what matches stands below it while one types."""

from collections.abc import Awaitable, Callable, Collection

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.interfaces.web.services.track_rows import track_page
from tunescape.library.records import Track
from tunescape.text import visible

__all__ = ["TrackPicker"]

_SHOWN = 8
_WAIT_MS = 200

# arrow keys go from the field into the list and through it, as in other lists of a browser
_KEYS = """(event) => {
  const rows = [...event.currentTarget.querySelectorAll('.ts-picker-row')];
  const field = event.currentTarget.querySelector('input');
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (event.key === 'Escape') { field.focus(); emit('close'); return; }
  if (event.key === 'Enter' && event.target === field) {
    event.preventDefault();
    // not the first of what matched before the last letter was typed
    const current = event.currentTarget.querySelector('ul').dataset.text === field.value;
    if (current && rows.length) rows[0].click();
    return;
  }
  if (!step || !rows.length) return;
  event.preventDefault();
  const next = rows.indexOf(document.activeElement) + step;
  (next < 0 ? field : rows[Math.min(next, rows.length - 1)]).focus();
}"""
_LEFT = "(event) => { if (!event.currentTarget.contains(event.relatedTarget)) emit('close'); }"


class TrackPicker:
    """A field that searches the library on the server; empty, it offers the first tracks.

    Parameters
    ----------
    page : PageContext
    label : str
    on_pick : callable
        Called with the track that was chosen.
    taken : callable, optional
        Returns the ids of tracks that are not offered.
    """

    def __init__(
        self,
        page: PageContext,
        label: str,
        on_pick: Callable[[Track], Awaitable[None]],
        *,
        taken: Callable[[], Collection[str]] = tuple,
    ) -> None:
        self._page, self._on_pick, self._taken = page, on_pick, taken
        self._asked = 0
        self._clearing = False
        with (
            ui.element("div")
            .classes("ts-picker")
            .on("keydown", self._close, js_handler=_KEYS) as self.element
        ):
            self._field = ui.input(label, on_change=self._typed)
            self._field.props(f"outlined dense autocomplete=off debounce={_WAIT_MS} clearable")
            self._field.on("focus", self._open)
            self._list = ui.element("ul").classes("ts-picker-list")
            self._list.props["aria-label"] = label
            # a click in the list must not take the focus from the field before it arrives
            self._list.on("mousedown", js_handler="(event) => event.preventDefault()")
            self._list.set_visibility(False)
        self.element.on("focusout", self._close, js_handler=_LEFT)

    def _close(self) -> None:
        self._asked += 1
        self._list.set_visibility(False)

    async def _open(self) -> None:
        await self._search(str(self._field.value or ""))

    async def _typed(self) -> None:
        if not self._clearing:
            await self._search(str(self._field.value or ""))

    async def _search(self, text: str) -> None:
        self._asked += 1
        number = self._asked
        taken = set(self._taken())
        with self._page.told():
            sort = "title" if text.strip() else ""
            found, total = await self._page.read(
                track_page, self._page.state.library, q=text, sort=sort, limit=_SHOWN + len(taken)
            )
            if number == self._asked:
                self._list.props["data-text"] = text
                free = [track for track in found if track.track_id not in taken]
                self._show(free[:_SHOWN], total - len(found) + len(free))

    def _show(self, found: list[Track], total: int) -> None:
        self._list.clear()
        with self._list:
            for track in found:
                self._row(track)
            if not found:
                self._note(self._page.t("picker.none"))
            elif total > len(found):
                self._note(self._page.t("picker.more", total=f"{total:,}"))
        self._list.set_visibility(True)

    def _note(self, text: str) -> None:
        with ui.element("li").classes("ts-picker-note"):
            Text("span", text).props("role=status")

    def _row(self, track: Track) -> None:
        async def pick() -> None:
            self._clearing = True
            self._field.value = ""
            self._clearing = False
            self._close()
            await self._on_pick(track)

        with ui.element("li"), ui.element("button").props("type=button").classes("ts-picker-row") as row:
            Text("span", visible(track.title))
            if track.artist:
                Text("span", visible(track.artist)).classes("ts-soft ts-small")
        row.on("click", pick)
