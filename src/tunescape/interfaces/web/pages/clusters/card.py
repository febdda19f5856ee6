"""A cluster as a card: what it is like, who is in it, what can be done with it."""

from nicegui import ui

from tunescape.interfaces.documents import track_document
from tunescape.interfaces.web.pages.clusters.overview import N_GENRES, ClusterView
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.make_playlist import make_playlist
from tunescape.interfaces.web.pages.widgets.play import play
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.interfaces.web.pages.widgets.track_list import track_list
from tunescape.interfaces.web.services.track_rows import track_ids, track_page
from tunescape.interfaces.web.texts import Texts
from tunescape.library.cluster_store import rename_cluster
from tunescape.report.texts import Texts as ReportTexts
from tunescape.text import visible

__all__ = ["cluster_card", "genres_said"]

_MOST_PLAYED, _MOST_KEPT = 200, 100_000
_SHADES = (1.0, 0.7, 0.45, 0.28)


def cluster_card(page: PageContext, cluster: ClusterView, *, n_tracks: int) -> None:
    """Add the card of a cluster.

    Parameters
    ----------
    page : PageContext
    cluster : ClusterView
    n_tracks : int
        In all clusters together.
    """
    with ui.element("article").classes("ts-card cl-card") as card:
        card.props["aria-label"] = cluster.name
        card.style(f"border-top-color: {cluster.colour}")
        _Name(page, cluster)
        share = round(100 * cluster.size / max(1, n_tracks))
        tracks = page.t.count("word.tracks", cluster.size)
        Text("div", page.t("clusters.size", tracks=tracks, share=share)).classes("ts-soft ts-number")
        if cluster.tags:
            with ui.element("div").classes("cl-chips"):
                for tag in cluster.tags:
                    Text("span", tag).classes("ts-chip")
        Text("p", _traits(page, cluster)).classes("cl-traits")
        _genres(page, cluster)
        if cluster.typical:
            Text("h4", page.t("clusters.typical")).classes("cl-label")
            track_list(page, cluster.typical)
        _actions(page, cluster)


class _Name:
    """The name of a cluster, which can be changed where it stands."""

    def __init__(self, page: PageContext, cluster: ClusterView) -> None:
        self._page, self._cluster = page, cluster
        with ui.element("div").classes("cl-name") as self._row:
            pass
        self._show()

    def _show(self) -> None:
        self._row.clear()
        with self._row:
            Text("h3", f"{self._cluster.label} {visible(self._cluster.name)}").classes("ts-heading")
            button = ui.button(icon="edit", on_click=self._edit).props("flat round dense size=sm")
            button.props["aria-label"] = self._page.t("clusters.rename", name=self._cluster.name)

    def _edit(self) -> None:
        self._row.clear()
        t = self._page.t
        with self._row:
            field = ui.input(t("clusters.new_name"), value=self._cluster.name)
            field.props("outlined dense autofocus maxlength=100").classes("cl-name-field")

            async def save() -> None:
                with self._page.told():
                    await self._page.read(
                        rename_cluster, self._page.state.library, str(self._cluster.label), field.value or ""
                    )

            field.on("keydown.enter", save)
            field.on("keydown.esc", self._show)
            for icon, key, act in (("check", "do.save", save), ("close", "do.cancel", self._show)):
                button = ui.button(icon=icon, on_click=act).props("flat round dense")
                button.props["aria-label"] = t(key)


def _traits(page: PageContext, cluster: ClusterView) -> str:
    said = ReportTexts(page.t.language)
    if cluster.traits:
        return said("card_traits", traits=said("joined").join(cluster.traits))
    return "" if cluster.tags else said("card_nothing")


def _genres(page: PageContext, cluster: ClusterView) -> None:
    shares = _shares(cluster)
    if not shares:
        return
    said = genres_said(page.t, cluster)
    with ui.element("div").classes("cl-genres"):
        bar = ui.element("div").classes("cl-bar").props("role=img")
        bar.props["aria-label"] = page.t("clusters.genres_label", genres=said)
        with bar:
            for (_, share), shade in zip(shares, _SHADES, strict=False):
                part = ui.element("span").classes("cl-part")
                part.style(f"width: {100 * share:.2f}%; background: {cluster.colour}; opacity: {shade}")
        Text("div", said).classes("ts-soft ts-small").props("aria-hidden=true")


def _actions(page: PageContext, cluster: ClusterView) -> None:
    library, where = page.state.library, f"cluster = {cluster.label}"
    name = f"{cluster.label} {cluster.name}"

    async def play_it() -> None:
        rows, _ = await page.read(track_page, library, where=where, limit=_MOST_PLAYED)
        play([track_document(track) for track in rows])

    async def keep() -> None:
        ids = await page.read(track_ids, library, where=where, limit=_MOST_KEPT)
        await make_playlist(page, cluster.name, ids, recipe={"from": "cluster", "cluster": cluster.label})

    with ui.element("div").classes("ts-row cl-actions"):
        for key, icon, act in (("play", "play_arrow", play_it), ("playlist", "playlist_add", keep)):
            button = ui.button(page.t(f"clusters.{key}"), icon=icon, on_click=act)
            button.props("flat dense no-caps color=primary padding='xs sm'")
            button.props["aria-label"] = page.t(f"clusters.{key}_named", name=name)
        with ui.link(target=f"/?cluster={cluster.label}").classes("cl-link") as link:
            Text("span", page.t("clusters.in_library"))
        link.props["aria-label"] = page.t("clusters.in_library_named", name=name)


def _shares(cluster: ClusterView) -> list[tuple[str, float]]:
    known = [(visible(name), n) for name, n in cluster.genres if name is not None][:N_GENRES]
    return [(name, n / cluster.size) for name, n in known]


def genres_said(t: Texts, cluster: ClusterView) -> str:
    """Say which share of a cluster is of which genre, and of how many tracks that is known."""
    said = ", ".join(f"{name} {share:.0%}" for name, share in _shares(cluster))
    n_known = sum(n for name, n in cluster.genres if name is not None)
    if n_known == cluster.size:
        return said
    return t("clusters.genres_known", genres=said, n=n_known, size=cluster.size)
