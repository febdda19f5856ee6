"""The rows of the draft: a window of them, however many there are."""

import json
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from tunescape.interfaces.documents import track_document
from tunescape.interfaces.web.pages.playlist.board import Board
from tunescape.interfaces.web.pages.widgets.play import play
from tunescape.interfaces.web.pages.widgets.times import clock
from tunescape.interfaces.web.services.recipes import replacement, similarities
from tunescape.interfaces.web.services.track_rows import tracks_by_id
from tunescape.library.records import Track
from tunescape.text import visible

__all__ = ["ROWS", "Rows", "play_from"]

ROWS = 100
"""On the page at a time."""

_PLAYED = 1000
"""Handed to the player at a time: it keeps them all in the page."""

_BEFORE = 50
"""Of those, tracks before the one it begins with, to go back to."""


class Rows:
    """The tracks of the draft, to be dragged, replaced and taken out.

    Parameters
    ----------
    board : Board
    """

    def __init__(self, board: Board) -> None:
        self._board, self._first, self._acts = board, 0, 0
        t = board.page.t
        self._element = ui.element("tune-playlist").on("act", self._act, js_handler="(e) => emit(e.detail)")
        self._element.props["words"] = json.dumps(t.group("rows"), ensure_ascii=False)
        with ui.element("nav").classes("ts-row").props(f'aria-label="{t("nav.playlist")}"') as self._pager:
            self._previous = ui.button(icon="chevron_left", on_click=lambda: self._turn(-1))
            self._where = ui.label().classes("ts-number ts-soft")
            self._next = ui.button(icon="chevron_right", on_click=lambda: self._turn(1))
            for button, key in ((self._previous, "previous"), (self._next, "next")):
                button.props(f'flat round aria-label="{t(f"playlist.rows.{key}")}"')
        board.shows.append(self.show)

    async def show(self) -> None:
        """Draw the window again."""
        ids = self._board.draft.track_ids
        self._first = max(0, min(self._first, (len(ids) - 1) // ROWS * ROWS))
        rows = await self._board.page.read(self._rows, self._first)
        if ids is not self._board.draft.track_ids or self._board.left:
            return  # changed meanwhile: who changed it shows it
        # the page has moved a row already when it tells: it is drawn anew even where all is as it was
        drawn = {"total": len(ids), "rows": rows, "acts": self._acts}
        self._element.props["rows"] = json.dumps(drawn, ensure_ascii=False)
        self._element.update()
        last = min(self._first + ROWS, len(ids))
        self._pager.set_visibility(len(ids) > ROWS)
        self._previous.set_enabled(self._first > 0)
        self._next.set_enabled(last < len(ids))
        self._where.text = self._board.page.t(
            "playlist.rows", first=f"{self._first + 1:,}", last=f"{last:,}", total=f"{len(ids):,}"
        )

    def _rows(self, first: int) -> list[dict[str, Any]]:
        draft, library = self._board.draft, self._board.library
        ids = draft.track_ids
        shown = ids[first : first + ROWS]
        known = {track.track_id: track for track in tracks_by_id(library, shown)}
        alike = similarities(library, draft.recipe, ids, first, first + len(shown))
        return [
            self._row(first + i, track_id, known.get(track_id), alike[i]) for i, track_id in enumerate(shown)
        ]

    def _row(self, position: int, track_id: str, track: Track | None, alike: float | None) -> dict[str, Any]:
        if track is None:
            return {"position": position, "id": track_id, "title": track_id[:8], "artist": "", "gone": True}
        recipe, t = self._board.draft.recipe, self._board.page.t
        is_seed = track_id in recipe.seeds
        return {
            "position": position,
            "id": track_id,
            "title": visible(track.title),
            "artist": visible(track.artist or ""),
            "length": clock(track.duration_s),
            "chip": t("playlist.seed") if is_seed else t("playlist.end") if track_id == recipe.to else "",
            # of the only seed it would be 1, and say nothing
            "similarity": "" if alike is None or is_seed else f"{alike:.2f}".replace("-", "−"),
            "share": 0.0 if alike is None else round(max(0.0, min(1.0, alike)), 3),
            "gone": False,
        }

    async def _turn(self, by: int) -> None:
        self._first += by * ROWS
        await self.show()

    async def _act(self, event: GenericEventArguments) -> None:
        self._acts += 1
        told = event.args if isinstance(event.args, dict) else {}
        at, to, draft = told.get("at"), told.get("to"), self._board.draft
        if not isinstance(at, int) or not 0 <= at < len(draft.track_ids):
            await self.show()
            return
        if told.get("what") == "move" and isinstance(to, int):
            # what is moved beyond the window is followed
            place = max(0, min(to, len(draft.track_ids) - 1))
            self._first = place // ROWS * ROWS
            await self._board.put(draft.moved(at, place))
        elif told.get("what") == "remove":
            await self._board.put(draft.without(at))
        elif told.get("what") == "swap":
            await self._swap(at)
        elif told.get("what") == "play":
            await play_from(self._board, at)

    async def _swap(self, position: int) -> None:
        board, draft = self._board, self._board.draft
        with board.page.told():
            found = await board.page.read(
                replacement,
                board.library,
                draft.recipe,
                draft.track_ids,
                position,
                rejected=sorted(draft.rejected),
            )
            if found is None:
                ui.notify(board.page.t("playlist.no_better"), type="warning")
            elif board.draft is draft:
                await board.put(draft.replaced(position, found.track.track_id))
                ui.notify(board.page.t("playlist.replaced", title=visible(found.track.title)))


async def play_from(board: Board, position: int = 0) -> None:
    """Play the draft from one of its tracks on."""
    ids = board.draft.track_ids
    first = max(0, position - _BEFORE)
    found = await board.page.read(tracks_by_id, board.library, ids[first : first + _PLAYED])
    documents = [track_document(track) for track in found]
    wanted = set(ids[position:])
    start = next((i for i, document in enumerate(documents) if document["track_id"] in wanted), None)
    if start is not None:
        play(documents, start)
