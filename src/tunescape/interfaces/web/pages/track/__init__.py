"""The page of one track."""

from typing import Any, NamedTuple

from nicegui import ui

from tunescape.interfaces.track_report import track_report
from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.pages.errors import nothing_here
from tunescape.interfaces.web.pages.track.alike import Alike
from tunescape.interfaces.web.pages.track.details import audio_facts, details
from tunescape.interfaces.web.pages.track.downloads import download_menu
from tunescape.interfaces.web.pages.track.facts import facts
from tunescape.interfaces.web.pages.track.keep import add_menu
from tunescape.interfaces.web.pages.track.likeness import GenreCard, tags_card
from tunescape.interfaces.web.pages.track.music import Music, waveform
from tunescape.interfaces.web.pages.track.pictures import Pictures
from tunescape.interfaces.web.pages.widgets.play import play_script
from tunescape.interfaces.web.pages.widgets.text import Text, title
from tunescape.interfaces.web.services.known_tracks import NotThereError, known_sound
from tunescape.interfaces.web.services.recipes import is_track_id
from tunescape.library.annotations import annotation_names
from tunescape.library.store import Library
from tunescape.text import visible

__all__ = ["build"]


class _Known(NamedTuple):
    report: dict[str, Any]
    audio: str


def build(page: PageContext, track_id: str) -> None:
    """Build the page of a track.

    Parameters
    ----------
    page : PageContext
    track_id : str
        Anything: it comes from the address.
    """
    try:
        known = _read(page.state.library, track_id) if is_track_id(track_id) else None
    except NotThereError:
        known = None
    if known is None:
        _gone(page)
        return
    track = _shown(known.report["track"])
    _head(page, track)
    picture, lanes = waveform(page, track)
    facts(page, known.report)
    with ui.element("div").classes("ts-columns"):
        with ui.element("div").classes("pl-side"):
            music = Music(page, track, picture, lanes)
            alike = Alike(page, track_id)
        with ui.element("div").classes("pl-side"):
            tags_card(page, known.report["tags"])
            genre = GenreCard(page, track_id)
    pictures = Pictures(page, track_id, track["title"])
    details(page, known.report, known.audio)

    async def fill() -> None:
        for part in (music.show, genre.show, alike.load, pictures.load, genre.guess):
            await part()

    async def again() -> None:
        await music.show()
        await genre.show()

    page.on_change(lambda: annotation_names(page.state.library, track_id), again)
    ui.timer(0, fill, once=True)


def _read(library: Library, track_id: str) -> _Known:
    return _Known(track_report(library, known_sound(library, track_id)), audio_facts(library, track_id))


def _shown(track: dict[str, Any]) -> dict[str, Any]:
    return {**track, **{name: track[name] and visible(track[name]) for name in ("title", "artist", "album")}}


def _gone(page: PageContext) -> None:
    nothing_here(page, page.t("track.gone"), page.t("track.gone_hint"), icon="music_off")


def _head(page: PageContext, track: dict[str, Any]) -> None:
    t = page.t
    said = [t("track.by", artist=track["artist"]) if track["artist"] else ""]
    said.append(t("track.from_album", album=track["album"]) if track["album"] else "")
    with ui.element("div").classes("tk-head"):
        with ui.element("div").classes("tk-names"):
            title(track["title"])
            Text("p", " ".join(filter(None, said))).classes("ts-lead")
        with ui.element("div").classes("tk-tools"):
            play = ui.button(t("track.play"), icon="play_arrow").props("unelevated color=primary")
            play.on("click", js_handler=f"() => {play_script([track])}")
            to_playlist = ui.button(t("track.playlist"), icon="queue_music").props(
                "outline color=primary no-caps"
            )
            address = f"/playlist?seed={track['track_id']}"
            to_playlist.on("click", js_handler=f"() => window.tunescape.open('{address}')")
            add_menu(page, track)
            download_menu(page, track)
