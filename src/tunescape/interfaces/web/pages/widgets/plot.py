"""Interactive pictures by plotly, in the page's colours."""

from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext

__all__ = ["PALETTE", "plot"]

PALETTE = (
    # Okabe and Ito's colours, which everybody can tell apart, and lighter and darker ones between them
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d1f", "#7a5195"),
    *("#2f9e9e", "#b3261e", "#6b8e23", "#5a626c"),
)
"""For groups, in this order, and again from the start where there are more."""


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
        "colorway": list(PALETTE),
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
