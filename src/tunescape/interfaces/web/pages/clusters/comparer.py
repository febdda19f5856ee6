"""Two groups of tracks side by side: clusters, genres, playlists, the chart, or any condition."""

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from tunescape.discovery.compare.groups import REST
from tunescape.errors import QueryError
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.blocks import show_blocks
from tunescape.interfaces.web.pages.widgets.text import Text, heading
from tunescape.interfaces.web.services.cluster_names import cluster_names
from tunescape.interfaces.web.services.facets import genre_counts
from tunescape.interfaces.web.services.findings import group_findings
from tunescape.interfaces.web.texts import Texts
from tunescape.library.playlists import list_playlists
from tunescape.library.store import Library
from tunescape.text import visible

__all__ = ["Comparer", "group_choices"]

_OWN = "own"
_MOST_GENRES, _MOST_PLAYLISTS = 100, 50


def group_choices(library: Library, t: Texts) -> dict[str, str]:
    """Return groups that can be compared: as a condition or a playlist, and what they are called."""
    choices = {
        f"cluster = {label}": t("clusters.of.cluster", name=f"{label} {visible(name)}")
        for label, name in cluster_names(library, t.language).items()
    }
    for genre, _ in genre_counts(library)[:_MOST_GENRES]:
        quote = "'" if '"' in genre else '"'
        if quote not in genre:
            choices[f"genre = {quote}{genre}{quote}"] = t("clusters.of.genre", name=visible(genre))
    choices["rank != null"] = t("clusters.of.chart")
    for saved in list_playlists(library)[:_MOST_PLAYLISTS]:
        choices[f"playlist:{saved.playlist_id}"] = t("clusters.of.playlist", name=visible(saved.name))
    return choices


class _Chooser:
    """A field for one of the groups; a condition of one's own can be typed."""

    def __init__(self, page: PageContext, label: str, *, with_rest: bool) -> None:
        self._page, self._with_rest = page, with_rest
        t = page.t
        with ui.element("div").classes("cl-chooser"):
            self._select = ui.select({}, label=label, with_input=True, on_change=self._changed)
            self._select.props("outlined dense options-dense").classes("w-full")
            self._condition = ui.input(t("clusters.condition")).props("outlined dense").classes("w-full")
            self._condition.props["hint"] = t("clusters.condition_hint")
            self._condition.set_visibility(False)

    def offer(self, choices: dict[str, str], position: int) -> None:
        t = self._page.t
        rest = {REST: t("clusters.rest")} if self._with_rest else {}
        options = {**rest, **choices, _OWN: t("clusters.of.own")}
        kept = self._select.value if self._select.value in options else list(options)[position]
        self._select.set_options(options, value=kept)

    def asked(self) -> tuple[str, str]:
        """Return the group as it is looked up, and what it is called.

        Raises
        ------
        QueryError
            If nothing was typed.
        """
        value = self._select.value
        if value != _OWN and value is not None:
            return value, self._select.options[value]
        text = (self._condition.value or "").strip() if value else ""
        if not text:
            raise QueryError(
                f"{self._page.t('clusters.condition')}: …", hint=self._page.t("clusters.condition_hint")
            )
        return text, text

    def _changed(self, event: ValueChangeEventArguments[str | None]) -> None:
        self._condition.set_visibility(event.value == _OWN)


class Comparer:
    """The part of the page that compares.

    Parameters
    ----------
    page : PageContext
    """

    def __init__(self, page: PageContext) -> None:
        self._page = page
        t = page.t
        with ui.element("section").classes("cl-section"):
            heading(t("clusters.compare"))
            Text("p", t("clusters.compare_lead")).classes("ts-lead")
            with ui.element("div").classes("cl-compare"):
                self._a = _Chooser(page, t("clusters.group_a"), with_rest=False)
                self._b = _Chooser(page, t("clusters.group_b"), with_rest=True)
                self._button = ui.button(
                    t("clusters.do_compare"), icon="compare_arrows", on_click=self._compare
                )
                self._button.props("unelevated no-caps color=primary")
            self._status = Text("p", "").classes("ts-soft cl-status").props("role=status")
            self._result = ui.element("div").classes("cl-result")

    async def refresh(self) -> None:
        """Offer the groups that there are now."""
        choices = await self._page.read(group_choices, self._page.state.library, self._page.t)
        self._a.offer(choices, 0)
        self._b.offer(choices, 0)

    async def _compare(self) -> None:
        page = self._page
        with page.told():
            a, b = self._a.asked(), self._b.asked()
            self._result.clear()
            self._status.set_text(page.t("clusters.comparing"))
            self._button.disable()
            try:
                blocks = await page.state.compute(
                    group_findings, str(page.state.library.path), a, b, page.t.language
                )
            finally:
                if not self._button.is_deleted:
                    self._status.set_text("")
                    self._button.enable()
            if not self._result.is_deleted:
                with self._result:
                    show_blocks(page, blocks)
