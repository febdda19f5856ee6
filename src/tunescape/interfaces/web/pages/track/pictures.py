"""Pictures of a track, drawn when somebody wants to see them."""

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.track.says import view_name, view_says
from tunescape.interfaces.web.pages.widgets.text import Text, heading

__all__ = ["Pictures"]

_SIZE = "width=1200 height=450"
"""Of what the server draws: the place is kept while it does."""


class Pictures:
    """A row of views to choose from, and those that were chosen.

    Parameters
    ----------
    page : PageContext
    track_id, title : str
    """

    def __init__(self, page: PageContext, track_id: str, title: str) -> None:
        self._page, self._track_id, self._title = page, track_id, title
        self._figures: dict[str, ui.element] = {}
        with ui.element("section").classes("ts-card"):
            heading(page.t("track.pictures"))
            Text("p", page.t("track.pictures.lead")).classes("ts-lead ts-small")
            self._views = ui.element("div").classes("tk-views")
            self._gallery = ui.element("div").classes("tk-gallery")

    async def load(self) -> None:
        """Ask which views there are."""
        for name, title, summary in await self._page.read(_views):
            with self._views:
                self._button(name, title, summary)

    def _button(self, name: str, title: str, summary: str) -> None:
        t = self._page.t
        button = ui.button(view_name(t, name, title)).props(
            "flat dense no-caps padding='xs md' aria-pressed=false"
        )
        button.classes("tk-view")
        button.on_click(
            lambda: self._toggle(button, name, view_name(t, name, title), view_says(t, name, summary))
        )

    def _toggle(self, button: ui.button, name: str, title: str, says: str) -> None:
        shown = self._figures.pop(name, None)
        button.props(f"aria-pressed={'true' if shown is None else 'false'}")
        if shown is not None:
            shown.delete()
            return
        with self._gallery:
            self._figures[name] = self._figure(name, title, says)
        self._figures[name].move(self._gallery, 0)

    def _figure(self, name: str, title: str, says: str) -> ui.element:
        t = self._page.t
        address = self._page.url(f"/api/tracks/{self._track_id}/pictures/{name}.png")
        with ui.element("figure").classes("tk-figure") as figure:
            image = ui.element("img").props(f"{_SIZE} loading=lazy decoding=async")
            image.props["src"] = address
            image.props["alt"] = t("track.pictures.alt", view=title, title=self._title, summary=says)
            failed = Text("p", t("track.pictures.failed")).classes("ts-bad q-my-none")
            failed.set_visibility(False)

            def fail() -> None:
                image.set_visibility(False)
                failed.set_visibility(True)

            figure.props["data-wait"] = t("track.pictures.drawing")
            done = "(event) => event.target.closest('figure').removeAttribute('data-wait')"
            image.on("load", js_handler=done).on("error", fail, args=[]).on("error", js_handler=done)
            with ui.element("figcaption"):
                with ui.element("span"):
                    Text("strong", title)
                    Text("span", f" · {says}")
                save = ui.element("a").classes(
                    "q-btn q-btn--flat q-btn--round q-btn--dense text-primary q-pa-xs"
                )
                save.props["href"] = address
                save.props["download"] = f"{name}.png"
                save.props["aria-label"] = t("track.pictures.save", view=title)
                with save:
                    ui.icon("download", size="1.4rem").props("aria-hidden=true")
        return figure


def _views() -> list[tuple[str, str, str]]:
    from tunescape.report.pictures.views import VIEWS  # brings matplotlib

    return [(view.name, view.title, view.summary) for view in VIEWS.values()]
