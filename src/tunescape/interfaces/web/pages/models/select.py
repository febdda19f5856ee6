"""Selecting features that tell tracks apart."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from tunescape.discovery.selection.excerpts import selectable_feature_sets
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.models.bench import Bench, Parameters
from tunescape.interfaces.web.pages.widgets.names import space_name
from tunescape.interfaces.web.pages.widgets.plot import plot
from tunescape.interfaces.web.pages.widgets.text import Text, tile

__all__ = ["select_bench"]


def select_bench(page: PageContext) -> None:
    """Add the bench."""
    Bench(
        page,
        "select_features",
        name="models.select",
        lead="models.select_lead",
        start="models.select_start",
        form=lambda: _form(page),
        show=lambda result: _show(page, result),
    )


def _form(page: PageContext) -> Callable[[], Parameters | None]:
    t = page.t
    features = ui.select(
        {name: space_name(t, name) for name in selectable_feature_sets()},
        value="statistical",
        label=t("models.feature_set"),
    )
    features.props("outlined dense").classes("ts-field")
    population = ui.number(t("models.population"), value=200, min=4, max=100_000, precision=0)
    generations = ui.number(t("models.generations"), value=100, min=1, max=100_000, precision=0)
    name = ui.input(t("models.space_name"), value="selected")
    for field in (population, generations, name):
        field.props("outlined dense").classes("ts-field")

    def read() -> Parameters | None:
        if population.value is None or generations.value is None:
            ui.notify(t("models.number_missing"), type="warning")
            return None
        return {
            "features": features.value,
            "population": int(population.value),
            "generations": int(generations.value),
            "name": (name.value or "").strip(),
        }

    return read


def _show(page: PageContext, result: dict[str, Any]) -> None:
    t = page.t
    with ui.element("div").classes("ts-tiles"):
        tile(t("models.kept"), f"{len(result['selected'])}")
        tile(t("models.errors"), f"{result['error_all']} → {result['error_selected']}")
        held_out = (result["held_out_error_all"], result["held_out_error_selected"])
        tile(t("models.errors_held_out"), f"{held_out[0]:.1f} → {held_out[1]:.1f}")
    Text("p", t("models.select_note", n=result["excerpts"], space=result["space"])).classes(
        "ts-soft ts-small"
    )
    generations = list(range(len(result["history"])))
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": t(f"models.curve.{name}"),
            "x": generations,
            "y": result[key],
        }
        for name, key in (("best", "history"), ("mean", "history_mean"))
    ]
    layout = {"xaxis": {"title": t("models.generation")}, "yaxis": {"title": t("models.errors")}}
    plot(page, traces, layout, label=t("models.curve"))
    with ui.element("div").classes("ts-row"):
        for name in result["selected"]:
            Text("span", name).classes("ts-chip")
