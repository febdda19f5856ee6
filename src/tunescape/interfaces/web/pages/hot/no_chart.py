"""What to do where no track is on a chart."""

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.text import Text, empty

__all__ = ["no_chart"]

_FETCH = "tunescape chart fetch ranking --from https://example.org -o chart.csv"
_DOWNLOAD = "tunescape chart download chart.csv -o hot --from https://example.org"


def no_chart(page: PageContext) -> None:
    """Explain how a chart comes into the library."""
    t = page.t
    with empty(t("hot.none"), t("hot.none_hint"), icon="local_fire_department"):
        with ui.element("ol").classes("hot-steps"):
            for key, command in (("fetch", _FETCH), ("download", _DOWNLOAD), ("add", "")):
                with ui.element("li"):
                    Text("span", t(f"hot.step_{key}"))
                    if command:
                        Text("code", command).classes("hot-command")
        Text("p", t("hot.own_chart")).classes("ts-soft ts-small fd-note")
        Text("p", t("hot.responsibility")).classes("ts-soft ts-small fd-note")
        with ui.link(target="/").classes("cl-link"):
            Text("span", t("hot.to_library"))
