"""Search, filters and the table of tracks."""

import json
from dataclasses import replace
from typing import Any

from nicegui import PageArguments, ui
from starlette.datastructures import QueryParams

from tunescape.interfaces.documents import track_document
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.library.columns import library_columns
from tunescape.interfaces.web.pages.library.filter_fields import FilterFields
from tunescape.interfaces.web.pages.library.filters import Filters, condition_problem
from tunescape.interfaces.web.pages.widgets.play import play
from tunescape.interfaces.web.pages.widgets.text import Text, empty
from tunescape.interfaces.web.pages.widgets.track_table import TablePage, TrackTable
from tunescape.interfaces.web.services.cluster_names import cluster_names
from tunescape.interfaces.web.services.track_rows import track_ids, track_page, tracks_by_id
from tunescape.library.store import Library

__all__ = ["Finder"]

_PLAYED_AT_MOST = 500


class Finder:
    """Finds tracks: what is asked for stands in the address, so that it can be sent to others and reloaded.

    Parameters
    ----------
    page : PageContext
    arguments : PageArguments
        The address as it was opened.

    Attributes
    ----------
    element : ui.element
    """

    def __init__(self, page: PageContext, arguments: PageArguments) -> None:
        self._page, self._arguments = page, arguments
        self._asked = Filters.from_query(arguments.query_parameters)
        with ui.element("div").classes("ts-stack") as self.element:
            self._fields = FilterFields(page, self._asked, self._changed)
            with ui.element("div").classes("ts-row ts-between ts-found"):
                self._found = Text("div", "").classes("ts-soft ts-number").props("role=status")
                self._play_all = ui.button(
                    page.t("library.play_all"), icon="playlist_play", on_click=self._play
                ).props("flat dense no-caps padding='xs sm'")
            self._clusters = cluster_names(page.state.library, page.t.language)
            columns = library_columns(page.t, self._clusters)
            self.table = TrackTable(page, columns, self._fetch, sort=self._asked.sort, on_shown=self._shown)
            with empty(
                page.t("library.nothing"), page.t("library.nothing_hint"), icon="search_off"
            ) as nothing:
                ui.button(page.t("library.clear"), icon="clear_all", on_click=self._fields.clear).props(
                    "outline no-caps"
                )
        self._nothing = nothing
        self._nothing.set_visibility(False)

    async def refresh(self) -> None:
        """Read again what is shown: somebody heard more, or corrected it."""
        library, language = self._page.state.library, self._page.t.language
        self._clusters.clear()
        self._clusters.update(await self._page.read(cluster_names, library, language))
        await self._fields.fill(self._clusters)
        await self.table.refresh()

    async def _changed(self, asked: Filters) -> None:
        asked = replace(asked, sort=self._asked.sort)
        problem = condition_problem(self._page.t, asked.where)
        self._fields.show_problem(problem)
        if problem or asked == self._asked:
            return
        self._asked = asked
        self._write_address()
        await self.table.refresh(first_page=True)

    def _fetch(self, wanted: TablePage) -> tuple[list[dict[str, Any]], int]:
        tracks, total = track_page(
            self._page.state.library,
            q=self._asked.q,
            where=self._usable().expression(),
            sort=wanted.sort or "",
            limit=wanted.limit,
            offset=wanted.offset,
        )
        return [track_document(track) for track in tracks], total

    def _usable(self) -> Filters:
        # an address may hold a condition that cannot be read: it is shown with what is wrong, and left out
        if condition_problem(self._page.t, self._asked.where):
            return replace(self._asked, where="")
        return self._asked

    def _shown(self, shown: TablePage) -> None:
        if shown.sort != self._asked.sort:
            self._asked = replace(self._asked, sort=shown.sort)
            self._write_address()
        total = self.table.total
        self._found.set_text(self._page.t.count("library.found", total))
        self._play_all.set_visibility(total > 0)
        self.table.table.set_visibility(total > 0)
        self._nothing.set_visibility(total == 0)

    async def _play(self) -> None:
        asked = self._usable()
        with self._page.told():
            play(await self._page.read(_documents, self._page.state.library, asked))

    def _write_address(self) -> None:
        query = self._asked.to_query()
        path = f"/?{query}" if query else "/"
        router = ui.context.client.sub_pages_router
        router.current_path = path
        # the frame builds a page again where the question in its address changed: this one knows already
        match = self._arguments.frame._match
        if match is not None:
            match.query_params = QueryParams(query)
        state, address = json.dumps({"page": path}), json.dumps(self._page.url(path))
        ui.run_javascript(f"history.replaceState({state}, '', {address})")


def _documents(library: Library, asked: Filters) -> list[dict[str, Any]]:
    ids = track_ids(
        library, q=asked.q, where=asked.expression(), sort=asked.sort or "", limit=_PLAYED_AT_MOST
    )
    return [track_document(track) for track in tracks_by_id(library, ids)]
