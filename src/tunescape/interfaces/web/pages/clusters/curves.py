"""The scores of every number of clusters, each in a picture of its own."""

from collections.abc import Mapping
from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.plot import plot
from tunescape.interfaces.web.pages.widgets.text import Text, heading
from tunescape.report.cluster_pictures import SCORES
from tunescape.report.figures import Curves
from tunescape.report.interactive import score_traces
from tunescape.report.texts import Texts as ReportTexts

__all__ = ["score_curves"]


def score_curves(page: PageContext, about: Mapping[str, Any]) -> None:
    """Add the curves of a clustering; nothing where only one number was tried.

    Parameters
    ----------
    page : PageContext
    about : mapping
        Of a :class:`~tunescape.library.cluster_store.StoredClustering`.
    """
    if len(about["scores"]) < 2:
        return
    said = ReportTexts(page.t.language)
    titles = {name: said(f"curve_{name}") for name in SCORES}
    figure = Curves(tuple(about["scores"]), about["k"], titles, said("k_title"))
    with ui.element("section").classes("cl-section"):
        heading(page.t("clusters.curves"))
        Text("p", page.t("clusters.curves_lead")).classes("ts-lead")
        with ui.element("div").classes("cl-curves"):
            for name in SCORES:
                with ui.element("div").classes("ts-card cl-curve"):
                    Text("h3", titles[name][:1].upper() + titles[name][1:]).classes("cl-curve-title")
                    axes = {
                        "xaxis": {
                            "dtick": 1,
                            "fixedrange": True,
                            "title": {"text": figure.k_title, "standoff": 6},
                        },
                        "yaxis": {"nticks": 5, "fixedrange": True, "automargin": True},
                    }
                    margin = {"l": 44, "r": 8, "t": 8, "b": 40}
                    plot(
                        page,
                        score_traces(figure, name),
                        {**axes, "margin": margin, "showlegend": False},
                        label=titles[name],
                        height=190,
                    )
