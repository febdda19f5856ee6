"""Measuring spaces on labelled music."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.models.bench import Bench, Parameters
from tunescape.interfaces.web.pages.models.labelled import labelled_field
from tunescape.interfaces.web.pages.widgets.names import space_name
from tunescape.interfaces.web.pages.widgets.sentences import sentences
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.interfaces.web.services.usable_spaces import usable_spaces

__all__ = ["evaluate_bench"]

_AT_FIRST = ("default", "timbre", "rhythm", "musicnn")
_COLUMNS = ("one_nn", "precision_at_5", "precision_at_10", "map", "probe_accuracy", "pair_error")


def evaluate_bench(page: PageContext) -> None:
    """Add the bench."""
    Bench(
        page,
        "evaluate",
        name="models.evaluate",
        lead="models.evaluate_lead",
        start="models.evaluate_start",
        form=lambda: _form(page),
        show=lambda result: _show(page, result),
    )


def _form(page: PageContext) -> Callable[[], Parameters | None]:
    labelled = labelled_field(page, optional=False)
    spaces = ui.select([], multiple=True, label=page.t("models.spaces"))
    spaces.props("outlined dense options-dense use-chips").classes("ts-grow")

    async def offer() -> None:
        there = [one.name for one in await page.read(usable_spaces, page.state.library)] or list(_AT_FIRST)
        chosen = [name for name in _AT_FIRST if name in there]
        spaces.set_options({name: space_name(page.t, name) for name in there}, value=chosen)

    ui.timer(0, offer, once=True)

    def read() -> Parameters | None:
        chosen = (labelled.value or "").strip()
        if not chosen:
            ui.notify(page.t("models.labelled_missing"), type="warning")
            return None
        return {"labelled": chosen, "space": ",".join(spaces.value) or "default"}

    return read


def _show(page: PageContext, result: dict[str, Any]) -> None:
    t = page.t
    rows = [_row(space_name(t, row["space"]), row) for row in result["rows"]]
    bounds = ("models.bound.chance", "models.bound.best")
    rows += [_row(t(key), row) for key, row in zip(bounds, result["bounds"], strict=True)]
    names = {"space": t("models.space"), "dimensions": t("models.dimensions")}
    columns = [
        {
            "name": name,
            "field": name,
            "label": names.get(name) or t(f"models.column.{name}"),
            "align": "left" if name == "space" else "right",
            "sortable": True,
            "classes": "ts-number",
        }
        for name in ("space", "dimensions", *_COLUMNS)
    ]
    # on a phone it is moved sideways, by keys, too
    with ui.element("div").classes("ts-scroll").props("tabindex=0 role=region") as region:
        table = ui.table(rows=rows, columns=columns, row_key="space").props("flat dense").classes("w-full")
    for element in (region, table):
        element.props["aria-label"] = t("models.evaluate")
    Text("p", t("models.evaluate_note", tracks=result["tracks"], labels=result["labels"])).classes(
        "ts-soft ts-small"
    )
    for row in result["rows"]:
        if row["not_measured"]:
            Text(
                "p",
                t(
                    "models.not_measured",
                    space=space_name(t, row["space"]),
                    reason=sentences(t, row["not_measured"]),
                ),
            ).classes("ts-soft ts-small")


def _row(space: str, document: dict[str, Any]) -> dict[str, Any]:
    cells = {name: "–" if document[name] is None else f"{document[name]:.3f}" for name in _COLUMNS}
    dimensions = document["dimensions"]
    return {"space": space, "dimensions": "–" if dimensions is None else dimensions, **cells}
