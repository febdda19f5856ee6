"""A table of tracks of any number: paged, sorted and filtered on the server."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments, ValueChangeEventArguments

from tunescape.errors import TunescapeError
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.play import play
from tunescape.text import visible

__all__ = ["Column", "TablePage", "TrackTable", "table_page"]

_ROWS = (25, 50, 100)
_LAST_PAGE = 10_000_000


@dataclass(frozen=True)
class Column:
    """A column of a table of tracks.

    Attributes
    ----------
    name : str
        Field of the row that ``show`` makes.
    label : str
    show : callable
        Makes the text of the cell from the document of a track.
    sort : str or None
        What ``list --sort`` calls it; None: cannot be sorted by.
    number : bool
        Aligned to the right.
    wide : bool
        Left out on a phone.
    """

    name: str
    label: str
    show: Callable[[dict[str, Any]], str]
    sort: str | None = None
    number: bool = False
    wide: bool = False


@dataclass(frozen=True)
class TablePage:
    """Which part of the tracks a table shows.

    Attributes
    ----------
    offset, limit : int
    sort : str or None
        As ``list --sort`` writes it: ``title``, ``-tempo_bpm``.
    """

    offset: int
    limit: int
    sort: str | None


def table_page(pagination: Mapping[str, Any]) -> TablePage:
    """Return what a table asks for; a script in the browser may ask for anything, and gets what a table does.

    Parameters
    ----------
    pagination : mapping
        ``page`` (from 1), ``rowsPerPage``, ``sortBy`` and ``descending``, as a table in the browser has them.
    """
    limit, page, name = (pagination.get(key) for key in ("rowsPerPage", "page", "sortBy"))
    rows = limit if isinstance(limit, int) and limit in _ROWS else _ROWS[0]
    before = min(max(page - 1, 0), _LAST_PAGE) if isinstance(page, int) else 0
    sort = name if isinstance(name, str) and name else None
    return TablePage(before * rows, rows, f"-{sort}" if sort and pagination.get("descending") else sort)


class TrackTable:
    """A table that asks for the rows it shows.

    Parameters
    ----------
    page : PageContext
    columns : sequence of Column
        After a button to play and the title with its artist, which are always there.
    fetch : callable
        From a :class:`TablePage` to the documents of the tracks and how many there are in all; called in a
        thread.
    sort : str, optional
        How it is sorted at first.
    on_shown : callable, optional
        Called with what is shown, whenever other rows are.

    Attributes
    ----------
    total : int
        How many tracks there are in all.
    """

    def __init__(
        self,
        page: PageContext,
        columns: Sequence[Column],
        fetch: Callable[[TablePage], tuple[list[dict[str, Any]], int]],
        *,
        sort: str | None = None,
        on_shown: Callable[[TablePage], None] | None = None,
    ) -> None:
        self._page, self._columns, self._fetch = page, columns, fetch
        self._on_shown, self._asked = on_shown, 0
        self._documents: list[dict[str, Any]] = []
        descending = bool(sort) and sort.startswith("-") if sort else False
        first = sort.lstrip("-") if sort else None
        self.total = 0
        self.table = ui.table(
            rows=[],
            columns=self._declared(),
            row_key="track_id",
            pagination={
                "page": 1,
                "rowsPerPage": _ROWS[0],
                "rowsNumber": 0,
                "sortBy": first,
                "descending": descending,
            },
        )
        self.table.props("flat binary-state-sort dense=false")
        self.table.props["rows-per-page-options"] = list(_ROWS)
        self.table.props["rows-per-page-label"] = page.t("table.rows_per_page")
        self.table.classes("ts-table w-full")
        self.table.add_slot("body-cell-play", _PLAY_CELL)
        self.table.add_slot("body-cell-title", _TITLE_CELL)
        self.table.on_pagination_change(self._keep_total)
        self.table.on("request", self._request)
        self.table.on("play", self._play)
        self.table.on("open", js_handler="(id) => window.tunescape.open('/track/' + id)")

    def _declared(self) -> list[dict[str, Any]]:
        title = {
            "name": "title",
            "label": self._page.t("word.title"),
            "field": "title",
            "align": "left",
            "sortable": True,
        }
        play_label = {"name": "play", "label": self._page.t("do.play"), "field": "track_id", "align": "left"}
        return [
            {**play_label, "style": "width: 3rem", "headerStyle": "width: 3rem; font-size: 0"},
            title,
            *(
                {
                    "name": column.sort or column.name,
                    "label": column.label,
                    "field": column.name,
                    "align": "right" if column.number else "left",
                    "sortable": column.sort is not None,
                    "classes": "ts-wide ts-number" if column.wide else "ts-number",
                    "headerClasses": "ts-wide" if column.wide else "",
                }
                for column in self._columns
            ),
        ]

    async def refresh(self, *, first_page: bool = False) -> None:
        """Ask for the rows again: something changed, or other tracks are wanted."""
        pagination = dict(self.table.pagination)
        if first_page:
            pagination["page"] = 1
        await self._show(pagination)

    def _keep_total(self, event: ValueChangeEventArguments[dict[str, Any]]) -> None:
        # a table that has just come into being tells what it was made with, perhaps after the rows were sent
        if event.value.get("rowsNumber") != self.total:
            self.table.pagination = {**event.value, "rowsNumber": self.total}
            self.table.update()

    async def _request(self, event: GenericEventArguments) -> None:
        await self._show(dict(event.args["pagination"]))

    async def _show(self, pagination: dict[str, Any]) -> None:
        asked = table_page(pagination)
        self._asked = number = self._asked + 1
        try:
            documents, total = await self._page.read(self._fetch, asked)
        except TunescapeError as error:
            self._page.tell(error)
            return
        if number != self._asked:
            return  # something else was asked for meanwhile
        self._documents, self.total = documents, total
        self.table.pagination = {
            **pagination,
            "page": asked.offset // asked.limit + 1,
            "rowsPerPage": asked.limit,
            "rowsNumber": total,
        }
        self.table.rows = [self._row(document) for document in documents]
        self.table.update()
        if self._on_shown:
            self._on_shown(asked)

    def _row(self, document: dict[str, Any]) -> dict[str, Any]:
        row = {column.name: visible(column.show(document)) for column in self._columns}
        title = visible(document["title"])
        return {
            **row,
            "track_id": document["track_id"],
            "title": title,
            "artist": visible(document["artist"] or ""),
            "play_label": self._page.t("do.play_named", title=title),
            "address": self._page.url(f"/track/{document['track_id']}"),
        }

    def _play(self, event: GenericEventArguments) -> None:
        play(self._documents, int(event.args))


_PLAY_CELL = """
<q-td :props="props">
  <q-btn flat round dense color="primary" icon="play_arrow" :aria-label="props.row.play_label"
         @click.stop="$parent.$emit('play', props.rowIndex)"></q-btn>
</q-td>
"""
_TITLE_CELL = """
<q-td :props="props">
  <a class="ts-link ts-track-title" :href="props.row.address"
     @click.exact.prevent="$parent.$emit('open', props.row.track_id)">{{ props.row.title }}</a>
  <div class="ts-track-artist">{{ props.row.artist }}</div>
</q-td>
"""
