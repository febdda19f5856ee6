"""Training a genre model."""

from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.models.bench import Bench, Parameters
from tunescape.interfaces.web.pages.models.labelled import labelled_field
from tunescape.interfaces.web.pages.widgets.text import Text, tile
from tunescape.text import visible

__all__ = ["train_bench"]


def train_bench(page: PageContext, *, on_trained: Callable[[], Awaitable[None]]) -> None:
    """Add the bench; ``on_trained`` is called when there is a new model."""
    Bench(
        page,
        "train_genre",
        name="models.train",
        lead="models.train_lead",
        start="models.train_start",
        form=lambda: _form(page),
        show=lambda result: _show(page, result),
        on_done=on_trained,
    )


def _form(page: PageContext) -> Callable[[], Parameters | None]:
    labelled = labelled_field(page, optional=True)
    kinds = {kind: page.t(f"models.kind.{kind}") for kind in ("probe", "hmm")}
    if find_spec("torch") is not None:
        kinds["cnn"] = page.t("models.kind.cnn")
    kind = ui.select(kinds, value="probe", label=page.t("models.kind")).props("outlined dense")
    kind.classes("ts-field").props["hint"] = page.t("models.kind_hint")
    name = ui.input(page.t("models.name"), value=page.t("models.name_default")).props("outlined dense")
    name.classes("ts-field")

    def read() -> Parameters | None:
        if not (name.value or "").strip():
            ui.notify(page.t("models.name_missing"), type="warning")
            return None
        chosen = (labelled.value or "").strip() or None
        return {"name": name.value.strip(), "labelled": chosen, "model": kind.value}

    return read


def _show(page: PageContext, result: dict[str, Any]) -> None:
    t = page.t
    with ui.element("div").classes("ts-tiles"):
        tile(t("models.accuracy"), f"{result['accuracy']:.0%}")
        tile(t("models.genres"), f"{len(result['classes'])}")
        tile(t("models.tracks_heard"), f"{result['tracks']:,}")
        tile(t("models.corrections"), f"{result['corrections']:,}")
    Text("p", t("models.accuracy_note", n=result["folds"], unsure=f"{result['unknown_below']:.0%}")).classes(
        "ts-soft ts-small"
    )
    _confusion(page, result["classes"], result["confusion"])
    if result["problems"]:
        Text("p", t.count("models.problems", len(result["problems"]))).classes("ts-warm ts-small")


def _confusion(page: PageContext, classes: list[str], counts: list[list[int]]) -> None:
    # a table, not a picture: it can be read aloud, and its colours are those of the look
    caption = page.t("models.confusion")
    Text("h3", caption).classes("ts-subheading")
    with ui.element("div").classes("ts-scroll").props("tabindex=0 role=region") as region:
        region.props["aria-label"] = caption
        with ui.element("table").classes("ts-confusion"):
            with ui.element("thead"), ui.element("tr"):
                Text("td", page.t("models.confusion_corner")).classes("ts-soft ts-small")
                for name in classes:
                    Text("th", visible(name)).props("scope=col")
            with ui.element("tbody"):
                for name, row in zip(classes, counts, strict=True):
                    with ui.element("tr"):
                        Text("th", visible(name)).props("scope=row")
                        for count in row:
                            _cell(count, count / max(1, sum(row)))


def _cell(count: int, share: float) -> None:
    cell = Text("td", f"{count:,}" if count else "·")
    cell.style(f"--share: {share:.3f}")
    if count:
        # no tint between: on it, neither light nor dark letters could be read
        cell.classes("ts-most" if share >= 0.5 else "ts-some")
