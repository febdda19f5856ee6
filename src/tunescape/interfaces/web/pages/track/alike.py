"""What sounds most like a track, and why."""

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui

from tunescape.errors import TunescapeError
from tunescape.interfaces.documents import match_document
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.track.says import minus
from tunescape.interfaces.web.pages.widgets.names import tag_names
from tunescape.interfaces.web.pages.widgets.sentences import sentences
from tunescape.interfaces.web.pages.widgets.space_choice import SpaceChoice
from tunescape.interfaces.web.pages.widgets.text import Text, heading
from tunescape.interfaces.web.pages.widgets.track_list import track_list
from tunescape.interfaces.web.services.alike import reasons_of, similar_tracks
from tunescape.interfaces.web.services.why_words import why_words
from tunescape.interfaces.web.texts import TEXTS
from tunescape.text import visible

__all__ = ["Alike"]

_SHOWN = 12
_PARTS = 4
_SMALLEST_PART = 0.005


class Alike:
    """The nearest tracks; each says why when it is asked.

    Parameters
    ----------
    page : PageContext
    track_id : str
    """

    def __init__(self, page: PageContext, track_id: str) -> None:
        self._page, self._track_id = page, track_id
        self._space, self._rhythm = "default", 1.0
        self._reasons: dict[str, dict[str, Any]] | None = None
        with ui.element("section").classes("ts-card"):
            heading(page.t("track.alike"))
            box = ui.expansion(page.t("track.alike.space"), icon="tune").props("dense").classes("w-full")
            with box, ui.element("div").classes("tk-part q-pt-sm"):
                self._choice = SpaceChoice(page, self._choose)
            self._list = ui.element("div")

    async def load(self) -> None:
        """Ask for the tracks, and for the spaces there are."""
        await self._show()
        await self._choice.load()

    async def _choose(self, space: str, rhythm: float) -> None:
        self._space, self._rhythm = space, rhythm
        await self._show()

    async def _show(self) -> None:
        self._reasons = None
        asked = (self._space, self._rhythm)
        problem = ""
        documents: list[dict[str, Any]] = []
        try:
            matches = await self._page.read(
                similar_tracks,
                self._page.state.library,
                self._track_id,
                n=_SHOWN,
                space=self._space,
                rhythm=self._rhythm,
            )
            documents = [match_document(match) for match in matches]
        except TunescapeError as error:
            problem = sentences(self._page.t, error.reason)
        if asked != (self._space, self._rhythm) or self._list.is_deleted:
            return
        self._list.clear()
        with self._list:
            if not documents:
                Text("p", problem or self._page.t("track.alike.none")).classes("ts-lead ts-small")
                return
            boxes: list[ui.element] = []
            track_list(
                self._page,
                documents,
                beside=lambda i, document: self._beside(document, lambda: boxes[i]),
                below=lambda _i, _document: boxes.append(_hidden()),
            )

    def _beside(self, document: Mapping[str, Any], box: Callable[[], ui.element]) -> None:
        t = self._page.t
        Text("span", minus(document["similarity"], 2)).classes("tk-cosine").tooltip(t("word.similarity"))
        button = ui.button(t("track.alike.why"))
        button.on_click(lambda: self._toggle(document, box(), button))
        button.props("flat dense no-caps aria-expanded=false")
        button.props["aria-label"] = t("track.alike.why_named", title=visible(document["title"]))

    async def _toggle(self, document: Mapping[str, Any], box: ui.element, button: ui.button) -> None:
        opens = not box.visible
        box.set_visibility(opens)
        button.props(f"aria-expanded={'true' if opens else 'false'}")
        if not opens:
            return
        box.clear()
        with box, ui.element("div").classes("tk-busy"):
            ui.spinner(size="1.2rem").props("aria-hidden=true")
            ui.label(self._page.t("track.alike.thinking"))
        with self._page.told():
            reasons = await self._ask()
            if box.is_deleted:
                return
            box.clear()
            with box:
                self._reason(reasons.get(document["track_id"]), document)

    async def _ask(self) -> dict[str, dict[str, Any]]:
        if self._reasons is None:
            state = self._page.state
            rows = await state.compute(
                reasons_of, str(state.library.path), self._track_id, _SHOWN, self._space, self._rhythm
            )
            self._reasons = {row["track_id"]: row["why"] for row in rows}
        return self._reasons

    def _reason(self, why: dict[str, Any] | None, document: Mapping[str, Any]) -> None:
        t = self._page.t
        if why is None:
            Text("span", t("track.alike.none"))
            return
        Text("span", t("track.alike.adds_up", similarity=minus(document["similarity"], 2))).classes("ts-soft")
        for block in why["blocks"]:
            with ui.element("div").classes("tk-block"):
                with ui.element("div").classes("tk-block-name"):
                    Text("strong", self._set_name(block["feature_set"]))
                    Text("span", minus(block["contribution"], 2)).classes("ts-number")
                with ui.element("span").classes("tk-bar").props("aria-hidden=true"):
                    ui.element("span").style(f"width: {100 * max(0.0, block['contribution']):.1f}%")
                self._parts(block["parts"])
        if why["shared_tags"]:
            Text("span", t("track.alike.tags", tags=tag_names(t, why["shared_tags"])))
        if why["caution"]:
            n = "".join(filter(str.isdigit, why["caution"]))
            Text("span", t("track.alike.few", n=n)).classes("ts-soft ts-small")

    def _parts(self, parts: list[dict[str, Any]]) -> None:
        words = why_words() if self._page.t.language == "zh" else {}
        with ui.element("div").classes("tk-parts"):
            for part in parts[:_PARTS]:
                if part["contribution"] < _SMALLEST_PART:
                    continue
                both, name = part["both"], part["name"]
                said = (
                    self._page.t("track.alike.both", what=words.get(both, both))
                    if both
                    else words.get(name, name)
                )
                Text("span", f"{said} {minus(part['contribution'], 2)}").classes("ts-chip")

    def _set_name(self, feature_set: str) -> str:
        key = f"track.set.{feature_set}"
        return self._page.t(key) if key in TEXTS else feature_set


def _hidden() -> ui.element:
    box = ui.element("div").classes("tk-why")
    box.set_visibility(False)
    return box
