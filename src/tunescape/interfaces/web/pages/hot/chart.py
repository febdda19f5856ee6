"""The chart: how much there is of it, and the tracks on it."""

from typing import Any, NamedTuple

import sqlalchemy as sa
from nicegui import ui

from tunescape.interfaces.documents import track_document
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.make_playlist import make_playlist
from tunescape.interfaces.web.pages.widgets.names import key_name, tag_names
from tunescape.interfaces.web.pages.widgets.play import play
from tunescape.interfaces.web.pages.widgets.text import heading, tile
from tunescape.interfaces.web.pages.widgets.track_table import Column, TablePage, TrackTable
from tunescape.interfaces.web.services.track_rows import track_ids, track_page
from tunescape.interfaces.web.texts import Texts
from tunescape.library.schema import chart_entries, files
from tunescape.library.store import Library
from tunescape.text import visible

__all__ = ["ChartOverview", "chart_overview", "show_chart"]

_MOST_PLAYED, _MOST_KEPT = 200, 100_000


class ChartOverview(NamedTuple):
    """How much of the library is on charts.

    Attributes
    ----------
    n_tracks : int
    sources : tuple of str
    newest : str
        Day of the newest chart, empty where none tells.
    n_days : int
        From so many different days.
    users : int
        Added up.
    """

    n_tracks: int
    sources: tuple[str, ...]
    newest: str
    n_days: int
    users: int


def chart_overview(library: Library) -> ChartOverview:
    """Count what charts say of the tracks that a file is left of."""
    present = sa.select(files.c.track_id).where(files.c.missing_since.is_(None))
    day = sa.func.substr(chart_entries.c.fetched_at, 1, 10)
    columns = (chart_entries.c.source, day.label("day"), sa.func.count().label("n"))
    statement = (
        sa.select(*columns, sa.func.total(chart_entries.c.users).label("users"))
        .where(chart_entries.c.track_id.in_(present), chart_entries.c.rank.is_not(None))
        .group_by(chart_entries.c.source, day)
    )
    with library.connect() as connection:
        rows = connection.execute(statement).all()
    days = {row.day for row in rows}
    return ChartOverview(
        sum(row.n for row in rows),
        tuple(sorted({row.source for row in rows if row.source})),
        max(days, default=""),
        len(days),
        int(sum(row.users for row in rows)),
    )


def show_chart(page: PageContext, overview: ChartOverview) -> None:
    """Add the numbers of the chart, and its table."""
    t = page.t
    with ui.element("div").classes("ts-tiles hot-tiles"):
        tile(t("hot.tile.tracks"), t.count("word.tracks", overview.n_tracks))
        if overview.newest:
            tile(t("hot.tile.date"), overview.newest)
        if overview.sources:
            tile(t("hot.tile.source"), visible(", ".join(overview.sources)))
        if overview.users:
            tile(t("hot.tile.users"), f"{overview.users:,}")
    _Chart(page, overview)


class _Chart:
    """The table, and what can be done with all that is in it."""

    def __init__(self, page: PageContext, overview: ChartOverview) -> None:
        self._page, self._overview = page, overview
        t = page.t
        with ui.element("section").classes("hot-section"):
            with ui.element("div").classes("ts-row ts-between"):
                heading(t("hot.chart"))
                with ui.element("div").classes("ts-row"):
                    self._newest = ui.switch(t("hot.newest_only"), on_change=self._renew)
                    self._newest.set_visibility(overview.n_days > 1)
                    ui.button(t("hot.play"), icon="play_arrow", on_click=self._play).props(
                        "unelevated dense no-caps color=primary padding='xs md'"
                    )
                    ui.button(t("hot.playlist"), icon="playlist_add", on_click=self._keep).props(
                        "outline dense no-caps color=primary padding='xs md'"
                    )
            self._table = TrackTable(
                page, chart_columns(t, several=overview.n_days > 1), self._fetch, sort="rank"
            )
        ui.timer(0, self._table.refresh, once=True)

    @property
    def _where(self) -> str:
        if self._newest.value and self._overview.newest:
            return f'rank != null and charted_at >= "{self._overview.newest}"'
        return "rank != null"

    def _fetch(self, wanted: TablePage) -> tuple[list[dict[str, Any]], int]:
        rows, total = track_page(
            self._page.state.library,
            where=self._where,
            sort=wanted.sort or "rank",
            limit=wanted.limit,
            offset=wanted.offset,
        )
        return [track_document(track) for track in rows], total

    async def _renew(self) -> None:
        await self._table.refresh(first_page=True)

    async def _play(self) -> None:
        documents, _ = await self._page.read(self._fetch, TablePage(0, _MOST_PLAYED, "rank"))
        play(documents)

    async def _keep(self) -> None:
        library = self._page.state.library
        ids = await self._page.read(track_ids, library, where=self._where, sort="rank", limit=_MOST_KEPT)
        name = self._page.t("hot.playlist_name", date=self._overview.newest).strip(" ,，")
        await make_playlist(self._page, name, ids, recipe={"from": "chart"})


def chart_columns(t: Texts, *, several: bool) -> tuple[Column, ...]:
    """Return the columns of the chart; when a track was seen on it, where there are several charts."""
    seen = Column(
        "seen", t("hot.charted"), lambda row: (row["charted_at"] or "–")[:10], "charted_at", wide=True
    )
    return (
        Column("rank", t("word.rank"), lambda row: _number(row["rank"]), "rank", number=True),
        Column("users", t("word.users"), lambda row: _number(row["users"]), "users", number=True),
        Column(
            "gained",
            t("hot.gained"),
            lambda row: _signed(row["users_gained"]),
            "users_gained",
            number=True,
            wide=True,
        ),
        *((seen,) if several else ()),
        Column(
            "tempo",
            t("word.tempo"),
            lambda row: _number(row["tempo_bpm"]),
            "tempo_bpm",
            number=True,
            wide=True,
        ),
        Column("key", t("word.key"), lambda row: key_name(t, row["key"] or "–"), "key", wide=True),
        Column("genre", t("word.genre"), lambda row: row["genre"] or "–", "genre", wide=True),
        Column("tags", t("word.tags"), lambda row: tag_names(t, row["tags"][:2]) or "–", wide=True),
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{round(value):,}"


def _signed(value: int | None) -> str:
    return "–" if value is None else f"{value:+,}".replace("-", "−")
