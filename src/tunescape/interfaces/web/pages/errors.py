"""What a visitor sees in the place of a page that is not there, or that could not be built."""

from typing import Any

from nicegui import ui
from nicegui.page_arguments import RouteMatch

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.text import Text, title

__all__ = ["Parts", "failed", "not_found", "nothing_here"]


class Parts(ui.sub_pages):
    """The part of a page that the address names; where there is none, or it fails, that is said.

    Parameters
    ----------
    page : PageContext
    routes : dict
        What builds each part, by path.
    """

    def __init__(self, page: PageContext, routes: dict[str, Any]) -> None:
        self._visited = page  # before the first part is built
        super().__init__(routes)

    def _find_matching_path(self) -> RouteMatch | None:
        match = super()._find_matching_path()
        # "/nowhere" is no part of "/"
        return None if match is None or match.remaining_path else match

    def _render_404(self) -> None:
        not_found(self._visited)

    def _render_error(self, _: Exception) -> None:
        # the reason goes to the server's log by itself
        failed(self._visited)


def not_found(page: PageContext) -> None:
    """Say that there is no such page."""
    nothing_here(page, page.t("frame.not_found"), page.t("frame.not_found_hint"), icon="explore_off")


def failed(page: PageContext) -> None:
    """Say that the page could not be built."""
    nothing_here(page, page.t("frame.failed"), page.t("frame.failed_hint"), icon="report_problem")


def nothing_here(page: PageContext, text: str, hint: str, *, icon: str) -> None:
    """Say what is not here, and show the way to the library: all that a page holds then."""
    with ui.element("div").classes("ts-empty"):
        ui.icon(icon, size="3rem").classes("ts-soft").props("aria-hidden=true")
        title(text)
        Text("p", hint).classes("ts-lead")
        back = ui.button(page.t("frame.to_library"), icon="library_music").props("unelevated no-caps")
        # a whole new page: what failed may be the page around this
        back.on("click", js_handler=f"() => location.assign('{page.url('/')}')")
