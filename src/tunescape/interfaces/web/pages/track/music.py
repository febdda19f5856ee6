"""The waveform of a track, and what a closer listen finds: beats, sections, hook, chords."""

import json
from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.track.lanes import chord_lane, common_chords, marks, section_lane
from tunescape.interfaces.web.pages.track.says import confidence, stretch
from tunescape.interfaces.web.pages.widgets.play import playable
from tunescape.interfaces.web.pages.widgets.sentences import sentences
from tunescape.interfaces.web.pages.widgets.text import Text, heading
from tunescape.interfaces.web.pages.widgets.times import clock
from tunescape.interfaces.web.services.heard_music import PARTS, heard_music, kept_music

__all__ = ["Music", "waveform"]


def waveform(page: PageContext, track: dict[str, Any]) -> tuple[ui.element, ui.element]:
    """Add the waveform and the lanes below it, as yet without marks; return both."""
    with ui.element("div").classes("tk-sound"):
        picture = ui.element("tune-waveform")
        lanes = ui.element("tune-lanes")
    for element in (picture, lanes):
        element.props["track"] = track["track_id"]
        element.props["name"] = track["title"]
        element.props["artist"] = track["artist"] or ""
    picture.props["texts"] = json.dumps(page.t.group("waveform"), ensure_ascii=False)
    lanes.props["duration"] = str(track["duration_s"])
    return picture, lanes


class Music:
    """A card with what was heard, or a button to listen.

    Parameters
    ----------
    page : PageContext
    track : dict
        Document of the track.
    picture, lanes : ui.element
        As :func:`waveform` added them: they show it, too.
    """

    def __init__(
        self, page: PageContext, track: dict[str, Any], picture: ui.element, lanes: ui.element
    ) -> None:
        self._page, self._track, self._picture, self._lanes = page, track, picture, lanes
        self._shown: dict[str, Any] | None = None
        t = page.t
        with ui.element("section").classes("ts-card"):
            heading(t("track.music"))
            self._lead = Text("p", t("track.music.lead")).classes("ts-lead ts-small")
            self._parts = ui.element("div").classes("tk-heard")
            with ui.element("div").classes("tk-busy").props("role=status") as self._busy:
                ui.spinner(size="1.4rem").props("aria-hidden=true")
                self._doing = ui.label()
            self._listen = ui.button(t("track.music.listen"), icon="hearing", on_click=self.listen)
            self._listen.props("unelevated color=primary").classes("tk-listen")
        self._busy.set_visibility(False)

    async def show(self) -> None:
        """Show what the library keeps."""
        library = self._page.state.library
        kept = await self._page.read(kept_music, library, self._track["track_id"])
        if kept == self._shown or self._parts.is_deleted:
            return
        self._shown = kept
        self._picture.props["marks"] = json.dumps(marks(kept))
        lanes = []
        if "structure" in kept:
            lanes.append(section_lane(self._page.t, kept["structure"]))
        if kept.get("chords", {}).get("chords"):
            lanes.append(chord_lane(self._page.t, kept["chords"]))
        self._lanes.props["lanes"] = json.dumps(lanes, ensure_ascii=False)
        for element in (self._picture, self._lanes):
            element.update()
        missing = {"beats", "hook", "structure", "chords"} - kept.keys()
        self._lead.set_visibility(bool(missing))
        self._listen.set_visibility(bool(missing))
        self._parts.clear()
        with self._parts:
            self._show_parts(kept)

    async def listen(self) -> None:
        """Hear what was not heard yet, one part after another."""
        t = self._page.t
        self._listen.set_enabled(False)
        self._busy.set_visibility(True)
        try:
            for part in PARTS:
                if self._parts.is_deleted:
                    return  # the visitor has left
                self._doing.text = t("track.music.listening", what=t(f"track.music.{part}"))
                with self._page.told():
                    await heard_music(self._page.state, self._track["track_id"], part)
                    await self.show()
        finally:
            self._busy.set_visibility(False)
            self._listen.set_enabled(True)

    def _show_parts(self, kept: dict[str, Any]) -> None:
        if "hook" in kept:
            self._hook(kept["hook"])
        if "beats" in kept:
            self._beats(kept["beats"])
        if "chords" in kept:
            self._chords(kept["chords"])

    def _hook(self, hook: dict[str, Any]) -> None:
        t = self._page.t
        with ui.element("div").classes("tk-part"):
            Text("h3", t("track.hook"))
            Text("div", stretch(t, hook["start"], hook["end"])).classes("tk-big")
            button = ui.button(t("track.hook.play"), icon="play_arrow").props(
                "outline dense no-caps padding='xs md'"
            )
            button.on("click", js_handler=self._play_at(hook["start"]))
            with ui.element("ul").classes("ts-small"):
                for reason in hook["reasons"]:
                    Text("li", sentences(t, reason))
            if hook["alternatives"]:
                Text("div", t("track.hook.others")).classes("ts-soft ts-small")
                with ui.element("div").classes("tk-views"):
                    for other in hook["alternatives"]:
                        self._other(other)

    def _other(self, other: dict[str, Any]) -> None:
        start, end = clock(other["start"]), clock(other["end"])
        button = ui.button(stretch(self._page.t, other["start"], other["end"]), icon="play_arrow")
        button.props("flat dense no-caps").on("click", js_handler=self._play_at(other["start"]))
        button.props["aria-label"] = self._page.t("track.hook.play_other", start=start, end=end)

    def _beats(self, beats: dict[str, Any]) -> None:
        t = self._page.t
        with ui.element("div").classes("tk-part"):
            Text("h3", t("track.beats"))
            if not beats["beats"]:
                Text("span", t("track.beats.none")).classes("ts-soft")
                return
            said = [t("unit.bpm", value=f"{beats['tempo_bpm']:.1f}"), beats["metre"] or ""]
            Text("div", " · ".join(filter(None, said))).classes("tk-big")
            others = [f"{other:.0f}" for other in beats["alternatives"][:1]]
            Text("div", confidence(t, beats, others)).classes("ts-soft ts-small")
            counts = [t.count("track.beats.count", len(beats["beats"]))]
            if beats["downbeats"]:
                counts.append(t.count("track.bars.count", len(beats["downbeats"])))
            Text("div", " · ".join(counts))

    def _chords(self, document: dict[str, Any]) -> None:
        t = self._page.t
        common = common_chords(document)
        with ui.element("div").classes("tk-part"):
            Text("h3", t("track.chords"))
            Text("div", " · ".join(common) or t("track.unclear")).classes("tk-big")
            if common:
                n = sum(chord["label"] != "N" for chord in document["chords"])
                Text("div", t.count("track.chords_told", n, chords=", ".join(common))).classes(
                    "ts-soft ts-small"
                )

    def _play_at(self, start_s: float) -> str:
        # "<" could end the script element, were it ever put into one
        track = json.dumps(playable(self._track)).replace("<", "\\u003c")
        return f"() => window.tunescape.playAt({track}, {float(start_s)})"
