"""What the colours of the map mean."""

from typing import Any

import numpy as np
import numpy.typing as npt
from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.map_page.colours import (
    COLOURINGS,
    Colouring,
    Group,
    Scale,
    colour_groups,
    colour_numbers,
    read_values,
)
from tunescape.interfaces.web.pages.map_page.plot import MapPlot
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.interfaces.web.services.cluster_names import cluster_names
from tunescape.interfaces.web.texts import Texts
from tunescape.library.store import Library
from tunescape.report.cluster_names import tag_name
from tunescape.text import visible

__all__ = ["Legend", "read_colouring"]


def read_colouring(library: Library, name: str, track_ids: npt.NDArray[np.bytes_], t: Texts) -> Colouring:
    """Return the colours of points by what the library knows of their tracks.

    Parameters
    ----------
    library : Library
    name : str
        Of :data:`~tunescape.interfaces.web.pages.map_page.colours.COLOURINGS`, known of some track.
    track_ids : np.ndarray [shape=(n,), dtype=S32]
    t : Texts
    """
    values = read_values(library, name, track_ids)
    if COLOURINGS[name] != "groups" and any(value is not None for value in values):
        return colour_numbers(values, logarithmic=COLOURINGS[name] == "logarithms")
    names = cluster_names(library, t.language) if name == "cluster" else {}

    def named(value: Any) -> str:
        match name:
            case "cluster":
                return f"{value} {names.get(value, '')}".strip()
            case "tag":
                return visible(tag_name(value, t.language))
            case "charted":
                return t("map_page.on_chart" if value else "map_page.off_chart")
        return visible(value)

    return colour_groups(values, named=named, rest=t("map_page.others"))


class Legend:
    """What is under the map: groups to see alone, or a scale.

    Parameters
    ----------
    page : PageContext
    plot : MapPlot
    """

    def __init__(self, page: PageContext, plot: MapPlot) -> None:
        self._page, self._plot = page, plot
        self._element = ui.element("div").classes("map-legend")

    def show(self, name: str, colouring: Colouring) -> None:
        """Say what the colours mean."""
        self._element.clear()
        with self._element:
            if isinstance(colouring.legend, Scale):
                self._scale(name, colouring.legend)
            else:
                self._groups(colouring.legend)

    def _scale(self, name: str, scale: Scale) -> None:
        bar = ui.element("div").classes("map-scale").props("aria-hidden=true")
        bar.style(f"background: linear-gradient(90deg, {', '.join(scale.colours)})")
        with ui.element("div").classes("map-scale-ends ts-number"):
            for value in (scale.low, scale.middle, scale.high):
                Text("span", _written(name, value))

    def _groups(self, groups: tuple[Group, ...]) -> None:
        alone: list[int] = []
        buttons: dict[int, ui.element] = {}

        def isolate(code: int) -> None:
            chosen = -1 if alone == [code] else code
            alone[:] = [] if chosen < 0 else [chosen]
            for other, button in buttons.items():
                button.props["aria-pressed"] = "true" if other == chosen else "false"
            self._plot.run_method("isolate", chosen)

        group_list = ui.element("div").classes("map-groups").props("role=group")
        group_list.props["aria-label"] = self._page.t("map_page.legend")
        with group_list:
            for group in groups:
                button = ui.element("button").classes("map-group").props('type=button aria-pressed="false"')
                button.on("click", lambda code=group.code: isolate(code))
                with button:
                    ui.element("span").classes("map-dot").style(f"background: {group.colour}")
                    Text("span", group.name).classes("map-group-name")
                    Text("span", f"{group.n:,}").classes("ts-soft ts-number")
                buttons[group.code] = button


def _written(name: str, value: float) -> str:
    if name == "year":
        return f"{value:.0f}"
    if name == "duration_s":
        minutes, seconds = divmod(round(value), 60)
        return f"{minutes}:{seconds:02d}"
    return f"{value:,.0f}".replace("-", "−")
