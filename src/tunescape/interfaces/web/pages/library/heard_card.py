"""The card about one file that was brought."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nicegui import ui

from tunescape.errors import TunescapeError
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.library.work import AnalysisCards
from tunescape.interfaces.web.pages.widgets.jobs import job_card, start_job
from tunescape.interfaces.web.pages.widgets.sentences import sentences
from tunescape.interfaces.web.pages.widgets.text import Text, tile
from tunescape.interfaces.web.pages.widgets.times import clock
from tunescape.interfaces.web.pages.widgets.track_list import track_list
from tunescape.interfaces.web.services.uploads import keep_upload
from tunescape.library.jobs import Job
from tunescape.report.cluster_names import tag_name
from tunescape.text import visible

__all__ = ["HeardCard"]


class HeardCard:
    """What was heard in a file, what sounds like it, and a button to keep it.

    Parameters
    ----------
    page : PageContext
    name : str
        Of the file.
    analyses : AnalysisCards

    Attributes
    ----------
    element : ui.element
    """

    def __init__(self, page: PageContext, name: str, analyses: AnalysisCards) -> None:
        self._page, self._name, self._analyses = page, name, analyses
        self._track_id = ""
        with ui.element("section").classes("ts-card") as self.element:
            with ui.element("div").classes("ts-row ts-between ts-job-head"):
                with ui.element("div").classes("ts-row ts-job-name"):
                    self._spinner = ui.spinner(size="1.2rem").props("aria-hidden=true")
                    with ui.element("div"):
                        self._title = Text("h2", page.t("library.hearing", name=name)).classes("ts-heading")
                        self._artist = Text("div", "").classes("ts-soft")
                close = ui.button(icon="close", on_click=self.element.delete).props("flat round dense")
                close.props["aria-label"] = page.t("jobs.dismiss")
            self._body = ui.element("div").classes("ts-stack")
        self._title.props("aria-live=polite")

    def fail(self, error: TunescapeError) -> None:
        """Say why it could not be heard."""
        self._spinner.delete()
        self._title.set_text(self._page.t("library.unheard", name=self._name))
        with self._body:
            Text("p", sentences(self._page.t, error.reason)).classes("ts-job-text ts-bad")

    def show(self, document: Mapping[str, Any], place: Path) -> None:
        """Show what was heard.

        Parameters
        ----------
        document : mapping
            As :func:`~tunescape.interfaces.web.services.hear.hear_file` returns it.
        place : Path
            Where the file waits.
        """
        track = document["track"]
        self._track_id = track["track_id"]
        self._spinner.delete()
        self._title.set_text(visible(track["title"] or self._name))
        self._artist.set_text(visible(track["artist"] or ""))
        with self._body:
            self._facts(document)
            with ui.element("div").classes("ts-row") as self._state:
                self._offer(place, known=document["known"])
            Text("h3", self._page.t("library.like_it")).classes("ts-heading")
            if document["similar"]:
                track_list(self._page, document["similar"], beside=_similarity)
            else:
                Text("p", self._page.t("library.like_nothing")).classes("ts-soft ts-job-text")

    def _facts(self, document: Mapping[str, Any]) -> None:
        t, track, key = self._page.t, document["track"], document["key"]
        bpm, loudness = document["tempo"]["bpm"], document["loudness_lufs"]
        named = key["name"] and f"{key['name']} · {key['camelot']}"
        with ui.element("div").classes("ts-tiles"):
            tile(t("word.duration"), clock(track["duration_s"]))
            tile(t("word.tempo"), t("unit.bpm", value=f"{bpm:.0f}") if bpm else t("word.unknown"))
            tile(t("word.key"), named or t("word.unknown"))
            if loudness is not None:
                tile(t("word.loudness"), f"{loudness:.1f} LUFS".replace("-", "−"))
        with ui.element("div").classes("ts-row ts-chips"):
            for tag in document["tags"]:
                Text("span", f"{tag_name(tag['tag'], t.language)} {tag['probability']:.0%}").classes(
                    "ts-chip"
                )

    def _offer(self, place: Path, *, known: bool) -> None:
        t = self._page.t
        if known:
            self._is_there(t("library.heard_known"))
            return

        async def keep() -> None:
            with self._page.told():
                await self._keep(place)

        ui.button(t("library.keep"), icon="library_add", on_click=keep).props("unelevated no-caps")
        Text("span", t("library.heard_not_kept")).classes("ts-soft")

    async def _keep(self, place: Path) -> None:
        folder = await self._page.read(keep_upload, self._page.state.library, place)
        job = await start_job(self._page, "analyze", {"paths": [str(folder)]})
        self._analyses.hide(job.job_id)
        self._state.clear()
        with self._state:
            job_card(self._page, job, on_done=self._kept).element.classes("ts-grow")

    def _kept(self, job: Job) -> None:
        if job.state == "done":
            self._state.clear()
            with self._state:
                self._is_there(self._page.t("library.heard_kept"))

    def _is_there(self, text: str) -> None:
        ui.icon("check_circle", size="1.4rem").classes("ts-good").props("aria-hidden=true")
        Text("span", text)
        ui.link(self._page.t("library.open_track"), target=f"/track/{self._track_id}")


def _similarity(_position: int, document: Mapping[str, Any]) -> None:
    Text("span", f"{document['similarity']:.0%}").classes("ts-soft ts-number")
