"""Interactive pictures by plotly, in the page's colours."""

from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.report.palette import GROUP_COLOURS

__all__ = ["plot"]


def plot(
    page: PageContext, traces: list[dict[str, Any]], layout: dict[str, Any], *, label: str, height: int = 320
) -> ui.plotly:
    """Add a picture.

    Parameters
    ----------
    page : PageContext
    traces : list of dict
        In plotly's terms.
    layout : dict
        What differs from ours; the title of an axis may be written as a text.
    label : str
        What there is to see, for those who cannot see it.
    height : int
        In pixels.
    """
    # both looks are readable on a background that shows through: middle grey text and lines
    axis = {"gridcolor": "rgba(128,140,152,.22)", "zeroline": False, "linecolor": "rgba(128,140,152,.5)"}
    ours: dict[str, Any] = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "system-ui, sans-serif", "size": 13, "color": "#77828e"},
        "margin": {"l": 54, "r": 16, "t": 16, "b": 44},
        "height": height,
        "colorway": list(GROUP_COLOURS),
        "hoverlabel": {"font": {"size": 13}},
        "legend": {"orientation": "h", "y": 1.08, "x": 0},
    }
    merged = {**ours, **layout}
    for name in ("xaxis", "yaxis"):
        merged[name] = {**axis, **layout.get(name, {})}
        if isinstance(merged[name].get("title"), str):
            merged[name]["title"] = {"text": merged[name]["title"]}
    config = {"displaylogo": False, "responsive": True, "displayModeBar": False}
    figure = ui.plotly({"data": traces, "layout": merged, "config": config}).classes("w-full")
    figure.props["role"] = "img"
    figure.props["aria-label"] = label
    return figure
