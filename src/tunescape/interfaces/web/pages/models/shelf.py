"""The genre models that the library has."""

from nicegui import ui

from tunescape.discovery.genres.genre_model import load_model
from tunescape.errors import TunescapeError
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.models.model_card import KIND, ModelCard, ShownModel
from tunescape.interfaces.web.pages.widgets.text import heading
from tunescape.interfaces.web.services.models import list_models, model_path
from tunescape.library.jobs import Job, list_jobs
from tunescape.library.store import Library

__all__ = ["ModelShelf", "model_shelf"]


class ModelShelf:
    """A card for each model; see :func:`model_shelf`."""

    def __init__(self, page: PageContext) -> None:
        self._page = page
        self._shown: tuple[list[ShownModel], list[str]] | None = None
        self._section = ui.element("section").classes("ts-stack")
        # somebody else may ask a model, too
        page.on_change(lambda: _ids(_jobs(page.state.library)), self.refresh)

    async def refresh(self) -> None:
        """Show the models that there are now; how far work is that they know of, their cards tell."""
        library = self._page.state.library
        models = await self._page.read(_read_models, library)
        jobs = await self._page.read(_jobs, library)
        if self._shown == (models, _ids(jobs)) or self._section.is_deleted:
            return
        self._shown = (models, _ids(jobs))
        self._section.clear()
        with self._section:
            if models:
                heading(self._page.t("models.shelf"))
                with ui.element("div").classes("ts-cards"):
                    for model in models:
                        ModelCard(self._page, model, _about(model, jobs))


def model_shelf(page: PageContext) -> ModelShelf:
    """Add the models of the library; they are read when the page is there."""
    shelf = ModelShelf(page)
    ui.timer(0, shelf.refresh, once=True)
    return shelf


def _jobs(library: Library) -> list[Job]:
    return [job for job in list_jobs(library) if job.kind == KIND]


def _ids(jobs: list[Job]) -> list[str]:
    return [job.job_id for job in jobs]


def _about(model: ShownModel, jobs: list[Job]) -> list[Job]:
    """Return the jobs that asked a model; not those that asked one of its name before it was trained."""
    return [
        job for job in jobs if job.parameters.get("model") == model.name and job.queued_at >= model.made_at
    ]


def _read_models(library: Library) -> list[ShownModel]:
    found = []
    for name in list_models(library):
        path = model_path(library, name)
        try:
            model, made_at = load_model(path), path.stat().st_mtime
        except (TunescapeError, OSError):
            continue  # damaged, of another version, or gone: training again replaces it
        found.append(ShownModel(name, model.kind, model.classes, model.accuracy, model.n_tracks, made_at))
    return found
