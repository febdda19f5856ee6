"""Adding a track to a playlist that the library keeps."""

from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import PageContext
from tunescape.library.playlists import list_playlists, read_playlist, save_playlist
from tunescape.library.store import Library
from tunescape.text import visible

__all__ = ["add_menu"]

_SHOWN = 30


def add_menu(page: PageContext, track: dict[str, Any]) -> ui.button:
    """Add a button with a menu of the playlists, the newest first, and of a new one.

    Parameters
    ----------
    page : PageContext
    track : dict
        Document of the track.
    """
    t, library = page.t, page.state.library

    async def open_menu() -> None:
        if menu.value:
            menu.close()
            return
        # filled before it is there to be clicked: what was in it goes, and a click on it would be lost
        kept = await page.read(list_playlists, library)
        menu.clear()
        with menu:
            ui.menu_item(
                t("track.add_new"), on_click=lambda: add(None, t("playlist.like", title=track["title"]))
            )
            for saved in kept[:_SHOWN]:
                ui.menu_item(saved.name, on_click=lambda saved=saved: add(saved.playlist_id, saved.name))
        menu.open()

    async def add(playlist_id: int | None, name: str) -> None:
        with page.told():
            fresh = await page.read(_add, library, playlist_id, name, track["track_id"])
            ui.notify(
                t("track.added" if fresh else "track.already", name=name), type="positive" if fresh else None
            )

    with ui.button(t("track.add"), icon="playlist_add", on_click=open_menu) as button:
        menu = ui.menu().props("no-parent-event")
    button.props("outline color=primary no-caps")
    return button


def _add(library: Library, playlist_id: int | None, name: str, track_id: str) -> bool:
    """Put a track at the end of a playlist; tell whether it was not in it yet."""
    if playlist_id is None:
        title = visible(" ".join(name.split()))[:200]
        save_playlist(library, title, [track_id], recipe={"seeds": [track_id]})
        return True
    saved = read_playlist(library, playlist_id)
    if track_id in saved.track_ids:
        return False
    save_playlist(
        library, saved.name, [*saved.track_ids, track_id], recipe=saved.recipe, playlist_id=playlist_id
    )
    return True
