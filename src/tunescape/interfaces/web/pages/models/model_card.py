"""The card of a genre model: what it is, and what it says of the library."""

from typing import Any, NamedTuple

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.widgets.jobs import job_card, start_job
from tunescape.interfaces.web.pages.widgets.plot import plot
from tunescape.interfaces.web.pages.widgets.text import Text
from tunescape.library.jobs import ENDED, Job

__all__ = ["KIND", "ModelCard", "ShownModel"]

KIND = "classify"
"""The job that asks a model about every track."""


class ShownModel(NamedTuple):
    """What the page tells of a model; ``made_at`` in seconds since 1970."""

    name: str
    kind: str
    classes: tuple[str, ...]
    accuracy: float
    n_tracks: int
    made_at: float


class ModelCard:
    """A card with a button that sorts the library, how far that is, and what came of it last.

    Parameters
    ----------
    page : PageContext
    model : ShownModel
    jobs : list of Job
        Those that asked this model, the newest first.
    """

    def __init__(self, page: PageContext, model: ShownModel, jobs: list[Job]) -> None:
        self._page, self._model = page, model
        t = page.t
        with ui.element("div").classes("ts-card"):
            Text("h3", model.name).classes("ts-heading")
            told = f"{t(f'models.kind.{model.kind}')} · {t('models.right', share=f'{model.accuracy:.0%}')}"
            Text("p", f"{told} · {t.count('word.tracks', model.n_tracks)}").classes("ts-soft ts-small")
            with ui.element("div").classes("ts-row"):
                for name in model.classes:
                    Text("span", name).classes("ts-chip")
            self._outcome = ui.element("div")
            self._work = ui.element("div")
            self._button = ui.button(t("models.use"), icon="category", on_click=self._use)
            self._button.props("flat no-caps")
            if model.kind == "hmm":
                Text("p", t("models.use_hears")).classes("ts-soft ts-small q-my-none")
        done = next((job for job in jobs if job.state == "done"), None)
        if done is not None:
            self._fill(done)
        if jobs and jobs[0].state != "done":
            self._follow(jobs[0])

    async def _use(self) -> None:
        with self._page.told():
            self._follow(await start_job(self._page, KIND, {"model": self._model.name}))

    def _follow(self, job: Job) -> None:
        if self._work.is_deleted:
            return  # the shelf was drawn anew meanwhile, and knows the job
        self._button.set_enabled(job.state in ENDED)
        self._work.clear()
        with self._work:
            job_card(self._page, job, on_done=self._ended)

    def _ended(self, job: Job) -> None:
        self._button.set_enabled(True)
        if job.state == "done":
            self._fill(job)
            # last: the card is what calls this
            self._work.clear()

    def _fill(self, job: Job) -> None:
        t, result = self._page.t, job.result
        self._outcome.clear()
        with self._outcome:
            self._bars(result["counts"])
            told = [t.count("models.sorted", result["tracks"])]
            if result["failed"]:
                told.append(t.count("jobs.end.failed", result["failed"]))
            Text("p", " · ".join(told)).classes("ts-soft ts-small q-my-none")

    def _bars(self, counts: dict[str, int]) -> None:
        t = self._page.t
        # the order of a JSON object that went through the library is that of its names
        names = sorted(counts, key=lambda name: -counts[name])
        trace: dict[str, Any] = {
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
