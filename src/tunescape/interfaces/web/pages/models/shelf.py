"""The genre models that the library has, and what they say of its music."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from nicegui import ui

from tunescape.discovery.genres.classify import classify
from tunescape.discovery.genres.genre_model import load_model
from tunescape.errors import TunescapeError
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.plot import plot
from tunescape.interfaces.web.pages.widgets.text import Text, heading
from tunescape.interfaces.web.services.models import list_models, model_path
from tunescape.library.store import Library

__all__ = ["ModelShelf", "model_shelf"]

_CLASSIFY_S = 600.0


class _Shown(NamedTuple):
    name: str
    kind: str
    classes: tuple[str, ...]
    accuracy: float
    n_tracks: int


class ModelShelf:
    """A card for each model; see :func:`model_shelf`."""

    def __init__(self, page: PageContext) -> None:
        self._page = page
        self._section = ui.element("section").classes("ts-stack")

    async def refresh(self) -> None:
        """Show the models that there are now."""
        models = await self._page.read(_read_models, self._page.state.library)
        self._section.clear()
        with self._section:
            if models:
                heading(self._page.t("models.shelf"))
                with ui.element("div").classes("ts-cards"):
                    for model in models:
                        self._card(model)

    def _card(self, model: _Shown) -> None:
        t = self._page.t
        with ui.element("div").classes("ts-card"):
            Text("h3", model.name).classes("ts-heading")
            told = f"{t(f'models.kind.{model.kind}')} · {t('models.right', share=f'{model.accuracy:.0%}')}"
            Text("p", f"{told} · {t.count('word.tracks', model.n_tracks)}").classes("ts-soft ts-small")
            with ui.element("div").classes("ts-row"):
                for name in model.classes:
                    Text("span", name).classes("ts-chip")
            outcome = ui.element("div")

            async def use() -> None:
                button.props("loading")
                with self._page.told():
                    counts = await self._page.state.compute(
                        _count_genres,
                        str(self._page.state.library.path),
                        model.name,
                        timeout_s=_CLASSIFY_S,
                    )
                    outcome.clear()
                    with outcome:
                        self._distribution(counts)
                button.props(remove="loading")

            button = ui.button(t("models.use"), icon="category", on_click=use).props("flat no-caps")

    def _distribution(self, counts: dict[str, int]) -> None:
        t = self._page.t
        names = list(counts)
        trace = {
            "type": "bar",
            "orientation": "h",
            "y": [t("word.unknown") if name == "unknown" else name for name in names],
            "x": [counts[name] for name in names],
            "marker": {"color": "#0072b2"},
            "hovertemplate": "%{y}: %{x}<extra></extra>",
        }
        layout = {
            "yaxis": {"autorange": "reversed", "automargin": True},
            "xaxis": {"title": t("models.tracks")},
        }
        plot(self._page, [trace], layout, label=t("models.use"), height=90 + 26 * len(names))


def model_shelf(page: PageContext) -> ModelShelf:
    """Add the models of the library; they are read when the page is there."""
    shelf = ModelShelf(page)
    ui.timer(0, shelf.refresh, once=True)
    return shelf


def _read_models(library: Library) -> list[_Shown]:
    found = []
    for name in list_models(library):
        try:
            model = load_model(model_path(library, name))
        except TunescapeError:
            continue  # damaged, or of another version: training again replaces it
        found.append(_Shown(name, model.kind, model.classes, model.accuracy, model.n_tracks))
    return found


def _count_genres(library_path: str, name: str) -> dict[str, int]:
    """Count what a model hears in a library, the most frequent first; runs in a process of its own."""
    library = Library(Path(library_path))
    genres, _ = classify(library, load_model(model_path(library, name)))
    return dict(Counter(row.guess.genre for row in genres).most_common())
