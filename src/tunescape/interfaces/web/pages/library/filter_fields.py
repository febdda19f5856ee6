"""The fields above the table of tracks: search, things to choose, and a condition to write."""

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.library.filters import Filters
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.interfaces.web.services.facets import cluster_choices, genre_counts
from tunescape.library.where import FIELDS
from tunescape.text import visible

__all__ = ["FilterFields"]

_FIELD = "outlined dense clearable debounce=350"


class FilterFields:
    """The fields, and what is in them.

    Parameters
    ----------
    page : PageContext
    asked : Filters
        What is in them at first.
    on_change : callable
        Called with what is in them when that changes.
    """

    def __init__(
        self, page: PageContext, asked: Filters, on_change: Callable[[Filters], Awaitable[None]]
    ) -> None:
        self._page, self._on_change, self._busy = page, on_change, False
        t = page.t
        with ui.element("div").classes("ts-filters").props("role=search"):
            self._q = ui.input(t("library.search"), value=asked.q, on_change=self._changed)
            self._q.props(f"{_FIELD} type=search").classes("ts-filter-search")
            with self._q.add_slot("prepend"):
                ui.icon("search").props("aria-hidden=true")
            self._toggle = ui.button(icon="tune", on_click=self._fold).props("outline no-caps")
            self._toggle.classes("ts-filter-toggle")
            with ui.element("div").classes("ts-filter-choices") as self._choices:
                self._genre = self._select(t("word.genre"), asked.genre, asked.genre)
                self._cluster = self._select(t("word.cluster"), asked.cluster, asked.cluster)
                self._slowest = self._number(t("library.slowest"), asked.slowest_bpm)
                self._fastest = self._number(t("library.fastest"), asked.fastest_bpm)
                self._write = ui.button(t("library.condition"), icon="code", on_click=self._unfold)
                self._write.props("flat no-caps aria-expanded=false").classes("ts-filter-write")
        self._build_condition(asked)
        self._show_count()

    async def fill(self, names: Mapping[int, str]) -> None:
        """Read what there is to choose from; ``names`` are those of the clusters, by label."""
        library = self._page.state.library
        genres = await self._page.read(genre_counts, library)
        clusters = await self._page.read(cluster_choices, library)
        self._offer(self._genre, {name: f"{visible(name)} ({n:,})" for name, n in genres})
        self._offer(
            self._cluster,
            {one.label: f"{names.get(one.label, one.label)} ({one.tracks:,})" for one in clusters},
        )
        self._cluster.set_visibility(bool(clusters) or self._cluster.value is not None)

    def values(self) -> Filters:
        """Return what is in the fields."""
        return Filters(
            q=(self._q.value or "").strip(),
            genre=self._genre.value,
            slowest_bpm=self._slowest.value,
            fastest_bpm=self._fastest.value,
            cluster=self._cluster.value,
            where=(self._where.value or "").strip(),
        )

    async def clear(self) -> None:
        """Empty all fields."""
        self._busy = True
        for field in (self._q, self._where):
            field.set_value("")
        for choice in (self._genre, self._cluster, self._slowest, self._fastest):
            choice.set_value(None)
        self._busy = False
        await self._changed()

    def show_problem(self, problem: str | None) -> None:
        """Say below the condition what is wrong with it, or that nothing is."""
        self._where.props["error"] = problem is not None
        self._where.props["error-message"] = problem or ""
        if problem:
            self._condition.set_visibility(True)

    def _select(self, label: str, value: object, shown: object) -> ui.select:
        options = {} if value is None else {value: visible(str(shown))}
        select = ui.select(options, label=label, value=value, clearable=True, on_change=self._changed)
        return select.props("outlined dense options-dense").classes("ts-filter-select")

    def _number(self, label: str, value: float | None) -> ui.number:
        number = ui.number(label, value=value, on_change=self._changed, min=1, max=999, step=1)
        return number.props(f"{_FIELD} suffix=BPM").classes("ts-filter-number")

    def _build_condition(self, asked: Filters) -> None:
        t = self._page.t
        with ui.element("div").classes("ts-condition") as self._condition:
            self._where = ui.input(
                t("library.condition_label"), value=asked.where, on_change=self._changed
            ).props("outlined dense clearable debounce=600 spellcheck=false autocapitalize=off bottom-slots")
            self._where.props["hint"] = t("library.condition_hint")
            with ui.element("div").classes("ts-small ts-soft") as self._together:
                Text("span", t("library.condition_all"))
                self._whole = Text("code", "").classes("ts-code")
            Text("div", t("library.condition_fields", names=", ".join(FIELDS))).classes("ts-small ts-soft")
        self._condition.set_visibility(bool(asked.where))
        self._write.props["aria-expanded"] = "true" if asked.where else "false"

    def _offer(self, select: ui.select, options: dict[object, str]) -> None:
        chosen = select.value
        if chosen is not None and chosen not in options:
            options = {**options, chosen: visible(str(chosen))}  # nothing has it any more
        if options != select.options:
            self._busy = True
            select.set_options(options, value=chosen)
            self._busy = False

    async def _changed(self) -> None:
        if self._busy:
            return
        self._show_count()
        await self._on_change(self.values())

    def _show_count(self) -> None:
        values, t = self.values(), self._page.t
        n = values.n_narrowing
        self._toggle.set_text(t("library.filters_n", n=n) if n else t("library.filters"))
        self._whole.set_text(values.expression())
        self._together.set_visibility(bool(values.choices()))

    def _fold(self) -> None:
        self._choices.classes(toggle="ts-open")
        self._toggle.props["aria-expanded"] = "true" if "ts-open" in self._choices.classes else "false"

    def _unfold(self) -> None:
        self._condition.set_visibility(not self._condition.visible)
        self._write.props["aria-expanded"] = "true" if self._condition.visible else "false"
