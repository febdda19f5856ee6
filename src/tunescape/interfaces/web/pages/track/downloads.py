"""What can be taken away of a track: its audio, notes, hook, beats, chords."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.interfaces.web.services.heard_music import beat_file, chord_file, heard_music, hook_clip
from tunescape.interfaces.web.services.known_tracks import served_file
from tunescape.interfaces.web.services.media import midi_bytes
from tunescape.interfaces.web.services.playlist_export import download_name

__all__ = ["download_menu"]


def download_menu(page: PageContext, track: dict[str, Any]) -> ui.button:
    """Add a button with a menu of files; what has to be heard for one is heard when it is asked for.

    Parameters
    ----------
    page : PageContext
    track : dict
        Document of the track.
    """
    t, track_id = page.t, track["track_id"]
    files = _Files(page, track)
    audio = page.url(f"/api/tracks/{track_id}/audio?download=true")
    button = ui.button(t("track.download"), icon="download").props("outline color=primary no-caps")
    with button, ui.menu():
        ui.menu_item(t("track.download.audio"), on_click=lambda: ui.download.from_url(audio))
        files.item("midi", ".mid", files.midi)
        for suffix in (".mp3", ".wav"):
            files.item(f"clip_{suffix[1:]}", suffix, partial(files.clip, suffix))
        for suffix in (".csv", ".edl", ".mid"):
            files.item(f"beats_{suffix[1:]}", suffix, partial(files.beats, suffix))
        for suffix in (".csv", ".mid"):
            files.item(f"chords_{suffix[1:]}", suffix, partial(files.chords, suffix))
    return button


class _Files:
    def __init__(self, page: PageContext, track: dict[str, Any]) -> None:
        self._page, self._track, self._id = page, track, track["track_id"]

    def item(self, name: str, suffix: str, make: Callable[[], Awaitable[bytes]]) -> None:
        t = self._page.t

        async def fetch() -> None:
            told = ui.notification(t("track.preparing"), spinner=True, timeout=None)
            try:
                with self._page.told():
                    content = await make()
                    kind = "" if name == "midi" else f" [{name.partition('_')[0]}]"
                    file = download_name(f"{self._track['title']}{kind}", suffix)
                    ui.download.content(content, file)
                    ui.notify(t("track.ready", file=file), type="positive")
            finally:
                told.dismiss()

        ui.menu_item(t(f"track.download.{name}"), on_click=fetch)

    async def midi(self) -> bytes:
        return await self._page.state.compute(midi_bytes, await self._path())

    async def clip(self, suffix: str) -> bytes:
        hook = (await heard_music(self._page.state, self._id, "form"))["hook"]
        return await self._page.state.compute(
            hook_clip, await self._path(), hook["start"], hook["end"], suffix
        )

    async def beats(self, suffix: str) -> bytes:
        found = await heard_music(self._page.state, self._id, "beats")
        return await self._page.state.compute(beat_file, found["beats"], suffix, self._track["title"])

    async def chords(self, suffix: str) -> bytes:
        found = await heard_music(self._page.state, self._id, "chords")
        return await self._page.state.compute(chord_file, found["chords"], suffix)

    async def _path(self) -> str:
        return await self._page.read(served_file, self._page.state.library, self._id)
